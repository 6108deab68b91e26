import type { CallGitHub, CallKind } from './calls/call.ts'
import type { Commit, FileChange } from '../run/commit.ts'
import { shaAt } from '../text/sha.ts'
import { allPages, eachPage, fewPages, PER_PAGE, type ListKind } from './calls/pages.ts'
import { listAt, rowsAt, textAt } from '../text/json.ts'

/** A commit as the REST API gives it; undefined when it has no sha. */
export function decodeCommit(value: unknown): Commit | undefined {
  const sha = shaAt(value, 'sha')
  if (sha === undefined) return undefined
  return {
    sha,
    message: textAt(value, 'commit', 'message'),
    authorName: textAt(value, 'commit', 'author', 'name'),
    authorEmail: textAt(value, 'commit', 'author', 'email'),
    date: textAt(value, 'commit', 'author', 'date'),
    parents: listAt(value, ['parents'], parent => shaAt(parent, 'sha'))
  }
}

/** An entry of the `files` of a commit. */
export interface ChangedFile {
  readonly path: string
  /** Two for a rename, none for a file that is unchanged. */
  readonly changes: readonly FileChange[]
}

/** An entry of the `files` of a commit or a comparison; undefined when it has no path. */
export function decodeFile(file: unknown): ChangedFile | undefined {
  const path = textAt(file, 'filename')
  return path === undefined ? undefined : { path, changes: changesOf(path, file) }
}

function changesOf(path: string, file: unknown): readonly FileChange[] {
  const previous = textAt(file, 'previous_filename')
  switch (textAt(file, 'status')) {
    case 'added':
    case 'copied':
      return [{ path, type: 'A' }]
    case 'removed':
      return [{ path, type: 'D' }]
    case 'renamed':
      return [
        ...(previous === undefined ? [] : [{ path: previous, type: 'D' as const }]),
        { path, type: 'A' }
      ]
    case 'unchanged':
      return []
    default:
      return [{ path, type: 'M' }]
  }
}

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

/** GitHub lists at most this many changed files of a commit or a pull request. */
export const MAX_FILES = 3_000

/** What a repository tells of its commits. */
export interface CommitReads {
  /** Resolves a sha, branch or tag (an annotated tag to its commit); undefined when there is none. */
  commit(ref: string): Promise<Commit | undefined>
  /** The files that a commit changed against its first parent: all, unless there are more than GitHub lists. */
  changedFiles(sha: string): Promise<{ readonly files: readonly FileChange[]; readonly isWhole: boolean }>
  /**
   * One page of a history, newest first (default: page 1 of 100, from the default branch). Empty for a repository without commits,
   * undefined when `sha` is unknown.
   */
  commits(options: { sha?: string; page?: number; perPage?: number }): Promise<readonly Commit[] | undefined>
  /**
   * A history, newest first, by pages of 100 (`path`: only commits that touch it). No page for a repository without commits and
   * for an unknown `sha`.
   */
  history(options: { sha?: string; path?: string }): AsyncIterable<readonly Commit[]>
  /** All tags, in no documented order. */
  tags(): Promise<readonly Tag[]>
  /** All tags when `most` pages of 100 hold them, else those of the first page only. */
  fewTags(most: number): Promise<{ readonly tags: readonly Tag[]; readonly isWhole: boolean }>
  /** All tags whose name starts so, in one request. */
  tagsStarting(start: string): Promise<readonly TagRef[]>
}

const COMMIT_LIST: ListKind<Commit> = {
  route: 'GET /repos/{owner}/{repo}/commits',
  needs: 'contents: read',
  expected: [404, 409],
  reads: { words: 'a list of commits, each with its sha', decode: data => rowsAt(data, [], decodeCommit) },
  keyOf: ({ sha }) => sha
}

const COMMIT: CallKind<Commit> = {
  route: 'GET /repos/{owner}/{repo}/commits/{ref}',
  needs: 'contents: read',
  // no such ref; a repository without commits; no such sha
  expected: [404, 409, 422],
  reads: { words: 'a commit with its sha', decode: decodeCommit }
}

