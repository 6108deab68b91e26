import type { InputReader } from '../inputs.ts'

/** Headers that are the run's own, or would change what a request is. */
const REFUSED =
  /^(?:authorization|host|connection|cookie|content-.*|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/i

/** The lines of `sentry_headers`, each `Name: value`. */
export function headerLines(reader: InputReader): readonly string[] {
  return (reader.text('sentry_headers') ?? '')
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

/** What stands behind the colon of a line; a line without one may be a secret by itself. */
export function headerValue(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim()
}

/**
 * The headers for a gate in front of a self-hosted Sentry, by their names in lower case. What is wrong with a line is said without its
 * value, which is a secret.
 */
export function readHeaders(reader: InputReader): Readonly<Record<string, string>> {
  const headers = new Map<string, string>()
  for (const [index, line] of headerLines(reader).entries()) {
    const name = line
      .slice(0, Math.max(0, line.indexOf(':')))
      .trim()
      .toLowerCase()
    const problem = problemOf(name, headerValue(line), headers)
    if (problem === undefined) headers.set(name, headerValue(line))
    else reader.problem('sentry_headers', undefined, `line ${index + 1}: ${problem}`)
  }
  return Object.fromEntries(headers)
}

function problemOf(name: string, value: string, seen: ReadonlyMap<string, string>): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name) || value === '')
    return 'needs the form Name: value, such as CF-Access-Client-Id: …'
  if (REFUSED.test(name)) return `the header ${name} cannot be given`
  if (!/^[\x20-\x7e]{1,8000}$/.test(value)) return `the value of ${name} has signs that no header may hold`
  return seen.has(name) ? `the header ${name} is given twice` : undefined
}
