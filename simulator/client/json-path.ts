import { isRecord, type JsonRecord, listAt, recordAt } from '../../src/text/json.ts'

/** The value at a path of field names and indices; a negative index counts from the end. `undefined` if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inner = value
  for (const key of path) {
    if (typeof key === 'number') inner = listAt(inner, []).at(key)
    else inner = isRecord(inner) ? inner[key] : undefined
  }
  return inner
}

/** The objects of a list of the state. */
export function rowsOf(state: JsonRecord, ...path: readonly string[]): readonly JsonRecord[] {
  return listAt(at(state, ...path), [], entry => recordAt(entry))
}
