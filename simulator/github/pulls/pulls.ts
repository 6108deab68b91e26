import { failure, notFound, validationFailed } from '../answers.ts'
import { netChanges } from '../commits/changes.ts'
import { commitObject, fileObject } from '../commits/objects.ts'
import type { Context, Handler } from '../context.ts'
import { pageOf } from '../paging.ts'
import { pullCommits, pullsOfCommit } from './commits.ts'
import { fullPullObject, pullObject } from './objects.ts'
import { resolveCommit, type PullRequest } from '../state/state.ts'

/** GitHub: more commits of a pull request are not listed. */
const MOST_COMMITS = 250
/** GitHub: more files of a pull request are not listed. */
const MOST_FILES = 3000

/** `GET /pulls`: newest first. Without `state` only open ones. */
export const listPulls: Handler = context => {
  const { query } = context.request
  const state = query.get('state') ?? 'open'
  if (!['open', 'closed', 'all'].includes(state))
    return validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'state' })
  const base = query.get('base')
  const isHead = headFilter(query.get('head'))
  const pulls = [...context.state.pulls.values()]
    .filter(
      pull => (state === 'all' || pull.state === state) && (!base || pull.base.ref === base) && isHead(pull)
    )
    .sort((a, b) => b.number - a.number)
  return pullPage(context, pulls)
}

/** GitHub filters by `owner:branch` only. It ignores a branch without an owner. */
function headFilter(head: string | null): (pull: PullRequest) => boolean {
  const [owner = '', ref] = (head ?? '').split(/:(.*)/s)
  if (ref === undefined) return () => true
  return ({ head }) => {
    const [headOwner = ''] = (head.repo ?? '').split('/')
    return headOwner.toLowerCase() === owner.toLowerCase() && head.ref === ref
  }
}

function pullPage(context: Context, pulls: readonly PullRequest[]) {
  const page = pageOf(pulls, context.request, context.address)
  return { status: 200, headers: page.headers, body: page.items.map(pull => pullObject(context, pull)) }
}

/** `GET /commits/{sha}/pulls` */
export const listPullsOfCommit: Handler = context => {
  const name = context.values[0] ?? ''
  const commit = resolveCommit(context.state, name)
  if (!commit) return failure(422, `No commit found for SHA: ${name}`)
  return pullPage(context, pullsOfCommit(context.state, commit.sha))
}

/** `GET /pulls/{n}` */
export const getPull: Handler = context => {
  const pull = pullOf(context)
  return pull ? { status: 200, body: fullPullObject(context, pull) } : notFound()
}

/** `GET /pulls/{n}/files`: at most 3,000. */
export const listPullFiles: Handler = context => {
  const pull = pullOf(context)
  if (!pull) return notFound()
  const { state, address, request } = context
  const files = netChanges(pullCommits(state, pull).toReversed()).slice(0, MOST_FILES)
  const page = pageOf(files, request, address)
  return {
    status: 200,
    headers: page.headers,
    body: page.items.map(file => fileObject(address, pull.head.sha, file))
  }
}

/** `GET /pulls/{n}/commits`: at most 250, oldest first. */
export const listPullCommits: Handler = context => {
  const pull = pullOf(context)
  if (!pull) return notFound()
  const { state, address, request } = context
  const commits = pullCommits(state, pull).toReversed().slice(0, MOST_COMMITS)
  const page = pageOf(commits, request, address)
  return { status: 200, headers: page.headers, body: page.items.map(commit => commitObject(address, commit)) }
}

function pullOf({ state, values }: Context): PullRequest | undefined {
  return state.pulls.get(Number(values[0]))
}
