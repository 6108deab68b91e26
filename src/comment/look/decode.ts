import { issueUrl, type Home } from '../../sentry/addresses.ts'
import { at, booleanAt, countAt, idAt, listAt, numberAt, oneOf, textAt } from '../../text/json.ts'
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
  options: { readonly home: Home; readonly countsRelease: boolean }
): Issue {
  const id = idAt(row, 'id') ?? ''
  const metadata = at(row, 'metadata')
  const frame = frameOfMetadata(metadata)
  const ofRelease = options.countsRelease ? filteredCounts(row) : undefined
  return {
    id,
    shortId: textAt(row, 'shortId') ?? id,
    kinds: [],
    title: textAt(row, 'title') ?? textAt(metadata, 'title') ?? textAt(metadata, 'type') ?? '',
    level: oneOf(at(row, 'level'), LEVELS) ?? levelOf(at(row, 'level')),
    isUnhandled: booleanAt(row, 'isUnhandled') ?? false,
    project: textAt(row, 'project', 'slug') ?? '',
    url: issueUrl(options.home, id),
    ...(ofRelease ?? countsOf(row)),
    countsAre: ofRelease === undefined ? 'total' : 'release',
    file: frame?.file,
    line: undefined,
    function: frame?.function,
    fileUrl: undefined,
    inPullRequest: 'no',
    assignedTo: assigneeOf(at(row, 'assignedTo')),
    owners: ownersOf(at(row, 'owners')),
    firstSeen: textAt(row, 'firstSeen')
  }
}

/** The numbers of the events that the query selects; `undefined` if Sentry does not send them. */
export function filteredCounts(row: unknown): SeenCounts | undefined {
  const filtered = at(row, 'filtered')
  return at(filtered, 'count') === undefined ? undefined : countsOf(filtered)
}

/**
 * The top in-app frame of an event. Sentry lists frames outermost first and a chain of exceptions cause first, so
 * it is the last in-app frame of the last exception that has one.
 *
 * @param event the answer to `events/latest`, undecoded
 */
export function topInAppFrame(event: unknown): Frame | undefined {
  const exceptions = listAt(event, ['entries'])
    .filter(entry => at(entry, 'type') === 'exception')
    .flatMap(entry => listAt(entry, ['data', 'values']))
  for (const exception of exceptions.toReversed()) {
    const frames = listAt(exception, ['stacktrace', 'frames'])
    for (const frame of frames.toReversed()) {
      const absPath = textAt(frame, 'absPath')
      const file = textAt(frame, 'filename') ?? absPath
      if (booleanAt(frame, 'inApp') === true && file !== undefined) {
        const module = textAt(frame, 'module')
        return {
          file,
          absPath,
          module,
          line: numberAt(frame, 'lineNo') || undefined,
          function: textAt(frame, 'function')
        }
      }
    }
  }
  return undefined
}

/** The frame that the issue itself names. It is used if the latest event has no in-app frame or cannot be read. It has no line, so no 📍. */
export function frameOfMetadata(metadata: unknown): Frame | undefined {
  const file = textAt(metadata, 'filename')
  return file === undefined ? undefined : { file, line: undefined, function: textAt(metadata, 'function') }
}

/** Sentry sends `count` as a text. */
function countsOf(fields: unknown): SeenCounts {
  return { count: countAt(fields, 'count'), userCount: countAt(fields, 'userCount') }
}

/** Sentry's `sample` is not the level of an error. An unknown level counts as `error`. */
function levelOf(value: unknown): Issue['level'] {
  return value === 'sample' ? 'debug' : 'error'
}

function assigneeOf(value: unknown): string | undefined {
  const name = textAt(value, 'name') ?? textAt(value, 'email')
  return name !== undefined && at(value, 'type') === 'team' ? `#${name.replace(/^#/, '')}` : name
}

/** One owner or several. Bare ids, which Sentry sends for users and teams, tell a reader nothing. */
function ownersOf(value: unknown): readonly string[] {
  const entries = Array.isArray(value) ? value : [value]
  return listAt(entries, [], entry => textAt(entry, 'owner')).filter(
    owner => !/^(?:(?:user|team):)?\d+$/.test(owner)
  )
}
