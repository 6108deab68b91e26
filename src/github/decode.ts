/**
 * The value at a path of field names inside something foreign.
 *
 * @returns undefined as soon as a step is missing or is no object
 */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isRecord(found)) return undefined
    found = found[name]
  }
  return found
}

/** The text at a path; undefined when there is none, when it is empty or when it is no text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** The whole number, not negative, at a path: what GitHub's numbers, ids and counts are. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined
}

/** `true` or `false` at a path; undefined for anything else. */
export function booleanAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path)
  return typeof found === 'boolean' ? found : undefined
}

/** The list at a path, each entry decoded, for extras and events: entries that `decode` does not accept are left out. */
export function listAt<T>(
  value: unknown,
  path: readonly string[],
  decode: (entry: unknown) => T | undefined
): T[] {
  const found = at(value, ...path)
  if (!Array.isArray(found)) return []
  return found.map(entry => decode(entry)).filter(entry => entry !== undefined)
}

/**
 * The list at a path, each entry decoded, for answers that decide something.
 *
 * @returns undefined when it is no list, and as soon as `decode` does not accept an entry: a list with a gap is none
 */
export function rowsAt<T>(
  value: unknown,
  path: readonly string[],
  decode: (entry: unknown) => T | undefined
): readonly T[] | undefined {
  const found = at(value, ...path)
  if (!Array.isArray(found)) return undefined
  const rows = listAt(found, [], decode)
  return rows.length === found.length ? rows : undefined
}

/** The full object name (SHA-1 or SHA-256) at a path; undefined for anything else and for the zeros that mean "none". */
export function shaAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = textAt(value, ...path)
  return found !== undefined && isSha(found) ? found.toLowerCase() : undefined
}

function isSha(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) && !/^0+$/.test(text)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
