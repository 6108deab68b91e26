import type { CallKind, Fields } from '../../../src/github/calls/call.ts'
import { GITHUB_CALLS } from './rows.ts'

/** A kind of request with what tests need of it. A new row of the table has no sample here, which does not compile. */
export interface Sampled {
  readonly name: string
  readonly kind: CallKind<unknown>
  /** Values for its placeholders. */
  readonly parameters: Fields
  /** A good answer. */
  readonly good: unknown
}

type CallName = keyof typeof GITHUB_CALLS

export const SHA = 'a'.repeat(40)

const KINDS = { ...GITHUB_CALLS, graphql: GITHUB_CALLS.graphql('https://api.github.com/graphql') }

const COMMENT = { id: 8, body: 'x', user: { login: 'octocat' } }
const PULL = { number: 5, state: 'open' }

const GOOD: Readonly<Record<CallName, unknown>> = {
  facts: { id: 5, private: true },
  compare: {
    status: 'ahead',
    ahead_by: 1,
    behind_by: 0,
    total_commits: 1,
    merge_base_commit: { sha: SHA },
    commits: [{ sha: SHA }]
  },
  commit: { sha: SHA },
  commits: [{ sha: SHA }],
  changedFiles: { sha: SHA, files: [{ filename: 'a' }] },
  tags: [{ name: 'v1', commit: { sha: SHA } }],
  tagsStarting: [{ ref: 'refs/tags/v1', object: { type: 'commit', sha: SHA } }],
  pull: PULL,
  pullsOfCommit: [PULL],
  pulls: [PULL],
  pullFiles: [{ filename: 'a' }],
  comments: [COMMENT],
  comment: COMMENT,
  createComment: COMMENT,
  updateComment: COMMENT,
  deleteComment: undefined,
  graphql: { data: { viewer: { login: 'octocat' } } },
  user: { login: 'octocat' }
}

const PLACES = {
  basehead: `${SHA}...${SHA}`,
  ref: SHA,
  commit_sha: SHA,
  pull_number: 5,
  issue_number: 5,
  comment_id: 8
}

function isCallName(name: string): name is CallName {
  return name in KINDS
}

/** Every kind of request to GitHub. */
export const SAMPLED: readonly Sampled[] = Object.keys(KINDS)
  .filter(isCallName)
  .map(name => {
    const kind = KINDS[name]
    const parameters = Object.fromEntries(
      Object.entries(PLACES).filter(([place]) => kind.route.includes(`{${place}}`))
    )
    return { name, kind, parameters, good: GOOD[name] }
  })
