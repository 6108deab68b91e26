import type { Frame, Issue, Nearness } from '../issue.ts'
import { framePath, type FramePath, moduleFit, pathFit } from './frame-path.ts'
import type { PatchedFile } from './patch.ts'
import { fileUrl } from '../../github/addresses.ts'
import type { ReleasedCommit } from '../released.ts'

/** Whether the pull request changed the place, and if so, the file's path in the repository. */
export interface Attribution {
  readonly inPullRequest: Nearness
  readonly path: string | undefined
}

/**
 * Finds the changed file that a frame is in. A frame names a file, an absolute path, a module. At least one of them must be the changed
 * file, and none another file. A bare name is not enough, because every package may have such a file. If several files fit equally well,
 * none is taken. Only the lines that the pull request adds or changes are its lines.
 */
export function attribute(frame: Frame, files: readonly PatchedFile[]): Attribution {
  const named = [...new Set([frame.file, frame.absPath])].filter(file => file !== undefined).map(framePath)
  const name = named[0]?.segments.at(-1)
  if (name === undefined) return { inPullRequest: 'no', path: undefined }
  const known = files
    .filter(file => file.path.endsWith(name))
    .map(file => ({ file, length: fitOf({ named, module: frame.module }, file.path.split('/')) }))
    .filter(({ length }) => length > 0)
  const longest = Math.max(0, ...known.map(fit => fit.length))
  const [best, ...others] = known.filter(fit => fit.length === longest)
  if (best === undefined || others.length > 0) return { inPullRequest: 'no', path: undefined }
  const { line } = frame
  const isChanged =
    line !== undefined && best.file.lines.some(({ first, last }) => first <= line && line <= last)
  return { inPullRequest: isChanged ? 'line' : 'file', path: best.file.path }
}

/** By how many segments a frame fits a file; 0 if it does not fit, or could be many files. */
function fitOf(
  { named, module }: { readonly named: readonly FramePath[]; readonly module: string | undefined },
  path: readonly string[]
): number {
  const name = path.at(-1)
  if (named.some(({ segments }) => segments.at(-1) !== name)) return 0
  const found = [
    ...named.map(frame => pathFit(frame, path)),
    ...(module === undefined ? [] : [moduleFit(module, path)])
  ]
  if (found.some(({ kind }) => kind === 'contradicts')) return 0
  return Math.max(0, ...found.map(fit => (fit.kind === 'fits' ? fit.length : 0)))
}

/** The issue with the place of its frame. `at` is the released commit, at which known files are linked. */
export function placed(
  issue: Issue,
  frame: Frame | undefined,
  options: {
    readonly files: readonly PatchedFile[]
    readonly at: ReleasedCommit | undefined
  }
): Issue {
  if (frame === undefined) return issue
  const { inPullRequest, path } = attribute(frame, options.files)
  const { at } = options
  return {
    ...issue,
    frame,
    file: path ?? frame.file,
    line: frame.line,
    function: frame.function,
    fileUrl:
      path === undefined || at === undefined
        ? undefined
        : fileUrl(at.home, { sha: at.sha, path, line: frame.line }),
    inPullRequest
  }
}

/** A frame's file as people write it: without scheme, query, `.` and leading `..`. */
export function shownPath(file: string): string {
  return (file.startsWith('/') ? '/' : '') + framePath(file).segments.join('/')
}
