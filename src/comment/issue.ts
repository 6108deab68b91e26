import { idOf, listOf, numberOf, recordOf } from '../text/json.ts'
import { issueUrl } from './report/addresses.ts'
import { frameOfMetadata } from './judge/attribution.ts'
import { oneOf, textOf } from './look/decode.ts'
import { LEVELS } from './report/report.ts'
import type { Frame, Issue } from './report/report.ts'

/** How often an issue was seen, and by how many people. */
export interface SeenCounts {
  readonly count: number | undefined
  readonly userCount: number | undefined
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
  const ofRelease = options.countsRelease ? filteredCounts(row) : undefined
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
    countsAre: ofRelease === undefined ? 'total' : 'release',
    file: frame?.file,
    line: undefined,
    function: frame?.function,
    fileUrl: undefined,
    inPullRequest: 'no',
    assignedTo: assigneeOf(fields['assignedTo']),
    owners: ownersOf(fields['owners']),
    firstSeen: textOf(fields['firstSeen'])
  }
}

/** The numbers of the events that the query selects; `undefined` when Sentry does not tell them. */
export function filteredCounts(row: unknown): SeenCounts | undefined {
  const filtered = recordOf(recordOf(row)['filtered'])
  return filtered['count'] === undefined ? undefined : countsOf(filtered)
}

/** Where an issue was raised: as its latest event says, and until that is known as the list does. */
export function frameOfIssue(issue: Issue): Frame | undefined {
  if (issue.frame !== undefined) return issue.frame
  return issue.file === undefined
    ? undefined
    : { file: issue.file, line: issue.line, function: issue.function }
}

/** Sentry sends `count` as a text. */
function countsOf(fields: Readonly<Record<string, unknown>>): SeenCounts {
  return { count: numberOf(fields['count']), userCount: numberOf(fields['userCount']) }
}

/** Sentry's `sample` is no level of an error; what is not known counts as one. */
function levelOf(value: unknown): Issue['level'] {
  return value === 'sample' ? 'debug' : 'error'
}

function assigneeOf(value: unknown): string | undefined {
  const fields = recordOf(value)
  const name = textOf(fields['name']) ?? textOf(fields['email'])
  return name !== undefined && fields['type'] === 'team' ? `#${name.replace(/^#/, '')}` : name
}

/** One owner or several. Bare ids, which Sentry sends for users and teams, tell a reader nothing. */
function ownersOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? listOf(value) : [value])
    .map(entry => textOf(recordOf(entry)['owner']))
    .filter(owner => owner !== undefined && !/^(?:(?:user|team):)?\d+$/.test(owner))
    .filter(owner => owner !== undefined)
}
