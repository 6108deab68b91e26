import type { CallGitHub, CallKind } from './calls/call.ts'
import { MAX_FILES } from './commits.ts'
import { isSameRepository } from '../text/repository.ts'
import { shaAt } from '../text/sha.ts'
import { at, booleanAt, numberAt, rowsAt, textAt } from '../text/json.ts'
import { allPages, eachPage, type ListKind } from './calls/pages.ts'

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
  /** After the merge: the commit that it made on the base branch. Before it: a test merge. */
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
  /** The head that the file belongs to; `undefined` where the answer does not name it. */
  readonly headSha: string | undefined
}

/** Whether a pull request is one into this repository: GitHub also names those of forks and upstreams for a commit. */
export function isInto(pull: Pull, { fullName }: { readonly fullName: string }): boolean {
  return isSameRepository(pull.baseRepository ?? '', fullName)
}

/** Whether a pull request's branch is in a repository. Forks have branches of the same names. */
export function isFrom(pull: Pull, fullName: string): boolean {
  return isSameRepository(pull.headRepository ?? '', fullName)
}

/** The open pull requests of a repository from a branch of its own, the newest first. */
export async function openPullsFrom(
  branch: string,
  repository: Pick<PullReads, 'pulls'> & { readonly fullName: string }
): Promise<readonly Pull[]> {
  const { fullName } = repository
  const [owner] = fullName.split('/')
  const pulls = await repository.pulls({ head: `${owner}:${branch}`, state: 'open' })
  return pulls.filter(pull => pull.headRef === branch && isFrom(pull, fullName) && isInto(pull, repository))
}

/** What a repository tells of its pull requests. */
export interface PullReads {
  /** Undefined when there is none with this number. */
  pull(number: number): Promise<Pull | undefined>
  /** Those that GitHub names for a commit, merged and open ones, unfiltered; empty for an unknown commit. */
  pullsOfCommit(sha: string): Promise<readonly Pull[]>
  /** All with this head (`owner:branch`), base (a branch) and state, the newest first. */
  pulls(options: { head?: string; base?: string; state: 'open' | 'closed' | 'all' }): Promise<readonly Pull[]>
  /** As `pulls`, by pages of 100, for as long as the caller wants more. */
  pullPages(options: { base?: string; state: 'open' | 'closed' | 'all' }): AsyncIterable<readonly Pull[]>
  /** The changed files: all, unless there are more than GitHub lists. */
  pullFiles(number: number): Promise<{ readonly files: readonly PullFile[]; readonly isWhole: boolean }>
}

const PULL: CallKind<Pull> = {
  route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  needs: 'pull-requests: read',
  expected: [404],
  reads: {
    words: 'the pull request with its number',
    decode: (data, { pull_number: asked }) => {
      const pull = decodePull(data)
      return pull?.number === asked ? pull : undefined
    }
  }
}

const PULL_LIST = {
  words: 'a list of pull requests, each with its number',
  decode: (data: unknown) => rowsAt(data, [], decodePull)
}

const PULLS_OF_COMMIT: ListKind<Pull> = {
  route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  needs: 'pull-requests: read',
  // no such repository or ref; a repository without commits; no such sha
  expected: [404, 409, 422],
  reads: PULL_LIST,
  keyOf: ({ number }) => number
}

const PULLS: ListKind<Pull> = {
  route: 'GET /repos/{owner}/{repo}/pulls',
  needs: 'pull-requests: read',
  reads: PULL_LIST,
  keyOf: ({ number }) => number
}

const PULL_FILES: ListKind<PullFile> = {
  route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
  needs: 'pull-requests: read',
  reads: {
    words: 'a list of files, each with filename',
    decode: data => rowsAt(data, [], decodePullFile)
  },
  keyOf: ({ path }) => path
}

/** The calls about pull requests. */
export const PULL_CALLS = {
  pull: PULL,
  pullsOfCommit: PULLS_OF_COMMIT,
  pulls: PULLS,
  pullFiles: PULL_FILES
} as const

/** The reads of a repository's pull requests. */
export function pullReads(call: CallGitHub): PullReads {
  return {
    async pull(number) {
      const parameters = { pull_number: number }
      const answer = await call(PULL, { purpose: `read pull request ${number}`, parameters })
      return answer.kind === 'good' ? answer.value : undefined
    },

    async pullsOfCommit(sha) {
      const purpose = `read the pull requests of commit ${sha}`
      const answer = await allPages(call, PULLS_OF_COMMIT, { purpose, parameters: { commit_sha: sha } })
      return answer.kind === 'good' ? answer.value : []
    },

    async pulls({ head, base, state }) {
      const parameters = { head, base, state }
      const answer = await allPages(call, PULLS, { purpose: 'list the pull requests', parameters })
      return answer.kind === 'good' ? answer.value : []
    },

    pullPages({ base, state }) {
      return eachPage(call, PULLS, { purpose: 'list the pull requests', parameters: { base, state } })
    },

    async pullFiles(number) {
      const purpose = `read the files of pull request ${number}`
      const answer = await allPages(call, PULL_FILES, { purpose, parameters: { pull_number: number } })
      const files = answer.kind === 'good' ? answer.value : []
      return { files, isWhole: files.length < MAX_FILES }
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
    patch: textAt(value, 'patch'),
    headSha: headOf(textAt(value, 'contents_url'))
  }
}

/** GitHub: the address of a file's contents ends with `?ref=` and the head's sha. */
function headOf(contentsUrl: string | undefined): string | undefined {
  return shaAt({ ref: /[?&]ref=([^&#]+)$/.exec(contentsUrl ?? '')?.[1] }, 'ref')
}
