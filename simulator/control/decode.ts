import { parseTime } from '../iso-time.ts'

/** A value of the control API that is not understood. The message says where it stands and why. */
export class NotUnderstood extends Error {
  constructor(where: string, problem: string) {
    super(`${where} ${problem}`)
    this.name = 'NotUnderstood'
  }
}

/*
 * Each reader takes a value and the place where it stands, and throws `NotUnderstood` for a value that it does not accept. Where
 * there is a fallback it stands for what is missing or null.
 */

/** The fields of an object. It may have only the allowed ones. */
export function fields(
  value: unknown,
  where: string,
  allowed: readonly string[]
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotUnderstood(where, 'must be an object')
  const entries = Object.entries(value)
  for (const [name] of entries)
    if (!allowed.includes(name)) throw new NotUnderstood(where, `must not have the key ${name}`)
  return Object.fromEntries(entries)
}

/** The decoded items of a list. A missing list is empty. */
export function items<T>(value: unknown, where: string, decode: (item: unknown, where: string) => T): T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new NotUnderstood(where, 'must be a list')
  return value.map((item, index) => decode(item, `${where}[${index}]`))
}

/** A text, which may be empty. */
export function text(value: unknown, where: string, fallback?: string): string {
  const given = value ?? fallback
  if (typeof given !== 'string') throw new NotUnderstood(where, 'must be a text')
  return given
}

/** A text that is not empty. */
export function filledText(value: unknown, where: string, fallback?: string): string {
  const given = text(value, where, fallback)
  if (given === '') throw new NotUnderstood(where, 'must not be empty')
  return given
}

export function flag(value: unknown, where: string, fallback?: boolean): boolean {
  const given = value ?? fallback
  if (typeof given !== 'boolean') throw new NotUnderstood(where, 'must be true or false')
  return given
}

/** A whole number that is not negative. */
export function count(value: unknown, where: string, fallback?: number): number {
  return wholeNumber(value, where, fallback === undefined ? { least: 0 } : { least: 0, fallback })
}

/** A whole number in a range. */
export function wholeNumber(
  value: unknown,
  where: string,
  { least, most = Number.MAX_SAFE_INTEGER, fallback }: { least: number; most?: number; fallback?: number }
): number {
  const given = value ?? fallback
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= least && given <= most)
    return given
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  throw new NotUnderstood(where, `must be a whole number ${range}`)
}

export function choice<const T extends string>(
  value: unknown,
  where: string,
  choices: readonly T[],
  fallback?: T
): T {
  const given = value ?? fallback
  const found = choices.find(choice => choice === given)
  if (found === undefined) throw new NotUnderstood(where, `must be one of ${choices.join(', ')}`)
  return found
}

/** Milliseconds of an ISO 8601 time. */
export function time(value: unknown, where: string, fallback?: number): number {
  if ((value === undefined || value === null) && fallback !== undefined) return fallback
  const read = typeof value === 'string' ? parseTime(value) : undefined
  if (read === undefined) throw new NotUnderstood(where, 'must be an ISO 8601 time')
  return read
}

/** A full sha in lower case. */
export function sha(value: unknown, where: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{40}$/.test(value))
    throw new NotUnderstood(where, 'must be a sha of 40 characters')
  return value
}
