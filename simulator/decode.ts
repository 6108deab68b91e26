/** What was handed in is not understood; the message says where and why. */
export class Refusal extends Error {
  constructor(where: string, problem: string) {
    super(`${where} ${problem}`)
    this.name = 'Refusal'
  }
}

/** The fields of an object that has no others than the allowed ones. Throws a `Refusal`. */
export function fields(
  value: unknown,
  where: string,
  allowed: readonly string[]
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(where, 'must be an object')
  const entries = Object.entries(value)
  for (const [name] of entries) if (!allowed.includes(name)) throw new Refusal(where, `has no key ${name}`)
  return Object.fromEntries(entries)
}

/** Each item of a list, decoded with its place; a missing list is empty. Throws a `Refusal`. */
export function items<T>(value: unknown, where: string, decode: (item: unknown, where: string) => T): T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Refusal(where, 'must be a list')
  return value.map((item, index) => decode(item, `${where}[${index}]`))
}

/** A text; a missing one is the fallback. Throws a `Refusal`, also when there is no fallback. */
export function text(value: unknown, where: string, fallback?: string): string {
  const given = value ?? fallback
  if (typeof given !== 'string') throw new Refusal(where, 'must be a text')
  return given
}

export function flag(value: unknown, where: string, fallback: boolean): boolean {
  const given = value ?? fallback
  if (typeof given !== 'boolean') throw new Refusal(where, 'must be true or false')
  return given
}

/** A whole number that is not negative. */
export function count(value: unknown, where: string, fallback: number): number {
  const given = value ?? fallback
  if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 0)
    throw new Refusal(where, 'must be a whole number of at least 0')
  return given
}

export function choice<T extends string>(
  value: unknown,
  where: string,
  choices: readonly T[],
  fallback: T
): T {
  const given = value ?? fallback
  const found = choices.find(choice => choice === given)
  if (found === undefined) throw new Refusal(where, `must be one of ${choices.join(', ')}`)
  return found
}

/** Milliseconds of an ISO 8601 time. */
export function time(value: unknown, where: string, fallback: number): number {
  if (value === undefined || value === null) return fallback
  const parsed =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(parsed)) throw new Refusal(where, 'must be an ISO 8601 time')
  return parsed
}

/** A full sha in lower case. */
export function sha(value: unknown, where: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{40}$/.test(value))
    throw new Refusal(where, 'must be a sha of 40 characters')
  return value
}
