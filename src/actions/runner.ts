import {
  debug,
  endGroup,
  error,
  info,
  notice,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning
} from '@actions/core'

export type Level = 'notice' | 'warning' | 'error'

/** A line of a file, which GitHub shows an annotation beside. */
export interface FileLine {
  /** From the root of the repository. */
  readonly file: string
  /** The first line is 1. */
  readonly line: number
}

/** The runner's side as the frame uses it. Texts are made safe before they get here. */
export interface Runner {
  mask(secret: string): void
  info(line: string): void
  /** Shown only when the workflow is run again with debug logging. */
  debug(line: string): void
  annotate(level: Level, message: string, at?: FileLine): void
  startGroup(title: string): void
  endGroup(): void
  setOutput(name: string, value: string | number | boolean): void
  /** Appends Markdown to the job summary. */
  summarize(markdown: string): Promise<void>
}

const ANNOTATE = { notice, warning, error } as const satisfies Record<Level, unknown>

/** The Actions runner that started this process: the toolkit, which reads the environment of the process for the runner's files. */
export function actionsRunner(): Runner {
  return {
    mask: setSecret,
    info,
    debug,
    annotate: (level, message, at) =>
      ANNOTATE[level](message, at === undefined ? {} : { file: at.file, startLine: at.line }),
    startGroup,
    endGroup,
    setOutput(name, value) {
      // without the file the toolkit writes the output to the log, as runners of 2022 wanted it
      if (isGiven('GITHUB_OUTPUT')) setOutput(name, value)
    },
    async summarize(markdown) {
      // without the file the toolkit throws: old Enterprise Servers have no summary, and local runs have none
      if (!isGiven('GITHUB_STEP_SUMMARY')) return
      try {
        await summary.addRaw(markdown, true).write()
      } finally {
        // a summary that could not be written must not stand before the next one
        summary.emptyBuffer()
      }
    }
  }
}

function isGiven(variable: string): boolean {
  return Boolean(process.env[variable])
}
