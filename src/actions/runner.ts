import { appendFileSync } from 'node:fs'
import * as core from '@actions/core'
import type { OutputValue } from '../gateway/run.ts'

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

/** The Actions runner that started this process, by way of its toolkit. */
export function actionsRunner(env: NodeJS.ProcessEnv): Runner {
  const say = { notice: core.notice, warning: core.warning, error: core.error }
  return {
    mask: secret => core.setSecret(secret),
    info: line => core.info(line),
    annotate: (level, message) => say[level](message),
    startGroup: title => core.startGroup(title),
    endGroup: () => core.endGroup(),
    setOutput: (name, value) => core.setOutput(name, value),
    async summarize(markdown) {
      // the toolkit throws where there is no summary file, as on old Enterprise Servers
      const file = env['GITHUB_STEP_SUMMARY']
      if (file !== undefined && file !== '') appendFileSync(file, `${markdown}\n`)
    }
  }
}
