/** Reads inputs strictly. A value that is not allowed is a problem, and is never guessed at. A run tells all problems together. */

import { isRecord, parseJson } from '../text/json.ts'
import { mayHoldSecret } from './rejected.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Problem {
  readonly input: string
  /** As given; `undefined` when it is missing, and when it may hold a secret. */
  readonly value: string | undefined
  /** What is allowed, or what to do. */
  readonly allowed: string
}

export interface TextOptions {
  /** The name the input had in getsentry/action-release; the present name wins. */
  readonly oldName?: string
  /** An environment variable that stands in for the input. */
  readonly fallback?: string
}

/**
 * A list's separators: most are split at spaces too; names that hold spaces are not. Paths may hold both, where each stands on a line
 * of its own.
 */
export type Separators = 'newline, comma or space' | 'newline or comma' | 'newline, else comma or space'

/** What a list holds. A pattern may begin with a bracket or a brace (`[ab]/**`, `{api,web}/**`); a name never does. */
export type Items = 'names' | 'patterns'

export interface ListOptions extends TextOptions {
  /** Default: names. */
  readonly items?: Items
}

/** The unit of a bare number, by the letter that may stand behind it: seconds or minutes. */
export type Unit = 's' | 'm'

/** Each unit in seconds, and the next larger one, which may be given as well. */
const UNITS = {
  s: { seconds: 1, next: 'm' },
  m: { seconds: 60, next: 'h' },
  h: { seconds: 3_600, next: 'h' }
} as const

export interface InputReader {
  /** The trimmed value; `undefined` when it is not given or empty. */
  text(name: string, options?: TextOptions): string | undefined
  boolean(name: string, otherwise: boolean): boolean
  oneOf<Value extends string>(name: string, allowed: readonly Value[], otherwise: Value): Value
  /** Trimmed, without empty items and duplicates. A list in another form (JSON, YAML) is a problem, and has no items. */
  list(name: string, separators: Separators, options?: ListOptions): readonly string[]
  integer(name: string, range: { min: number; max: number; otherwise: number }): number
  /** A time in whole numbers of a unit (`15`, `15m`, `1h`), in milliseconds; min, max and otherwise are in the unit of a bare number. */
  duration(name: string, range: { unit: Unit; min: number; max: number; otherwise: number }): number
  /** A variable of the environment, trimmed; `undefined` when it is empty. */
  variable(name: string): string | undefined
  /** What a message calls an input: the name that the workflow uses, and the variable that its value came from. */
  nameOf(input: string): string
  /** Notes that an input cannot be used. */
  problem(input: string, value: string | undefined, allowed: string): void
  readonly problems: readonly Problem[]
  /** What was read so far, by the present name of the input. */
  readonly values: ReadonlyMap<string, string>
  /** The whole values of inputs with problems, by the present name of the input. They are never shown. */
  readonly rejected: ReadonlyMap<string, string>
}

/** Inputs whose values are secrets, or that people mistake for the address that holds one. */
const NEVER_SHOWN: ReadonlySet<string> = new Set([
  'maton_api_key',
  'maton_connection',
  'sentry_auth_token',
  'sentry_headers',
  'github_token'
])

