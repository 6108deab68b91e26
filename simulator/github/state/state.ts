import { createHash } from 'node:crypto'
import { CommitGraph, type Commit } from './graph.ts'

/** The only repository. */
export const OWNER = 'acme'
export const NAME = 'web'
export const REPOSITORY = `${OWNER}/${NAME}`
export const DEFAULT_BRANCH = 'main'
/** The user of a workflow's token. After a reset the token belongs to it. */
export const TOKEN_USER = 'github-actions[bot]'

export const ACCESSES = ['none', 'read', 'write'] as const
export type Access = (typeof ACCESSES)[number]

/** The permissions of the token, by GitHub's names. */
export interface Permissions {
  readonly contents: Access
  readonly pull_requests: Access
  readonly issues: Access
}

export const CLASSIFIERS = [
  'ABUSE',
  'DUPLICATE',
  'LOW_QUALITY',
  'OFF_TOPIC',
  'OUTDATED',
  'RESOLVED',
  'SPAM'
] as const
export type Classifier = (typeof CLASSIFIERS)[number]

/** Times are milliseconds. */
export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly user: string
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  readonly locked: boolean
  /** `repo`: `owner/name` of the repository that the branch is in; `undefined` for a fork that was deleted. */
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: string | undefined }
  readonly base: { readonly ref: string }
  readonly mergeCommitSha: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
  readonly closedAt: number | undefined
}

/** Times are milliseconds. */
export interface Comment {
  readonly id: number
  readonly issueNumber: number
  readonly user: string
  readonly body: string
  readonly createdAt: number
  readonly updatedAt: number
  /** When lists begin to show it. */
  readonly listedAt: number
  readonly minimized: Classifier | undefined
}

/** All that GitHub knows. An entry of a map is replaced, never changed. */
export interface State {
  readonly graph: CommitGraph
  /** By name, such as `heads/main` or `tags/v1.0.0`: the sha of a commit. */
  readonly refs: Map<string, string>
  /** By the name of an annotated tag, such as `tags/v1.0.0`: the sha of its tag object. */
  readonly tagObjects: Map<string, string>
  readonly pulls: Map<number, PullRequest>
  readonly comments: Map<number, Comment>
  lastCommentId: number
  permissions: Permissions
  /** The user of the token. The login of an app ends in `[bot]`. */
  tokenUser: string
  private: boolean
  listLagMs: number
}

export function emptyState(): State {
  return {
    graph: new CommitGraph(),
    refs: new Map(),
    tagObjects: new Map(),
    pulls: new Map(),
    comments: new Map(),
    // as large as GitHub's ids of comments are now
    lastCommentId: 2_000_000_000,
    permissions: { contents: 'read', pull_requests: 'write', issues: 'none' },
    tokenUser: TOKEN_USER,
    private: false,
    listLagMs: 0
  }
}

/**
 * The commit that a name stands for, as GitHub resolves it: a sha or at least 7 characters of one, `HEAD`, or a branch or tag, also with
 * `heads/`, `tags/` or `refs/` in front.
 */
export function resolveCommit(state: State, name: string): Commit | undefined {
  const { graph, refs, tagObjects } = state
  const exact = graph.get(name.toLowerCase())
  if (exact) return exact
  const short = name === 'HEAD' ? DEFAULT_BRANCH : name.replace(/^refs\//, '')
  const target =
    refs.get(`heads/${short}`) ??
    refs.get(`tags/${short}`) ??
    refs.get(short) ??
    refs.get(tagOf(name, tagObjects))
  if (target !== undefined) return graph.get(target)
  return /^[0-9a-f]{7,39}$/i.test(name) ? graph.find(name.toLowerCase()) : undefined
}

/** The sha of the tag object of an annotated tag. */
export function tagObjectOf(name: string): string {
  return createHash('sha1').update(name).digest('hex')
}

/** The annotated tag with this tag object; empty if there is none. */
function tagOf(sha: string, objects: State['tagObjects']): string {
  return [...objects].find(([, object]) => object === sha)?.[0] ?? ''
}

/** Adds a comment. Lists show it after `listLagMs`. */
export function addComment(
  state: State,
  comment: { issueNumber: number; user: string; body: string; now: number }
): Comment {
  const { now, ...rest } = comment
  const id = ++state.lastCommentId
  const added = {
    ...rest,
    id,
    createdAt: now,
    updatedAt: now,
    listedAt: now + state.listLagMs,
    minimized: undefined
  }
  state.comments.set(id, added)
  return added
}
