import type { AnyParameters, Query } from '../sentry/operations/path.ts'
import { parametersIn, queryNamesOf, type Operation } from '../sentry/operations/row.ts'
import { PAGE_SIZE } from '../sentry/client.ts'
import { segmentProblem } from '../sentry/operations/path.ts'
import type { JsonRecord } from '../text/json.ts'
import { nearestNames } from '../text/nearest.ts'

/** The parameters of a call, sorted by where they go. */
export interface Parameters {
  readonly path: AnyParameters
  readonly query: Query
  /** Rows on a page, where it was given. */
  readonly size: number | undefined
  /** Where to begin a list, where it was given. */
  readonly cursor: string | undefined
}

/** What is wrong with a parameter, in words; `name` as it was given. */
export interface ParameterProblem {
  readonly name: string
  readonly allowed: string
}

type Kind = 'segment' | 'text' | 'texts' | 'flag' | 'size'

interface Read {
  readonly value?: string | readonly string[] | undefined
  readonly problem?: string | undefined
}

/**
 * Checks parameters against the row of an operation.
 * @param given the JSON object of the input
 * @param organization from the input `organization`; a parameter of that name goes before it
 * @returns the parameters, and what is wrong with them: unknown, missing or ill-typed ones
 */
export function readParameters(
  row: Operation,
  given: JsonRecord,
  organization: string | undefined
): { parameters: Parameters; problems: readonly ParameterProblem[] } {
  const kinds = kindsOf(row)
  const problems: ParameterProblem[] = []
  const path: Record<string, string> = {}
  const query: Record<string, string | readonly string[]> = {}
  let size: number | undefined
  for (const [name, value] of Object.entries(given)) {
    const kind = kinds.get(name)
    const { value: read, problem } = kind === undefined ? unknownName(name, kinds) : READERS[kind](value)
    if (problem !== undefined) problems.push({ name, allowed: problem })
    else if (kind === 'segment' && typeof read === 'string') path[name] = read
    else if (kind === 'size') size = Number(read)
    else if (read !== undefined) query[name] = read
  }
  const inPath = parametersIn(row.path)
  if (organization !== undefined && inPath.includes('organization')) path['organization'] ??= organization
  // an organization that nothing names is looked up, or not needed
  const missing = inPath.filter(name => name !== 'organization' && !Object.hasOwn(given, name))
  problems.push(...missing.map(name => ({ name, allowed: 'is missing' })))
  const { cursor, ...rest } = query
  return {
    parameters: { path, query: rest, size, cursor: typeof cursor === 'string' ? cursor : undefined },
    problems
  }
}

function kindsOf(row: Operation): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>()
  for (const name of queryNamesOf(row)) kinds.set(name, row.query?.[name] ?? 'text')
  if (row.page !== undefined) kinds.set(row.page, 'size')
  for (const name of parametersIn(row.path)) kinds.set(name, 'segment')
  return kinds
}

function unknownName(name: string, kinds: ReadonlyMap<string, Kind>): Read {
  const [nearest] = nearestNames(name, [...kinds.keys()])
  return { problem: `is not a parameter${nearest === undefined ? '' : `; the nearest is ${nearest}`}` }
}

const READERS: Readonly<Record<Kind, (value: unknown) => Read>> = {
  segment(value) {
    const text = textOfScalar(value)
    if (text === undefined) return { problem: `must be ${SCALAR}` }
    return { value: text, problem: segmentProblem(text) }
  },
  text(value) {
    const text = textOfScalar(value)
    return text === undefined ? { problem: `must be ${SCALAR}` } : { value: text }
  },
  texts(value) {
    const texts = (Array.isArray(value) ? value : [value]).map(textOfScalar)
    const read = texts.filter(text => text !== undefined)
    return read.length < texts.length ? { problem: `must be ${SCALAR}, or a list of these` } : { value: read }
  },
  flag(value) {
    const word = String(value).toLowerCase()
    if (!/^(true|false|1|0)$/.test(word)) return { problem: 'must be true or false' }
    // Sentry reads any text as true, even `false`
    return /^(true|1)$/.test(word) ? { value: '1' } : {}
  },
  size(value) {
    const text = textOfScalar(value) ?? ''
    const fits = /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= PAGE_SIZE
    return fits ? { value: text } : { problem: `must be a whole number from 1 to ${PAGE_SIZE}` }
  }
}

const SCALAR = 'a text or a whole number (a large number as a text)'

/** JSON rounds larger whole numbers. They would name another thing. */
function textOfScalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined
}
