import { Failure } from '../run/failure.ts'
import { GATEWAY_FAILURES } from '../maton/failures.ts'

/**
 * Why a value cannot stand in a path, or `undefined` if it can. A value is one segment: `/` would name another route, and `.` and
 * `..` are taken away by everything that parses addresses.
 */
export function segmentProblem(value: string): string | undefined {
  if (value === '') return 'is empty'
  if (value === '.' || value === '..') return 'is not a name'
  if (/[/\\]/.test(value)) return 'holds a slash'
  return value.isWellFormed() ? undefined : 'is not well-formed text'
}

/**
 * Fills a path template; each value becomes exactly one segment, encoded once.
 * @throws Failure when a value is missing or cannot be a segment
 */
export function fillPath(template: string, parameters: Readonly<Record<string, string | undefined>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name] ?? ''
    const problem = segmentProblem(value)
    if (problem !== undefined)
      throw new Failure(GATEWAY_FAILURES.rejected, `the ${name} ${problem}`, {
        remedy: `Give a ${name} without slashes.`
      })
    return encodeURIComponent(value)
  })
}
