import { fileUrl } from './addresses.ts'
import type { Repository } from './addresses.ts'
import { textOf, wholeNumber } from './decode.ts'
import type { Issue, Nearness } from './report.ts'
import { listOf, recordOf } from '../text/json.ts'

/** Where an error was raised, as an event or an issue names it. */
export interface Frame {
  /** As the runtime saw it: absolute, relative, or with a scheme such as `webpack:///`. */
  readonly file: string
  readonly line: number | null
  readonly function: string | null
}

/** Lines of the new side of a diff, both ends included. */
export interface Hunk {
  readonly first: number
  readonly last: number
}

/** A file that the pull request changes and does not remove. */
export interface ChangedFile {
  /** In the repository. */
  readonly path: string
  /** Empty when GitHub sends no patch: for binary and for large files. */
  readonly hunks: readonly Hunk[]
}

/** Whether the pull request changed the place, and the file's path in the repository when it did. */
export interface Attribution {
  readonly inPullRequest: Nearness
  readonly path: string | null
}

/**
 * The top in-app frame of an event. Sentry lists frames outermost first and a chain of exceptions cause first, so
 * it is the last in-app frame of the last exception that has one.
 *
 * @param event the answer to `events/latest`, undecoded
 */
export function topInAppFrame(event: unknown): Frame | null {
  const exceptions = listOf(recordOf(event)['entries'])
    .map(recordOf)
    .filter(entry => entry['type'] === 'exception')
    .flatMap(entry => listOf(recordOf(entry['data'])['values']))
  for (const exception of exceptions.toReversed()) {
    const frames = listOf(recordOf(recordOf(exception)['stacktrace'])['frames']).map(recordOf)
    for (const frame of frames.toReversed()) {
      const file = textOf(frame['filename']) ?? textOf(frame['absPath'])
      if (frame['inApp'] === true && file !== null) {
        return { file, line: lineOf(frame['lineNo']), function: textOf(frame['function']) }
      }
    }
  }
  return null
}

/** What an issue says itself, for when its latest event has no in-app frame or cannot be read: no line, so no 📍. */
export function frameOfMetadata(metadata: unknown): Frame | null {
  const fields = recordOf(metadata)
  const file = textOf(fields['filename'])
  return file === null ? null : { file, line: null, function: textOf(fields['function']) }
}

/**
 * @param file an entry of `GET /pulls/{n}/files`, undecoded
 * @returns `null` for a file that is removed
 */
export function changedFile(file: unknown): ChangedFile | null {
  const fields = recordOf(file)
  const path = textOf(fields['filename'])
  if (path === null || fields['status'] === 'removed') return null
  return { path, hunks: hunksOf(textOf(fields['patch']) ?? '') }
}

/** The ranges of a patch's new side. A hunk of deletions alone has no line on it. */
export function hunksOf(patch: string): readonly Hunk[] {
  return Array.from(patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm), ([, start, length]) => {
    const first = Number(start)
    return { first, last: first + Number(length ?? 1) - 1 }
  }).filter(hunk => hunk.last >= hunk.first)
}

/**
 * Finds the changed file that a frame is in, by whole segments from the end of both paths: the runtime may know
 * more of the path than the repository (`/usr/src/app/…`) or less. Where several files fit equally well, none does.
 */
export function attribute(frame: Frame, files: readonly ChangedFile[]): Attribution {
  const wanted = segmentsOf(frame.file)
  const name = wanted.at(-1) ?? ''
  const fits = files
    .filter(file => file.path.endsWith(name))
    .map(file => ({ file, length: commonSuffix(wanted, file.path.split('/')) }))
    .filter(({ length }) => length > 0)
  const longest = Math.max(0, ...fits.map(fit => fit.length))
  const [best, ...others] = fits.filter(fit => fit.length === longest)
  if (best === undefined || others.length > 0) return { inPullRequest: 'no', path: null }
  const { line } = frame
  const isInHunk = line !== null && best.file.hunks.some(hunk => hunk.first <= line && line <= hunk.last)
  return { inPullRequest: isInHunk ? 'line' : 'file', path: best.file.path }
}

/** The issue with what its frame tells; `at` is the released commit, where known files are linked. */
export function placed(
  issue: Issue,
  frame: Frame | null,
  options: {
    readonly files: readonly ChangedFile[]
    readonly at: { readonly repository: Repository; readonly sha: string } | null
  }
): Issue {
  if (frame === null) return issue
  const { inPullRequest, path } = attribute(frame, options.files)
  const { at } = options
  return {
    ...issue,
    file: path ?? frame.file,
    line: frame.line,
    function: frame.function,
    fileUrl:
      path === null || at === null ? null : fileUrl(at.repository, { sha: at.sha, path, line: frame.line }),
    inPullRequest
  }
}

/** A frame's file as people write it: without scheme, query, `.` and leading `..`. */
export function shownPath(file: string): string {
  return (file.startsWith('/') ? '/' : '') + segmentsOf(file).join('/')
}

function lineOf(value: unknown): number | null {
  const line = wholeNumber(value)
  return line === 0 ? null : line
}

function segmentsOf(file: string): readonly string[] {
  return file
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/\\]*/i, '')
    .replace(/^[a-z]:(?=[/\\])/i, '')
    .replace(/\?[^/\\]*$/, '')
    .split(/[/\\]/)
    .filter(segment => segment !== '' && segment !== '.' && segment !== '..' && segment !== '~')
}

/** The number of segments that both paths end with if the shorter one is the end of the longer one, else 0. */
function commonSuffix(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length)
  const tail = (path: readonly string[]): string => path.slice(path.length - length).join('/')
  return tail(a) === tail(b) ? length : 0
}
