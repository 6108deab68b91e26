import { createHash } from 'node:crypto'
import { isoTime } from '../answers.ts'
import { netChanges } from '../commits/changes.ts'
import { lineCounts } from '../commits/objects.ts'
import { apiUrl, nodeId, webUrl, type Context } from '../context.ts'
import { baseSha, pullCommits } from './commits.ts'
import { forkObject, repositoryObject } from '../repository.ts'
import { OWNER, REPOSITORY, type PullRequest } from '../state/state.ts'
import { userObject } from '../users.ts'

type Place = Pick<Context, 'state' | 'address'>

/** A pull request as lists show it. */
export function pullObject({ state, address }: Place, pull: PullRequest): Record<string, unknown> {
  const { number, head, base } = pull
  const api = apiUrl(address, `/pulls/${number}`)
  const issue = apiUrl(address, `/issues/${number}`)
  const web = webUrl(`/pull/${number}`)
  const statuses = apiUrl(address, `/statuses/${head.sha}`)
  const side = (ref: string, sha: string, repo: string | undefined) => {
    const [owner = OWNER] = repo?.split('/') ?? []
    return {
      label: `${owner}:${ref}`,
      ref,
      sha,
      user: repo === undefined ? null : userObject(address, owner),
      repo: repo === undefined ? null : headRepository({ state, address }, repo)
    }
  }
  return {
    id: 1_700_000_000 + number,
    node_id: nodeId('PR', number),
    number,
    state: pull.state,
    locked: pull.locked,
    active_lock_reason: pull.locked ? 'too heated' : null,
    title: pull.title,
    body: null,
    draft: false,
    user: userObject(address, pull.user),
    labels: [],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    created_at: isoTime(pull.createdAt),
    updated_at: isoTime(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : isoTime(pull.closedAt),
    merged_at: pull.merged && pull.closedAt !== undefined ? isoTime(pull.closedAt) : null,
    merge_commit_sha: mergeCommitSha({ state, address }, pull),
    head: side(head.ref, head.sha, head.repo),
    base: side(base.ref, baseSha(state, pull), REPOSITORY),
    url: api,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${api}/commits`,
    comments_url: `${issue}/comments`,
    review_comments_url: `${api}/comments`,
    review_comment_url: apiUrl(address, '/pulls/comments{/number}'),
    statuses_url: statuses,
    _links: {
      self: { href: api },
      html: { href: web },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${api}/comments` },
      review_comment: { href: apiUrl(address, '/pulls/comments{/number}') },
      commits: { href: `${api}/commits` },
      statuses: { href: statuses }
    }
  }
}

function headRepository(place: Place, name: string): Record<string, unknown> {
  return name === REPOSITORY ? repositoryObject(place) : forkObject(place, name)
}

/** A pull request as GitHub sends it alone: with counts. */
export function fullPullObject(place: Place, pull: PullRequest): Record<string, unknown> {
  const { state, address } = place
  const commits = pullCommits(state, pull)
  const files = netChanges(commits.toReversed())
  const comments = [...state.comments.values()].filter(comment => comment.issueNumber === pull.number)
  return {
    ...pullObject(place, pull),
    merged: pull.merged,
    merged_by: pull.merged ? userObject(address, 'mona') : null,
    mergeable: pull.state === 'open' ? true : null,
    mergeable_state: pull.state === 'open' ? 'clean' : 'unknown',
    rebaseable: pull.state === 'open' ? true : null,
    maintainer_can_modify: false,
    comments: comments.length,
    review_comments: 0,
    commits: commits.length,
    ...lineCounts(files),
    changed_files: files.length
  }
}

/** Before the merge this is a test merge. It is on no branch, so it is not in the graph. */
function mergeCommitSha({ state }: Place, pull: PullRequest): string | null {
  if (pull.mergeCommitSha !== undefined) return pull.mergeCommitSha
  if (pull.state === 'closed') return null
  return createHash('sha1')
    .update(`test merge ${pull.head.sha} ${baseSha(state, pull)}`)
    .digest('hex')
}
