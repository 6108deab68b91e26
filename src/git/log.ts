import type { FileChange } from '../run/commit.ts'
import { isFullSha } from '../text/sha.ts'

/** A commit of the checkout; only its sha is certain. */
export interface LoggedCommit {
  readonly sha: string
  readonly message: string | undefined
  readonly authorName: string | undefined
  readonly authorEmail: string | undefined
  /** The author's date in UTC, ISO 8601. */
  readonly date: string | undefined
  readonly parents: readonly string[]
  /** `undefined` when they were not asked for, and at the cut of a shallow clone, where nobody knows them. */
  readonly files: readonly FileChange[] | undefined
}

/**
 * The format of `git log` that `parseLog` reads. Fields and files end in NUL: neither messages nor paths hold it.
 * The body is last. Git turns the encoding of a commit into UTF-8.
 */
export const LOG_FORMAT: readonly string[] = [
  '-z',
  '--format=tformat:%H%x00%P%x00%an%x00%ae%x00%at%x00%B%x00',
  '--encoding=UTF-8',
  '--no-color',
  '--no-decorate',
  '--no-notes',
  '--no-mailmap',
  '--no-show-signature'
]

/** The files against the first parent: without guesses at renames, without external programs, with submodules. */
export const LOG_FILES: readonly string[] = [
  '--name-status',
  '--diff-merges=first-parent',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none'
]

/**
 * Parses what `git log` printed with `LOG_FORMAT`, with or without `LOG_FILES`.
 *
 * @param options.output as git printed it; bytes that are no UTF-8 become U+FFFD
 * @param options.files whether the files were asked for
 * @param options.cut the commits whose parents a shallow clone lacks: git shows all their files as added
 */
export function parseLog(options: {
  output: Buffer
  files: boolean
  cut: ReadonlySet<string>
}): LoggedCommit[] {
  const tokens = tokensOf(options.output)
  const commits: LoggedCommit[] = []
  let files: FileChange[] = []
  for (const token of tokens) {
    // Between a commit and its files git prints a line break, after a commit a second NUL.
    const start = token.replace(/^\n/, '')
    if (isFullSha(start)) {
      files = []
      const known = options.files && !options.cut.has(start)
      commits.push(readCommit({ sha: start, tokens, files: known ? files : undefined }))
    } else if (start !== '') {
      files.push({ type: changeOf(start), path: next(tokens) })
    }
  }
  return commits
}

function readCommit(options: {
  sha: string
  tokens: Iterator<string>
  files: readonly FileChange[] | undefined
}): LoggedCommit {
  const { sha, tokens, files } = options
  const parents = next(tokens)
  const authorName = next(tokens) || undefined
  const authorEmail = next(tokens) || undefined
  const date = dateOf(next(tokens))
  const message = next(tokens).trimEnd() || undefined
  return { sha, message, authorName, authorEmail, date, parents: parents.split(' ').filter(isFullSha), files }
}

function* tokensOf(output: Buffer): Generator<string, undefined> {
  let start = 0
  while (start < output.length) {
    const end = output.indexOf(0, start)
    yield output.toString('utf8', start, end === -1 ? output.length : end)
    if (end === -1) return undefined
    start = end + 1
  }
  return undefined
}

function next(tokens: Iterator<string>): string {
  const { value, done } = tokens.next()
  return done ? '' : value
}

/** Type changes (`T`), and all else that is neither an addition nor a deletion, count as modified. */
function changeOf(status: string): FileChange['type'] {
  return status === 'A' || status === 'D' ? status : 'M'
}

/** Seconds since 1970; commits may hold times that no calendar has. */
function dateOf(seconds: string): string | undefined {
  const date = new Date(seconds === '' ? Number.NaN : Number(seconds) * 1000)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z')
}
