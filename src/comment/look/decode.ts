import { issueUrl } from '../../sentry/addresses.ts'
import { idOf, listOf, numberOf, recordOf } from '../../text/json.ts'
import { type Frame, type Issue, LEVELS } from '../issue.ts'

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

/**
 * The top in-app frame of an event. Sentry lists frames outermost first and a chain of exceptions cause first, so
 * it is the last in-app frame of the last exception that has one.
 *
 * @param event the answer to `events/latest`, undecoded
 */
export function topInAppFrame(event: unknown): Frame | undefined {
  const exceptions = listOf(recordOf(event)['entries'])
    .map(recordOf)
    .filter(entry => entry['type'] === 'exception')
    .flatMap(entry => listOf(recordOf(entry['data'])['values']))
  for (const exception of exceptions.toReversed()) {
    const frames = listOf(recordOf(recordOf(exception)['stacktrace'])['frames']).map(recordOf)
    for (const frame of frames.toReversed()) {
      const absPath = textOf(frame['absPath'])
      const file = textOf(frame['filename']) ?? absPath
      if (frame['inApp'] === true && file !== undefined) {
        const module = textOf(frame['module'])
        return { file, absPath, module, line: lineOf(frame['lineNo']), function: textOf(frame['function']) }
      }
    }
  }
  return undefined
}

/** What an issue says itself, for when its latest event has no in-app frame or cannot be read: no line, so no 📍. */
export function frameOfMetadata(metadata: unknown): Frame | undefined {
  const fields = recordOf(metadata)
  const file = textOf(fields['filename'])
  return file === undefined ? undefined : { file, line: undefined, function: textOf(fields['function']) }
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

function lineOf(value: unknown): number | undefined {
  const line = wholeNumber(value)
  return line === 0 ? undefined : line
}

/** Stricter readers than those of `text/json.ts`: what has another shape is `undefined`, and so is an empty text. */

/** A text that is not empty, else `undefined`. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number from 0, else `undefined`. */
export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** One of the given texts, else `undefined`. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find(candidate => candidate === value)
}
