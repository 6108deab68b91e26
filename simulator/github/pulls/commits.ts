import type { Commit } from '../state/graph.ts'
import { DEFAULT_BRANCH, type PullRequest, type State } from '../state/state.ts'

/** The commit that the pull request is compared with: the base branch now, or as it was before the merge. */
export function baseSha(state: State, pull: PullRequest): string {
  const merge = pull.merged ? state.graph.get(pull.mergeCommitSha ?? '') : undefined
  return merge?.parents[0] ?? state.refs.get(`heads/${pull.base.ref}`) ?? ''
}

/** The pull request's own commits, newest first. */
export function pullCommits(state: State, pull: PullRequest): readonly Commit[] {
  return state.graph.compare(baseSha(state, pull), pull.head.sha)?.ahead ?? []
}

/**
 * The pull requests that GitHub names for a commit: merged ones that contain it. If it is not on the default branch, also open ones whose
 * branch contains it.
 */
export function pullsOfCommit(state: State, sha: string): readonly PullRequest[] {
  const { graph, refs, pulls } = state
  const isOnDefault = graph.isAncestor(sha, refs.get(`heads/${DEFAULT_BRANCH}`) ?? '')
  return [...pulls.values()].filter(pull => {
    if (pull.merged) return containsMerged(state, pull, sha)
    return pull.state === 'open' && !isOnDefault && graph.isAncestor(sha, pull.head.sha)
  })
}

function containsMerged(state: State, pull: PullRequest, sha: string): boolean {
  const { graph } = state
  if (sha === pull.mergeCommitSha) return true
  if (graph.isAncestor(sha, pull.head.sha) && !graph.isAncestor(sha, baseSha(state, pull))) return true
  return rebasedCommits(state, pull).some(commit => commit.sha === sha)
}

/** After "rebase and merge" the base branch has a copy of each commit. A copy has the same message. */
function rebasedCommits(state: State, pull: PullRequest): readonly Commit[] {
  const { graph } = state
  const merge = graph.get(pull.mergeCommitSha ?? '')
  if (merge?.parents.length !== 1) return []
  const own = pullCommits(state, pull)
  const copies = graph.firstParents(merge.sha, own.length)
  const isCopied =
    copies.length === own.length && own.every((commit, index) => commit.message === copies[index]?.message)
  return isCopied ? copies : []
}
