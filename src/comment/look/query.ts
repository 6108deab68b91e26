import { quoted, releaseQuery } from '../../sentry/search.ts'
import { isAtLeast, type Kind, type IssueLevel, LEVELS } from '../issue.ts'

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
  options: { readonly minLevel: IssueLevel | undefined; readonly further: string | undefined }
): string {
  const { minLevel, further } = options
  const levels =
    minLevel === undefined ? undefined : LEVELS.filter(level => isAtLeast(level, minLevel)).join(',')
  return [TERMS[kind](quoted(version)), levels === undefined ? undefined : `level:[${levels}]`, further]
    .filter(term => term !== undefined)
    .join(' ')
}

/**
 * Finds what `issueQuery` finds, and makes Sentry count the events and users of this release. An issue's `filtered` numbers are of the
 * events that the search selects; `count` and `userCount` are totals. This query never decides which issues belong to a release, because
 * its further term may leave some out.
 */
export function countingQuery(
  kind: Kind,
  version: string,
  options: { readonly minLevel: IssueLevel | undefined; readonly further: string | undefined }
): string {
  const query = issueQuery(kind, version, options)
  return countsRelease(kind) ? query : `${query} ${releaseQuery([version])}`
}

/** Whether `issueQuery` itself makes Sentry count what is of this release. */
export function countsRelease(kind: Kind): boolean {
  return kind === 'escalating'
}

/**
 * What Sentry's issue search would refuse in further terms, or `undefined`.
 * Source: the search of issues has no `OR`, no `AND` and no groups (400 `Error parsing search query`).
 */
export function queryProblem(query: string): string | undefined {
  const outside = query.replace(/"(?:[^"\\]|\\.)*("|$)/g, '"$1')
  if (/(?:^|\s)(?:OR|AND)(?:\s|$)/i.test(outside)) return 'search terms without OR and AND: all of them hold'
  if (/[()]/.test(outside)) return 'search terms without parentheses (in quotes they are allowed)'
  return /["\r\n]/.test(outside.replaceAll('""', '')) ? 'one line with each quote closed' : undefined
}
