import type { Commit } from '../../event/commit.ts'
import { short } from './candidates.ts'
import type { SearchTools } from './search-tools.ts'
import { tried } from '../look/tried.ts'

/** A push, as its event tells it. */
export interface Push {
  readonly sha: string
  /** Where the branch stood before; `undefined` for a new branch, and where the event does not tell. */
  readonly before: string | undefined
  /** The commits that the event lists, newest first. */
  readonly pushed: readonly Commit[]
}

/** More commits are not read of a push: five pages. */
const MAX_COMMITS = 500

/**
 * The commits that a push brought to its branch, newest first, with their parents. A push of one commit lists it; the commits of a
 * larger one are compared, because the event does not tell how they follow each other. After a forced push they are those since
 * both histories parted.
 */
export async function commitsOfPush(
  { sha, before, pushed }: Push,
  tools: SearchTools
): Promise<readonly Commit[]> {
  const { repository, context } = tools
  const isSingle = pushed.length === 1 && pushed[0]?.sha === sha
  if (before === undefined || isSingle) return pushed
  const range = await tried(repository.comparison({ base: before, head: sha, max: MAX_COMMITS }), context)
  if (range.kind === 'failed' || range.value.kind !== 'related') {
    const why = range.kind === 'failed' ? range.failure.message : `${short(before)} is not in its history`
    context.log.info(
      `The commits of the push are taken from its event, which lists ${pushed.length}: ${why}.`
    )
    return pushed
  }
  const { commits, totalCommits } = range.value
  if (commits.length < totalCommits)
    context.log.info(`Of ${totalCommits} pushed commits the newest ${commits.length} are read.`)
  return commits
}

/**
 * Puts those first that a merge can have left on the branch: the tip, its first parent, and so on. The others were brought by one of
 * them. Without parents (as the event lists commits) all keep their order.
 */
export function mergesFirst(sha: string, commits: readonly Commit[]): readonly Commit[] {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]))
  const line = new Set<Commit>()
  for (
    let next = bySha.get(sha);
    next !== undefined && !line.has(next);
    next = bySha.get(next.parents[0] ?? '')
  )
    line.add(next)
  return [...line, ...commits.filter(commit => !line.has(commit))]
}

/** The commits among these that a pull request's head holds: no other merge need be looked for in them. */
export function heldBy(
  heads: readonly (string | undefined)[],
  commits: readonly Commit[]
): ReadonlySet<string> {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]))
  const held = new Set<string>()
  const left = heads.filter(head => head !== undefined)
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    const commit = bySha.get(sha)
    if (commit === undefined || held.has(sha)) continue
    held.add(sha)
    left.push(...commit.parents)
  }
  return held
}
