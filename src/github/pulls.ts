import type { Call } from './call.ts'
import { at, booleanAt, listAt, numberAt, shaAt, textAt } from './decode.ts'
import { allPages, PER_PAGE } from './pages.ts'

/** A pull request. */
export interface Pull {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly title: string | undefined
  readonly author: string | undefined
  /** Its page on GitHub. */
  readonly url: string | undefined
  readonly headSha: string | undefined
  readonly headRef: string | undefined
  /** `owner/name`; undefined when the fork was deleted. */
  readonly headRepository: string | undefined
  readonly baseRef: string | undefined
  /** `owner/name`. */
  readonly baseRepository: string | undefined
  /** ISO 8601; undefined when it is not merged. */
  readonly mergedAt: string | undefined
  /** Once merged: what that left on the base branch. Before: a test merge. */
  readonly mergeCommit: string | undefined
  readonly isLocked: boolean
  /** Why it is locked, when whoever did it gave a reason. */
  readonly lockReason: string | undefined
}

/** A file that a pull request changes. */
export interface PullFile {
  readonly path: string
  /** Where it was, if it was renamed. */
  readonly previousPath: string | undefined
  /** GitHub's word: `added`, `removed`, `modified`, `renamed`, `copied`, … */
  readonly status: string | undefined
  /** The hunks, as a unified diff without its head; undefined for binary and very large files. */
  readonly patch: string | undefined
}

/** What a repository tells of its pull requests. */
export interface PullReads {
  /** Undefined when there is none with this number. */
  pull(number: number): Promise<Pull | undefined>
  /** Those that GitHub names for a commit, merged and open ones, unfiltered; empty for an unknown commit. */
  pullsOfCommit(sha: string): Promise<Pull[]>
  /** The newest 100 with this head (`owner:branch`), base (a branch) and state. */
  pulls(options: { head?: string; base?: string; state: 'open' | 'closed' | 'all' }): Promise<Pull[]>
  /** The changed files, all pages (GitHub: at most 3,000). */
  pullFiles(number: number): Promise<PullFile[]>
}

/** The reads of a repository's pull requests. */
export function pullReads(call: Call): PullReads {
  return {
    async pull(number) {
      const answer = await call({
        what: `reading pull request ${number}`,
        route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
        parameters: { pull_number: number },
        expected: [404]
      })
      return decodePull(answer.data)
    },

    async pullsOfCommit(sha) {
      const answer = await call({
        what: `reading the pull requests of commit ${sha}`,
        route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
        parameters: { commit_sha: sha, per_page: PER_PAGE },
        // No such repository or ref; a repository without commits; no such sha.
        expected: [404, 409, 422]
      })
      return listAt(answer.data, [], decodePull)
    },

    async pulls({ head, base, state }) {
      const answer = await call({
        what: 'listing pull requests',
        route: 'GET /repos/{owner}/{repo}/pulls',
        parameters: { head, base, state, per_page: PER_PAGE }
      })
      return listAt(answer.data, [], decodePull)
    },

    async pullFiles(number) {
      const answers = await allPages(call, {
        what: `reading the files of pull request ${number}`,
        route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
        parameters: { pull_number: number, per_page: PER_PAGE }
      })
      return answers.flatMap(answer => listAt(answer.data, [], decodePullFile))
    }
  }
}

function decodePull(value: unknown): Pull | undefined {
  const number = numberAt(value, 'number')
  if (number === undefined) return undefined
  const head = at(value, 'head')
  const base = at(value, 'base')
  return {
    number,
    state: textAt(value, 'state') === 'open' ? 'open' : 'closed',
    title: textAt(value, 'title'),
    author: textAt(value, 'user', 'login'),
    url: textAt(value, 'html_url'),
    headSha: shaAt(head, 'sha'),
    headRef: textAt(head, 'ref'),
    headRepository: textAt(head, 'repo', 'full_name'),
    baseRef: textAt(base, 'ref'),
    baseRepository: textAt(base, 'repo', 'full_name'),
    mergedAt: textAt(value, 'merged_at'),
    mergeCommit: shaAt(value, 'merge_commit_sha'),
    isLocked: booleanAt(value, 'locked') ?? false,
    lockReason: textAt(value, 'active_lock_reason')
  }
}

function decodePullFile(value: unknown): PullFile | undefined {
  const path = textAt(value, 'filename')
  if (path === undefined) return undefined
  return {
    path,
    previousPath: textAt(value, 'previous_filename'),
    status: textAt(value, 'status'),
    patch: textAt(value, 'patch')
  }
}
