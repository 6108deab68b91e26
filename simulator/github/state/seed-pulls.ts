import { choice, count, fields, flag, NotUnderstood, sha, text } from '../../control/decode.ts'
import { DEFAULT_BRANCH, REPOSITORY, type PullRequest } from './state.ts'

/** What a seeded pull request may refer to: commits, branches and pull requests that exist, and those of the same seed. */
export interface Surroundings {
  readonly now: number
  readonly ref: (name: string) => string | undefined
  /** The date of a commit in milliseconds; `undefined` for an unknown one. */
  readonly dateOf: (sha: string) => number | undefined
  readonly known: (number: number) => PullRequest | undefined
  readonly next: () => number
}

/**
 * Reads a pull request of the control API: a new one, or changes to the one with this number. Its dates are those of its commits, if they
 * are known. The head may be an unknown commit, as after a fork was deleted.
 * @throws NotUnderstood
 */
export function seedPull(item: unknown, where: string, around: Surroundings): PullRequest {
  const given = fields(item, where, [
    'number',
    'title',
    'state',
    'merged',
    'head',
    'base',
    'merge_commit_sha',
    'locked'
  ])
  const number = given['number'] === undefined ? around.next() : count(given['number'], `${where}.number`, 0)
  if (number === 0) throw new NotUnderstood(`${where}.number`, 'must be at least 1')
  const before = around.known(number)
  const head = decodeHead(given['head'], `${where}.head`, { around, before })
  const merged = flag(given['merged'], `${where}.merged`, before?.merged ?? false)
  const open = choice(
    given['state'],
    `${where}.state`,
    ['open', 'closed'],
    merged ? 'closed' : (before?.state ?? 'open')
  )
  if (merged && open === 'open') throw new NotUnderstood(where, 'cannot be open and merged')
  const mergeCommitSha = decodeMergeCommit(given['merge_commit_sha'], `${where}.merge_commit_sha`, before)
  const mergedAt = merged && mergeCommitSha !== undefined ? around.dateOf(mergeCommitSha) : undefined
  return {
    number,
    title: text(given['title'], `${where}.title`, before?.title ?? `Pull request ${number}`),
    user: before?.user ?? 'octocat',
    state: open,
    merged,
    locked: flag(given['locked'], `${where}.locked`, before?.locked ?? false),
    head,
    base: { ref: decodeBase(given['base'], `${where}.base`, { around, before }) },
    mergeCommitSha,
    createdAt: before?.createdAt ?? Math.min(around.now, around.dateOf(head.sha) ?? around.now),
    updatedAt: around.now,
    closedAt: open === 'open' ? undefined : (mergedAt ?? before?.closedAt ?? around.now)
  }
}

interface Place {
  readonly around: Surroundings
  readonly before: PullRequest | undefined
}

function decodeHead(value: unknown, where: string, { around, before }: Place): PullRequest['head'] {
  if (value === undefined && before) return before.head
  const head = fields(value, where, ['ref', 'sha', 'repo'])
  const ref = text(head['ref'], `${where}.ref`, before?.head.ref)
  const repo =
    head['repo'] === null ? undefined : text(head['repo'], `${where}.repo`, before?.head.repo ?? REPOSITORY)
  return { ref, sha: sha(head['sha'] ?? around.ref(`heads/${ref}`), `${where}.sha`), repo }
}

function decodeBase(value: unknown, where: string, { around, before }: Place): string {
  const base = fields(value ?? {}, where, ['ref'])
  const ref = text(base['ref'], `${where}.ref`, before?.base.ref ?? DEFAULT_BRANCH)
  if (around.ref(`heads/${ref}`) === undefined)
    throw new NotUnderstood(`${where}.ref`, 'is an unknown branch')
  return ref
}

function decodeMergeCommit(
  value: unknown,
  where: string,
  before: PullRequest | undefined
): string | undefined {
  if (value === undefined) return before?.mergeCommitSha
  return value === null ? undefined : sha(value, where)
}