const COMMIT_FILES: ListKind<ChangedFile> = {
  route: 'GET /repos/{owner}/{repo}/commits/{ref}',
  needs: 'contents: read',
  reads: {
    words: 'a commit with the list of its files, each with filename',
    decode: data => (shaAt(data, 'sha') === undefined ? undefined : rowsAt(data, ['files'], decodeFile))
  },
  keyOf: ({ path }) => path
}

const TAG_LIST: ListKind<Tag> = {
  route: 'GET /repos/{owner}/{repo}/tags',
  needs: 'contents: read',
  reads: {
    words: 'a list of tags, each with name and commit.sha',
    decode: data => rowsAt(data, [], decodeTag)
  },
  keyOf: ({ name }) => name
}

const TAG_REFS: ListKind<TagRef> = {
  route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
  needs: 'contents: read',
  reads: {
    words: 'a list of tags, each with ref, object.type and object.sha',
    decode: data => rowsAt(data, [], decodeTagRef)
  },
  keyOf: ({ name }) => name,
  comesWhole: true
}

/** The calls about commits and tags. */
export const COMMIT_CALLS = {
  commits: COMMIT_LIST,
  commit: COMMIT,
  changedFiles: COMMIT_FILES,
  tags: TAG_LIST,
  tagsStarting: TAG_REFS
} as const

/** The reads of a repository's commits. */
export function commitReads(call: CallGitHub): CommitReads {
  return {
    async commit(ref) {
      // `per_page` is for the files, which are not wanted here
      const parameters = { ref, per_page: 1 }
      const answer = await call(COMMIT, { purpose: `read commit ${ref}`, parameters })
      return answer.kind === 'good' ? answer.value : undefined
    },

    async changedFiles(sha) {
      const purpose = `read the files of commit ${sha}`
      const answer = await allPages(call, COMMIT_FILES, { purpose, parameters: { ref: sha } })
      const listed = answer.kind === 'good' ? answer.value : []
      return { files: listed.flatMap(({ changes }) => changes), isWhole: listed.length < MAX_FILES }
    },

    async commits({ sha, page = 1, perPage = PER_PAGE }) {
      const parameters = { sha, page, per_page: perPage }
      const answer = await call(COMMIT_LIST, { purpose: readHistory(sha), parameters })
      if (answer.kind === 'good') return answer.value
      return answer.status === 404 ? undefined : []
    },

    history({ sha, path }) {
      return eachPage(call, COMMIT_LIST, { purpose: readHistory(sha), parameters: { sha, path } })
    },

    async tags() {
      const answer = await allPages(call, TAG_LIST, { purpose: 'read the tags' })
      return answer.kind === 'good' ? answer.value : []
    },

    async fewTags(most) {
      const { rows: tags, isWhole } = await fewPages(call, TAG_LIST, { purpose: 'read the tags', most })
      return { tags, isWhole }
    },

    async tagsStarting(start) {
      const purpose = `read the tags that start with ${start}`
      const answer = await allPages(call, TAG_REFS, { purpose, parameters: { ref: `tags/${start}` } })
      return answer.kind === 'good' ? answer.value : []
    }
  }
}

function readHistory(sha: string | undefined): string {
  return `read the history of ${sha ?? 'the default branch'}`
}

function decodeTagRef(value: unknown): TagRef | undefined {
  const [, name] = /^refs\/tags\/(.+)$/s.exec(textAt(value, 'ref') ?? '') ?? []
  const type = textAt(value, 'object', 'type')
  const sha = shaAt(value, 'object', 'sha')
  if (name === undefined || type === undefined || sha === undefined) return undefined
  return { name, sha: type === 'commit' ? sha : undefined }
}

function decodeTag(value: unknown): Tag | undefined {
  const name = textAt(value, 'name')
  const sha = shaAt(value, 'commit', 'sha')
  return name === undefined || sha === undefined ? undefined : { name, sha }
}
