import { logText } from '../text/clean.ts'
import type { Log } from '../run/log.ts'
import { createRedact, type Redact } from '../text/secrets/redact.ts'
import { createGuide, WARNINGS } from './guide.ts'
import type { Runner } from './runner.ts'

export { createRedact, type Redact }

/** A text as one line: without secrets, control characters, and commands of the runner. */
export function safeLine(line: string, redact: Redact): string {
  // Before: cutting may split a secret. After: cleaning may join the pieces of one.
  return redact(logText(redact(line)))
}

/**
 * The run's log, every line made safe. A warning ends with the address of its chapter in the guide.
 * @param env the runner's variables, which name the version of the action that runs
 */
export function createLog(
  runner: Runner,
  redact: Redact,
  env: Readonly<Record<string, string | undefined>> = {}
): Log {
  const guide = createGuide(env)
  return {
    info: message => runner.info(safeLine(message, redact)),
    notice: message => runner.annotate('notice', safeLine(message, redact)),
    warning: message =>
      runner.annotate('warning', `${safeLine(sentence(message), redact)} See ${guide(WARNINGS)}`),
    async group(title, body) {
      runner.startGroup(safeLine(title, redact))
      try {
        return await body()
      } finally {
        runner.endGroup()
      }
    }
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}
