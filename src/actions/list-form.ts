import { isRecord, parseJson } from '../text/json.ts'

/** What a list holds. A pattern may begin with a bracket or a brace (`[ab]/**`, `{api,web}/**`); a name never does. */
export type Items = 'names' | 'patterns'

/**
 * Whether a list is written in another form than separated by its separators: as JSON (`["a", "b"]`), or with the dashes of YAML.
 * Split like any other it would give names that nobody has.
 */
export function isOtherForm(value: string, items: Items): boolean {
  if (/^[^\S\r\n]*-\s/m.test(value)) return true
  if (items === 'names') return /^\s*[[{]|"/.test(value)
  const json = parseJson(value)
  return Array.isArray(json) || isRecord(json)
}