/** Inputs that are addresses, or that people may take for one. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'maton_url',
  'sentry_url',
  'url',
  'deploy_url',
  'repo',
  'url_prefix'
])

/** @param env the step's environment, in which the runner gives each input as `INPUT_<NAME>` */
export function createInputReader(env: Environment): InputReader {
  const problems: Problem[] = []
  /** Where values came from, if not from the input itself. A message names what stands in the workflow. */
  const inUse = new Map<string, string>()
  const values = new Map<string, string>()
  const rejected = new Map<string, string>()

  function given(name: string): string | undefined {
    const value = env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? ''
    if (value === '') return undefined
    values.set(name, value)
    return value
  }

  function variable(name: string): string | undefined {
    return env[name]?.trim() || undefined
  }

  function text(name: string, { oldName, fallback }: TextOptions = {}): string | undefined {
    const present = given(name)
    if (present !== undefined) return present
    const old = oldName === undefined ? undefined : given(oldName)
    const outside = fallback === undefined ? undefined : variable(fallback)
    if (old !== undefined) inUse.set(name, oldName ?? name)
    else if (outside !== undefined) inUse.set(name, `${name} (from the variable ${fallback})`)
    const value = old ?? outside
    if (value !== undefined) values.set(name, value)
    return value
  }

  function nameOf(input: string): string {
    return inUse.get(input) ?? input
  }

  function problem(input: string, value: string | undefined, allowed: string): void {
    // without a scheme, `a:b@c` counts as an address only in inputs for addresses: versions look like that too
    const colon = value?.indexOf(':') ?? -1
    const isPassword = ADDRESSES.has(input) && colon !== -1 && (value ?? '').lastIndexOf('@') > colon
    // a secret that holds a separator is split: an item may be a piece of it
    const whole = values.get(input) ?? value ?? ''
    const isHidden = NEVER_SHOWN.has(input) || isPassword || [whole, value ?? ''].some(mayHoldSecret)
    rejected.set(input, whole)
    problems.push({ input: nameOf(input), value: isHidden ? undefined : value, allowed })
  }

  return {
    variable,
    text,
    nameOf,
    problem,
    problems,
    values,
    rejected,
    boolean(name, otherwise) {
      const value = given(name)
      if (value === undefined) return otherwise
      if (/^(true|1)$/i.test(value)) return true
      if (/^(false|0)$/i.test(value)) return false
      problem(name, value, 'true, false, 1 or 0')
      return otherwise
    },
    oneOf(name, allowed, otherwise) {
      const value = given(name)
      if (value === undefined) return otherwise
      const found = allowed.find(one => one.toLowerCase() === value.toLowerCase())
      if (found === undefined) problem(name, value, alternatives(allowed))
      return found ?? otherwise
    },
    list(name, separators, options) {
      const value = text(name, options) ?? ''
      if (isOtherForm(value, options?.items ?? 'names')) {
        problem(
          name,
          value,
          `a list separated by ${separators}, without brackets, quotes and dashes: one, two`
        )
        return []
      }
      const items = itemsOf(value, separators).map(item => item.trim())
      return [...new Set(items.filter(item => item !== ''))]
    },
    integer(name, { min, max, otherwise }) {
      const value = given(name)
      if (value === undefined) return otherwise
      const number = Number(value)
      if (/^\d+$/.test(value) && number >= min && number <= max) return number
      problem(name, value, `a whole number from ${min} to ${max}`)
      return otherwise
    },
    duration(name, { unit, min, max, otherwise }) {
      const { seconds, next } = UNITS[unit]
      const value = given(name)
      if (value === undefined) return otherwise * seconds * 1_000
      const [, count = '', sign = unit] = /^(\d{1,9})([a-z])?$/i.exec(value) ?? []
      const size = { [unit]: seconds, [next]: UNITS[next].seconds }[sign.toLowerCase()]
      const found = count === '' || size === undefined ? Number.NaN : Number(count) * size
      if (found >= min * seconds && found <= max * seconds) return found * 1_000
      problem(name, value, `a time from ${min}${unit} to ${max}${unit}, such as 15, 15${unit} or 1${next}`)
      return otherwise * seconds * 1_000
    }
  }
}

/**
 * Whether a list is written in another form than separated by its separators: as JSON (`["a", "b"]`), or with the dashes of YAML.
 * Splitting such a list would give names that nobody has.
 */
export function isOtherForm(value: string, items: Items): boolean {
  if (/^[^\S\r\n]*-\s/m.test(value)) return true
  if (items === 'names') return /^\s*[[{]|"/.test(value)
  const json = parseJson(value)
  return Array.isArray(json) || isRecord(json)
}

function itemsOf(value: string, separators: Separators): readonly string[] {
  if (separators === 'newline or comma') return value.split(/[\r\n,]/)
  if (separators === 'newline, comma or space') return value.split(/[\s,]/)
  return /[\r\n]/.test(value) ? value.split(/[\r\n]/) : value.split(/\s/).flatMap(splitOutsideBraces)
}

/** Commas inside of braces belong to a pattern: `dist/*.{js,map}`. */
function splitOutsideBraces(text: string): readonly string[] {
  const items = ['']
  let depth = 0
  for (const sign of text) {
    if (sign === '{') depth += 1
    if (sign === '}' && depth > 0) depth -= 1
    if (sign === ',' && depth === 0) items.push('')
    else items.push(`${items.pop() ?? ''}${sign}`)
  }
  return items
}

/** `a, b or c` */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * A time given as Unix seconds or ISO 8601; without a zone it is UTC.
 * @returns ISO 8601 in UTC with milliseconds, or `undefined` when it is neither
 */
export function timeOf(value: string): string | undefined {
  if (/^\d{1,11}(\.\d+)?$/.test(value)) return isoOf(Number(value) * 1_000)
  const [, date, clock = '00:00', zone = 'Z'] = ISO_TIME.exec(value) ?? []
  // JavaScript reads the 31st of a shorter month as a day of the next month
  if (date === undefined || isoOf(Date.parse(date))?.startsWith(date) !== true) return undefined
  const offset = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  return isoOf(Date.parse(`${date}T${clock}${offset}`))
}

function isoOf(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
