import { LEVELS, isAtLeast } from './report.ts'
import type { Kind, Level } from './report.ts'

const TERMS: Readonly<Record<Kind, (version: string) => string>> = {
  new: version => `is:unresolved firstRelease:${version}`,
  regressed: version => `is:unresolved regressed_in_release:${version}`,
  escalating: version => `is:escalating release:${version}`
}

/**
 * Sentry's issue search for one kind. There is no `OR`, so each kind is a request of its own.
 *
 * @param options `minLevel` keeps that level and worse; `further` is the input `query`, appended as it is
 */
export function issueQuery(
  kind: Kind,
  version: string,
  options: { readonly minLevel: Level | null; readonly further: string | null }
): string {
  const { minLevel, further } = options
  const levels = minLevel === null ? null : LEVELS.filter(level => isAtLeast(level, minLevel)).join(',')
  return [TERMS[kind](quoted(version)), levels === null ? null : `level:[${levels}]`, further]
    .filter(term => term !== null)
    .join(' ')
}

/** Finds any issue that has an event of the release: tells "clear" from "no data". */
export function anyEventQuery(version: string): string {
  return `release:${quoted(version)}`
}

/** Always quoted: as a bare word 32 hex digits are taken for an event id. `"` ends a value, `*` is a wildcard. */
function quoted(version: string): string {
  return `"${version.replace(/["*\\]/g, sign => `\\${sign}`)}"`
}
