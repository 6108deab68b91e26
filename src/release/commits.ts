import type { Commit, FileChange } from '../github/commit.ts'
import type { ReleaseCommit } from '../sentry/decode.ts'

/** A commit of a range, with its changed files where they are sent. */
export interface RangeCommit extends Commit {
  readonly files?: readonly FileChange[] | undefined
}

/** A commit as Sentry takes it (`commits` of a release). */
export interface SentryCommit {
  readonly id: string
  readonly repository: string
  readonly message?: string
  readonly author_name?: string
  readonly author_email?: string
  readonly timestamp?: string
  readonly patch_set?: readonly FileChange[]
}

/** Sentry's limits in characters; one field over them fails the whole request. */
const MAX = { id: 64, repository: 64, authorName: 128, authorEmail: 200, path: 510 }

/** A request body stays below this many bytes: more risks a time-out at the gateway. */
export const MAX_BODY_BYTES = 1_000_000

/** Message lengths in bytes that are tried in turn until the body fits. */
const MESSAGE_BYTES = [2_000, 500, 250, 120]

export function fitsSentry(repository: string): boolean {
  return repository.length <= MAX.repository
}

/** The commits of a request body, and what had to be left out of it, in words. */
export interface CommitList {
  readonly commits: readonly SentryCommit[]
  readonly leftOut: readonly string[]
}

export interface CommitListSources {
  /** Newest first. */
  readonly own: readonly RangeCommit[]
  readonly repository: string
  /** Commits of other repositories that the release holds already; the new list replaces all, so they are sent again. */
  readonly others: readonly ReleaseCommit[]
}

/**
 * Makes the list that Sentry is sent: within its limits, times on all commits or on none, no commit twice, the whole below 1 MB.
 * To shrink it, the changed files go first, then long messages (their first line and the lines that resolve issues stay), then the
 * oldest commits.
 */
export function commitList({ own, repository, others }: CommitListSources): CommitList {
  const all = withoutDuplicates([
    ...own.map(commit => ownCommit(commit, repository)),
    ...others.map(othersCommit)
  ])
  const timed = all.every(commit => commit.timestamp !== undefined) ? all : all.map(withoutTimestamp)
  return shrink(timed)
}

function ownCommit(commit: RangeCommit, repository: string): SentryCommit {
  const name = cut(commit.authorName?.trim(), MAX.authorName)
  const email = commit.authorEmail?.trim()
  const files = commit.files?.filter(file => file.path !== '' && file.path.length <= MAX.path)
  return {
    id: commit.sha.slice(0, MAX.id),
    repository,
    ...(commit.message === undefined ? {} : { message: commit.message.toWellFormed() }),
    ...(name ? { author_name: name } : {}),
    ...(email && email.length <= MAX.authorEmail ? { author_email: email } : {}),
    ...(isTime(commit.date) ? { timestamp: commit.date } : {}),
    ...(files === undefined ? {} : { patch_set: files })
  }
}

function othersCommit(commit: ReleaseCommit): SentryCommit {
  const { sha: id, repository, message, authorName, authorEmail, date } = commit
  return {
    id,
    repository,
    ...(message === undefined ? {} : { message }),
    ...(authorName ? { author_name: cut(authorName, MAX.authorName) ?? '' } : {}),
    ...(authorEmail && authorEmail.length <= MAX.authorEmail ? { author_email: authorEmail } : {}),
    ...(isTime(date) ? { timestamp: date } : {})
  }
}

/** A cut never leaves half a character. */
function cut(text: string | undefined, max: number): string | undefined {
  if (text === undefined || text.length <= max) return text?.toWellFormed()
  return text
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed()
}

function isTime(date: string | undefined): date is string {
  return date !== undefined && !Number.isNaN(Date.parse(date))
}

function withoutTimestamp({ timestamp: _timestamp, ...commit }: SentryCommit): SentryCommit {
  return commit
}

function withoutFiles({ patch_set: _files, ...commit }: SentryCommit): SentryCommit {
  return commit
}

/** Sentry stores a commit that is sent twice once, but counts it twice. */
function withoutDuplicates(commits: readonly SentryCommit[]): SentryCommit[] {
  const byKey = new Map<string, SentryCommit>()
  for (const commit of commits) {
    const key = commitKey(commit.repository, commit.id)
    if (!byKey.has(key)) byKey.set(key, commit)
  }
  return [...byKey.values()]
}

/** What makes a commit the same: its repository and sha, without regard to case. */
export function commitKey(repository: string, sha: string): string {
  return `${repository}@${sha}`.toLowerCase()
}

function shrink(commits: readonly SentryCommit[]): CommitList {
  const [longest = 0, ...shorter] = MESSAGE_BYTES
  const first = commits.map(commit => withShortMessage(commit, longest))
  if (bytes(first) <= MAX_BODY_BYTES) return { commits: first, leftOut: [] }
  const leftOut = first.some(commit => commit.patch_set !== undefined)
    ? ['the changed files of the commits, which would make the request too large']
    : []
  const plain = first.map(withoutFiles)
  for (const limit of [longest, ...shorter]) {
    const fitted = plain.map(commit => withShortMessage(commit, limit))
    if (bytes(fitted) <= MAX_BODY_BYTES) return { commits: fitted, leftOut }
  }
  return newestThatFit(
    plain.map(commit => withShortMessage(commit, shorter.at(-1) ?? longest)),
    leftOut
  )
}

function newestThatFit(commits: readonly SentryCommit[], leftOut: readonly string[]): CommitList {
  let size = 0
  const kept = commits.filter(commit => (size += bytes(commit) + 1) <= MAX_BODY_BYTES)
  return {
    commits: kept,
    leftOut: [
      ...leftOut,
      `${commits.length - kept.length} older commits, which would make the request too large`
    ]
  }
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** Sentry: words that resolve issues, followed by short ids. */
const RESOLVES = /\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?)\b:?\s*[A-Z0-9_-]+-[A-Z0-9]+/i

/**
 * Cuts a message to so many bytes. Its first line stays (cut itself if it is longer), and every line that resolves an issue stays
 * whole, so that Sentry resolves the same issues.
 */
function withShortMessage(commit: SentryCommit, maxBytes: number): SentryCommit {
  const { message } = commit
  if (message === undefined || Buffer.byteLength(message) <= maxBytes) return commit
  const [first = '', ...rest] = message.split(/\r?\n/)
  const head = RESOLVES.test(first) ? first : cutBytes(first, maxBytes)
  const resolving = rest.filter(line => RESOLVES.test(line))
  return { ...commit, message: [head, ...resolving].join('\n') }
}

function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text
  return `${Buffer.from(text)
    .subarray(0, max - 3)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}…`
}
