import { parseTime } from '../../iso-time.ts'
import { badRequest, Refusal } from './answers.ts'

type Fields = Readonly<Record<string, unknown>>
type Problems = Record<string, unknown>

const REQUIRED = 'This field is required.'
const NULL = 'This field may not be null.'
const BLANK = 'This field may not be blank.'
const EMPTY = 'This list may not be empty.'
const NO_TIME =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'

/** Reads the fields of a body, and collects their problems in the words of Sentry's serializers. */
export interface FieldReader {
  /** A text of at most `max` characters. A number is read as text. */
  text(key: string, rule: TextRule): string | null | undefined
  /** A text with a scheme. */
  url(key: string, max: number): string | null | undefined
  /** Milliseconds since the epoch. */
  time(key: string, rule?: { nullable?: boolean }): number | null | undefined
  /** One of the given words. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined
  /** A list. `element` decodes each item. The problems of all items stand under `key`, without an index. */
  list<T>(key: string, rule: ListRule<T>): readonly T[] | null | undefined
  /** Adds a problem of a field. */
  problem(key: string, problem: unknown): void
  readonly problems: Readonly<Problems>
  /**
   * Ends the request with a 400 if there are problems.
   * @throws Refusal
   */
  refuseProblems(): void
}

interface TextRule {
  readonly max: number
  readonly required?: boolean
  readonly nullable?: boolean
  readonly blank?: boolean
}

interface ListRule<T> {
  readonly required?: boolean
  readonly nullable?: boolean
  readonly notEmpty?: boolean
  readonly element: (value: unknown) => { value: T } | { problem: unknown }
}

/** A reader of these fields. */
export function readFields(fields: Fields): FieldReader {
  const problems: Problems = {}
  const problem = (key: string, given: unknown) => {
    problems[key] ??= typeof given === 'string' ? [given] : given
  }
  /** The value of a field. Adds a problem if it is required and missing, or null and not nullable. */
  const present = (key: string, rule: { required?: boolean; nullable?: boolean }): unknown => {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (value === undefined && rule.required === true) problem(key, REQUIRED)
    if (value === null && rule.nullable !== true) problem(key, NULL)
    return value
  }
  const text = (key: string, rule: TextRule): string | null | undefined => {
    const value = present(key, rule)
    if (value === undefined || value === null) return value
    if (typeof value !== 'string' && typeof value !== 'number') {
      problem(key, 'Not a valid string.')
      return undefined
    }
    const read = String(value)
    if (read === '' && rule.blank !== true) problem(key, BLANK)
    if (Array.from(read).length > rule.max)
      problem(key, `Ensure this field has no more than ${rule.max} characters.`)
    return read
  }
  return {
    text,
    url: (key, max) => {
      const read = text(key, { max, nullable: true, blank: true })
      if (typeof read === 'string' && read !== '' && !/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\S*$/i.test(read))
        problem(key, 'Enter a valid URL.')
      return read
    },
    time: (key, rule = {}) => {
      const value = present(key, rule)
      if (value === undefined || value === null) return value
      const read = typeof value === 'string' ? parseTime(value) : undefined
      if (read === undefined) problem(key, NO_TIME)
      return read
    },
    choice: (key, choices) => {
      const value = present(key, {})
      const known = choices.find(choice => choice === value)
      if (value !== undefined && known === undefined) problem(key, `Invalid value for ${key}.`)
      return known
    },
    list: (key, rule) => {
      const value = present(key, rule)
      if (value === undefined || value === null) return value
      if (!Array.isArray(value)) {
        const type = typeof value === 'string' ? 'str' : typeof value
        problem(key, `Expected a list of items but got type "${type}".`)
        return undefined
      }
      if (value.length === 0 && rule.notEmpty === true) problem(key, EMPTY)
      return readElements(value, rule.element, found => problem(key, found))
    },
    problem,
    problems,
    refuseProblems: () => {
      if (Object.keys(problems).length > 0) throw new Refusal(badRequest(problems))
    }
  }
}

function readElements<T>(
  values: readonly unknown[],
  element: ListRule<T>['element'],
  problem: (found: unknown) => void
): readonly T[] {
  const read: T[] = []
  for (const value of values) {
    const decoded = element(value)
    if ('problem' in decoded) problem(decoded.problem)
    else read.push(decoded.value)
  }
  return read
}

/** Decodes an item of a list that is a map of fields. The problems that `read` finds are those of the item. */
export function objectElement<T>(
  read: (reader: FieldReader) => T
): (value: unknown) => { value: T } | { problem: unknown } {
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { problem: { non_field_errors: ['Invalid data. Expected a dictionary.'] } }
    const reader = readFields(Object.fromEntries(Object.entries(value)))
    const result = read(reader)
    return Object.keys(reader.problems).length > 0 ? { problem: reader.problems } : { value: result }
  }
}

/** Decodes an item that names a project: a slug, or an id as number or text. */
export function projectElement(value: unknown): { value: string } | { problem: unknown } {
  return typeof value === 'string' || typeof value === 'number'
    ? { value: String(value) }
    : { problem: 'Not a valid string.' }
}
