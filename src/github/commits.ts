import type { Call } from './call.ts'
import { decodeCommit, decodeFiles, type Commit, type FileChange } from './commit.ts'
import { listAt, shaAt, textAt } from './decode.ts'
import { allPages, fewPages, PER_PAGE } from './pages.ts'

/** A tag and the commit that it stands for. */
export interface Tag {
  readonly name: string
  readonly sha: string
}

/** A tag as git has it: an annotated one stands for an object of its own, and not for the commit. */
export interface TagRef {
  readonly name: string
  /** Undefined for an annotated tag. */
  readonly sha: string | undefined
}

/** What a repository tells of its commits. */
export interface CommitReads {
  /** Resolves a sha, branch or tag (an annotated tag to its commit); undefined when there is none. */
  commit(ref: string): Promise<Commit | undefined>
  /** The files that a commit changed against its first parent, all pages (GitHub: at most 3,000). */
  changedFiles(sha: string): Promise<FileChange[]>
  /**
   * One page of a history, newest first (default: page 1 of 100, from the default branch; `path`: only commits that
   * touch it). Empty for a repository without commits, undefined when `sha` is unknown.
   */
  commits(options: {
    sha?: string
    path?: string
    page?: number
    perPage?: number
  }): Promise<Commit[] | undefined>
  /** All tags, in no documented order. */
  tags(): Promise<Tag[]>
  /** All tags when `most` pages of 100 hold them, else those of the first page only. */
  fewTags(most: number): Promise<{ readonly tags: Tag[]; readonly isWhole: boolean }>
  /** All tags whose name starts so, in one request. */
  tagsStarting(start: string): Promise<TagRef[]>
}

/** GitHub's answers for no such ref, for a repository without commits, for no such sha. */
const UNKNOWN_COMMIT: readonly number[] = [404, 409, 422]

/** The reads of a repository's commits. */
export function commitReads(call: Call): CommitReads {
  return {
    async commit(ref) {
      const answer = await call({
        what: `reading commit ${ref}`,
        route: 'GET /repos/{owner}/{repo}/commits/{ref}',
        // `per_page` is for the files, which are not wanted here.
        parameters: { ref, per_page: 1 },
        expected: UNKNOWN_COMMIT
      })
      return decodeCommit(answer.data)
    },

    async changedFiles(sha) {
      const answers = await allPages(call, {
        what: `reading the files of commit ${sha}`,
        route: 'GET /repos/{owner}/{repo}/commits/{ref}',
        parameters: { ref: sha, per_page: PER_PAGE }
      })
      return answers.flatMap(answer => decodeFiles(answer.data))
    },

    async commits({ sha, path, page = 1, perPage = PER_PAGE }) {
      const answer = await call({
        what: `reading the history of ${sha ?? 'the default branch'}`,
        route: 'GET /repos/{owner}/{repo}/commits',
        parameters: { sha, path, page, per_page: perPage },
        expected: [404, 409]
      })
      return answer.status === 404 ? undefined : listAt(answer.data, [], decodeCommit)
    },

    async tags() {
      const answers = await allPages(call, {
        what: 'reading the tags',
        route: 'GET /repos/{owner}/{repo}/tags',
        parameters: { per_page: PER_PAGE }
      })
      return answers.flatMap(answer => listAt(answer.data, [], decodeTag))
    },

    async fewTags(most) {
      const { answers, isWhole } = await fewPages(call, {
        request: {
          what: 'reading the tags',
          route: 'GET /repos/{owner}/{repo}/tags',
          parameters: { per_page: PER_PAGE }
        },
        most
      })
      return { tags: answers.flatMap(answer => listAt(answer.data, [], decodeTag)), isWhole }
    },

    async tagsStarting(start) {
      const answers = await allPages(call, {
        what: `reading the tags that start with ${start}`,
        route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
        parameters: { ref: `tags/${start}` }
      })
      return answers.flatMap(answer => listAt(answer.data, [], decodeTagRef))
    }
  }
}

function decodeTagRef(value: unknown): TagRef | undefined {
  const name = textAt(value, 'ref')
  if (name === undefined || !name.startsWith('refs/tags/')) return undefined
  const isCommit = textAt(value, 'object', 'type') === 'commit'
  return {
    name: name.slice('refs/tags/'.length),
    sha: isCommit ? shaAt(value, 'object', 'sha') : undefined
  }
}

function decodeTag(value: unknown): Tag | undefined {
  const name = textAt(value, 'name')
  const sha = shaAt(value, 'commit', 'sha')
  return name === undefined || sha === undefined ? undefined : { name, sha }
}
