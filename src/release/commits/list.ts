import type { FileChange } from '../../run/commit.ts'
import type { Commit } from '../../run/commit.ts'
import type { ReleaseCommit } from '../../sentry/answers.ts'
import type { SentCommit } from '../../sentry/bodies.ts'
import { cutUnits } from '../../text/clean.ts'
import { cutBytes, shortMessage } from './message.ts'

/** A commit of a range, with its changed files if they were read. */
export interface RangeCommit extends Commit {
  readonly files?: readonly FileChange[] | undefined
}

/** Sentry's limits in characters; one field over them fails the whole request. */
const MAX = { id: 64, repository: 64, authorName: 128, authorEmail: 200, path: 510 }

/** A request body stays below 1 MB: more risks a time-out at Maton's gateway. 20 kB are left for the other fields. */
export const MAX_LIST_BYTES = 980_000

/** How many bytes a message may have. If the list is too large, the smaller limits are tried in turn. */
const LONGEST_MESSAGE = 2_000
const SHORTEST_MESSAGE = 120
const MESSAGE_BYTES = [LONGEST_MESSAGE, 500, 250, SHORTEST_MESSAGE]

/** Whether Sentry takes commits of a repository of this name. */
export function fitsSentry(repository: string): boolean {
  return repository.length <= MAX.repository
}

/** The commits of a request body, and what had to be left out of it, in words. */
export interface CommitList {
  readonly commits: readonly SentCommit[]
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
 * oldest of our own commits.
 */
export function commitList({ own, repository, others }: CommitListSources): CommitList {
  const ours = withoutDuplicates(own.map(commit => ownCommit(commit, repository)))
  const known = new Set(ours.map(keyOf))
  const theirs = withoutDuplicates(others.map(othersCommit)).filter(commit => !known.has(keyOf(commit)))
  const isTimed = [...ours, ...theirs].every(commit => commit.timestamp !== undefined)
  return isTimed
    ? shrink(headFirst(ours), theirs)
    : shrink(ours.map(withoutTimestamp), theirs.map(withoutTimestamp))
}

function ownCommit(commit: RangeCommit, repository: string): SentCommit {
  const name = cutUnits(commit.authorName?.trim() ?? '', MAX.authorName)
  const email = commit.authorEmail?.trim()
  const files = commit.files?.filter(file => file.path !== '' && file.path.length <= MAX.path)
  return {
    id: commit.sha.slice(0, MAX.id),
    repository,
    ...(commit.message === undefined
      ? {}
      : { message: shortMessage(commit.message.toWellFormed(), LONGEST_MESSAGE) }),
    ...(name ? { author_name: name } : {}),
    ...(email && email.length <= MAX.authorEmail ? { author_email: email } : {}),
    ...(isTime(commit.date) ? { timestamp: commit.date } : {}),
    ...(files === undefined ? {} : { patch_set: files })
  }
}

/** Messages stay whole while the list fits: Sentry would store a cut one for good. */
function othersCommit(commit: ReleaseCommit): SentCommit {
  const { sha: id, repository, message, authorName, authorEmail, date } = commit
  const name = cutUnits(authorName ?? '', MAX.authorName)
  return {
    id,
    ...(repository === '' ? {} : { repository }),
    ...(message === undefined ? {} : { message }),
    ...(name ? { author_name: name } : {}),
    ...(authorEmail && authorEmail.length <= MAX.authorEmail ? { author_email: authorEmail } : {}),
    ...(isTime(date) ? { timestamp: date } : {})
  }
}

/**
 * Sentry sorts by time, and takes the first commit as the last one of the release. After a rebase the head may have an older date than the
 * commits before it. So the head gets the latest date of all.
 */
function headFirst(commits: readonly SentCommit[]): readonly SentCommit[] {
  const [head, ...rest] = commits
  if (head === undefined) return commits
  const latest = commits
    .map(commit => commit.timestamp ?? '')
    .reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a))
  return [{ ...head, timestamp: latest }, ...rest]
}

function isTime(date: string | undefined): date is string {
  return date !== undefined && !Number.isNaN(Date.parse(date))
}

function withoutTimestamp({ timestamp: _timestamp, ...commit }: SentCommit): SentCommit {
  return commit
}

function withoutFiles({ patch_set: _files, ...commit }: SentCommit): SentCommit {
  return commit
}

/** Sentry stores a repeated commit once, but counts it twice. */
function withoutDuplicates(commits: readonly SentCommit[]): SentCommit[] {
  const byKey = new Map<string, SentCommit>()
  for (const commit of commits) {
    const key = keyOf(commit)
    if (!byKey.has(key)) byKey.set(key, commit)
  }
  return [...byKey.values()]
}

function keyOf({ repository, id }: SentCommit): string {
  return commitKey(repository ?? '', id)
}

/** What makes a commit the same: its repository and sha, without regard to case. */
export function commitKey(repository: string, sha: string): string {
  return `${repository}@${sha}`.toLowerCase()
}

function shrink(ours: readonly SentCommit[], theirs: readonly SentCommit[]): CommitList {
  if (fits([...ours, ...theirs])) return { commits: [...ours, ...theirs], leftOut: [] }
  const leftOut = ours.some(commit => commit.patch_set !== undefined)
    ? ['the changed files of the commits, which would make the request too large']
    : []
  const plain = ours.map(withoutFiles)
  if (fits([...plain, ...theirs])) return { commits: [...plain, ...theirs], leftOut }
  for (const limit of MESSAGE_BYTES) {
    const commits = [...plain, ...theirs].map(commit => withShortMessage(commit, limit))
    if (fits(commits)) return { commits, leftOut }
  }
  return newestThatFit(plain.map(withShortestMessage), theirs.map(withShortestMessage), leftOut)
}

/** Lines that resolve issues stay whole up to this length. A longer message is hardly a list of issues. */
const LAST_MESSAGE_BYTES = 20_000

/** Leaves out the oldest of our own commits. Those of other repositories stay, because they would be lost. */
function newestThatFit(
  ours: readonly SentCommit[],
  theirs: readonly SentCommit[],
  leftOut: readonly string[]
): CommitList {
  const others = theirs.map(withLastMessage)
  const kept: SentCommit[] = []
  let size = bytes(others)
  for (const commit of ours.map(withLastMessage)) {
    size += bytes(commit) + 1
    if (size > MAX_LIST_BYTES) break
    kept.push(commit)
  }
  const isCut = [...ours, ...theirs].some(commit => withLastMessage(commit) !== commit)
  const older = ours.length - kept.length
  return {
    commits: [...kept, ...others],
    leftOut: [
      ...leftOut,
      ...(isCut ? ['the ends of messages longer than 20 kB, with the issues that they name'] : []),
      ...(older === 0 ? [] : [`${older} older commits, which would make the request too large`])
    ]
  }
}

function withLastMessage(commit: SentCommit): SentCommit {
  const { message } = commit
  if (message === undefined || Buffer.byteLength(message) <= LAST_MESSAGE_BYTES) return commit
  return { ...commit, message: cutBytes(message, LAST_MESSAGE_BYTES) }
}

function fits(commits: readonly SentCommit[]): boolean {
  return bytes(commits) <= MAX_LIST_BYTES
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function withShortMessage(commit: SentCommit, maxBytes: number): SentCommit {
  return commit.message === undefined
    ? commit
    : { ...commit, message: shortMessage(commit.message, maxBytes) }
}

function withShortestMessage(commit: SentCommit): SentCommit {
  return withShortMessage(commit, SHORTEST_MESSAGE)
}
