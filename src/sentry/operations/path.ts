import { Failure } from '../../run/failure.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { isDots } from '../../text/names.ts'
import { operation, type OperationName } from './table.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Parameters whose names were checked against the operation's row elsewhere. */
export type AnyParameters = Readonly<Record<string, string>>

/**
 * Why a value cannot stand in a path, or `undefined` if it can. A value is one segment: `/` would name another route, and `.` and
 * `..` are taken away by everything that parses addresses.
 */
export function segmentProblem(value: string): string | undefined {
  if (value === '') return 'is empty'
  if (isDots(value)) return 'is not a name'
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
      throw new Failure(WAY_FAILURES.rejected, `the ${name} ${problem}`, {
        remedy: `Give a ${name} without slashes.`
      })
    return encodeURIComponent(value)
  })
}

/**
 * The path of an operation with its values filled in. Without an organization an operation that has one uses the reference's own form.
 * @throws Failure when a value cannot be one segment
 */
export function pathOf(name: OperationName, parameters: AnyParameters): string {
  const row = operation(name)
  const alone = parameters['organization'] === undefined ? row.pathWithoutOrganization : undefined
  return fillPath(alone ?? row.path, parameters)
}

/** A query as an address has it, with its `?`; empty without parameters. */
export function queryText(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) search.append(name, String(one))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
