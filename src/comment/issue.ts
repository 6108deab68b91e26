import { idOf, listOf, numberOf, recordOf } from '../text/json.ts'
import { issueUrl } from './report/addresses.ts'
import { frameOfMetadata } from './judge/attribution.ts'
import { oneOf, textOf } from './look/decode.ts'
import { LEVELS } from './report/report.ts'
import type { Frame, Issue } from './report/report.ts'

/** How often an issue was seen, and by how many people. */
export interface SeenCounts {
  readonly count: number | null
  readonly userCount: number | null
}

/**
 * An issue as a list of Sentry has it. Any field but the id may be missing.
 *
 * @param row an entry of the list, undecoded
 * @param options `countsRelease`: the query makes `filtered` count what is of the release
 * @returns `kinds` is empty until it is known which queries found it
 */
export function decodeIssue(
  row: unknown,
  options: { readonly organization: string; readonly countsRelease: boolean }
): Issue {
  const fields = recordOf(row)
  const id = idOf(fields['id']) ?? ''
  const metadata = recordOf(fields['metadata'])
  const frame = frameOfMetadata(metadata)
  const ofRelease = options.countsRelease ? filteredCounts(row) : null
  return {
    id,
    shortId: textOf(fields['shortId']) ?? id,
    kinds: [],
    title: textOf(fields['title']) ?? textOf(metadata['title']) ?? textOf(metadata['type']) ?? '',
    level: oneOf(fields['level'], LEVELS) ?? levelOf(fields['level']),
    isUnhandled: fields['isUnhandled'] === true,
    project: textOf(recordOf(fields['project'])['slug']) ?? '',
    url: issueUrl(options.organization, id),
    ...(ofRelease ?? countsOf(fields)),
    countsAre: ofRelease === null ? 'total' : 'release',
    file: frame?.file ?? null,
    line: null,
    function: frame?.function ?? null,
    fileUrl: null,
    inPullRequest: 'no',
    assignedTo: assigneeOf(fields['assignedTo']),
    owners: ownersOf(fields['owners']),
    firstSeen: textOf(fields['firstSeen'])
  }
}

/** The numbers of the events that the query selects; `null` when Sentry does not tell them. */
export function filteredCounts(row: unknown): SeenCounts | null {
  const filtered = recordOf(recordOf(row)['filtered'])
  return filtered['count'] === undefined ? null : countsOf(filtered)
}

/** Where an issue was raised: as its latest event says, and until that is known as the list does. */
export function frameOfIssue(issue: Issue): Frame | null {
  if (issue.frame !== undefined) return issue.frame
  return issue.file === null ? null : { file: issue.file, line: issue.line, function: issue.function }
}

/** Sentry sends `count` as a text. */
function countsOf(fields: Readonly<Record<string, unknown>>): SeenCounts {
  return { count: numberOf(fields['count']) ?? null, userCount: numberOf(fields['userCount']) ?? null }
}

/** Sentry's `sample` is no level of an error; what is not known counts as one. */
function levelOf(value: unknown): Issue['level'] {
  return value === 'sample' ? 'debug' : 'error'
}

function assigneeOf(value: unknown): string | null {
  const fields = recordOf(value)
  const name = textOf(fields['name']) ?? textOf(fields['email'])
  return name !== null && fields['type'] === 'team' ? `#${name.replace(/^#/, '')}` : name
}

/** One owner or several. Bare ids, which Sentry sends for users and teams, tell a reader nothing. */
function ownersOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? listOf(value) : [value])
    .map(entry => textOf(recordOf(entry)['owner']))
    .filter(owner => owner !== null && !/^(?:(?:user|team):)?\d+$/.test(owner))
    .filter(owner => owner !== null)
}
