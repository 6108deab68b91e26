/** Stricter readers than those of `text/json.ts`: what has another shape is `null`, and so is an empty text. */

/** A text that is not empty, else `null`. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A whole number from 0, else `null`. */
export function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** One of the given texts, else `null`. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | null {
  return allowed.find(candidate => candidate === value) ?? null
}
