import { appendFileSync } from 'node:fs'
import { EOL } from 'node:os'
import type { OutputValue } from '../run/context.ts'
import { commandLine, fileEntry } from './commands.ts'

export type Level = 'notice' | 'warning' | 'error'

/** The runner's side as the frame uses it. Texts are made safe before they get here. */
export interface Runner {
  mask(secret: string): void
  info(line: string): void
  annotate(level: Level, message: string): void
  startGroup(title: string): void
  endGroup(): void
  setOutput(name: string, value: OutputValue): void
  /** Appends Markdown to the job summary. */
  summarize(markdown: string): Promise<void>
}

/** The Actions runner that started this process. */
export function actionsRunner(env: NodeJS.ProcessEnv): Runner {
  const say = (line: string): void => void process.stdout.write(line)
  // old Enterprise Servers have no summary, local runs neither file
  const append = (file: string | undefined, text: string): void => {
    if (file !== undefined && file !== '') appendFileSync(file, text)
  }
  return {
    mask: secret => say(commandLine('add-mask', secret)),
    info: line => say(`${line}${EOL}`),
    annotate: (level, message) => say(commandLine(level, message)),
    startGroup: title => say(commandLine('group', title)),
    endGroup: () => say(commandLine('endgroup', '')),
    setOutput: (name, value) => append(env['GITHUB_OUTPUT'], fileEntry(name, textOf(value))),
    summarize: async markdown => append(env['GITHUB_STEP_SUMMARY'], `${markdown}\n`)
  }
}

/** As the toolkit writes outputs: what is no text is JSON, and nothing is empty. */
function textOf(value: OutputValue): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
