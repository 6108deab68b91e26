import { randomUUID } from 'node:crypto'
import { EOL } from 'node:os'

/**
 * What a process tells the Actions runner: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 * The toolkit (`@actions/core`) says the same, but brings an HTTP client, a token client and a process runner with it: 0.1 MB of
 * bundle, and all of undici.
 */

/** A line that the runner carries out, such as `add-mask`. The message may have several lines. */
export function commandLine(command: string, message: string): string {
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  return `::${command}::${escaped}${EOL}`
}

/** An entry of a file that the runner reads after the step, such as that of `GITHUB_OUTPUT`; the value may hold anything. */
export function fileEntry(name: string, value: string): string {
  // nobody can foresee it, so no value can end its entry
  const delimiter = `ghadelimiter_${randomUUID()}`
  return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`
}
