import { objectElement, projectElement, readFields } from '../requests/fields.ts'
import type { FieldReader } from '../requests/fields.ts'
import { isVersion } from '../requests/names.ts'
import type { PatchFile } from '../state/state.ts'

/** A commit as it was sent. */
export interface SentCommit {
  readonly id: string
  readonly repository: string | null
  /** `null` if null was sent. Sentry answers it with 500. */
  readonly message: string | null
  readonly authorName: string | null
  readonly authorEmail: string | null
  readonly timestamp: number | undefined
  readonly patchSet: readonly PatchFile[]
}

/** A ref as it was sent. `commit` may be a range `a..b`. */
export interface SentRef {
  readonly repository: string
  readonly commit: string
  readonly previousCommit: string | null
}

/** The fields that POST and PUT of a release share; `undefined` if not sent. */
export interface ReleaseFields {
  readonly ref: string | null | undefined
  readonly url: string | null | undefined
  readonly dateReleased: number | null | undefined
  readonly status: 'open' | 'archived' | undefined
  readonly commits: readonly SentCommit[] | undefined
  readonly refs: readonly SentRef[] | undefined
}

export interface NewReleaseFields extends ReleaseFields {
  readonly version: string
  /** Slugs or ids, as sent. */
  readonly projects: readonly string[]
  readonly owner: string | undefined
}

/** Sentry's limits, in characters. */
const MAX_VERSION = 200
const MAX_REF = 200
const MAX_COMMIT = 64

/**
 * Reads the body of a PUT.
 * @throws Refusal
 */
export function readRelease(fields: Readonly<Record<string, unknown>>): ReleaseFields {
  const reader = readFields(fields)
  const read = readShared(reader)
  reader.refuseProblems()
  return read
}

/**
 * Reads the body of a POST.
 * @param project the project of the path. Without it `projects` is required.
 * @throws Refusal
 */
export function readNewRelease(
  fields: Readonly<Record<string, unknown>>,
  project?: string
): NewReleaseFields {
  const reader = readFields(fields)
  const version = readVersion(reader)
  const projects =
    project === undefined ? reader.list('projects', { required: true, element: projectElement }) : [project]
  const owner = reader.text('owner', { max: 200, nullable: true })
  const shared = readShared(reader)
  reader.refuseProblems()
  return { ...shared, version, projects: projects ?? [], owner: owner ?? undefined }
}

function readVersion(reader: FieldReader): string {
  const version = reader.text('version', { max: MAX_VERSION, required: true }) ?? ''
  if (!isVersion(version)) reader.problem('version', `Release with name ${version} is not allowed`)
  return version
}

function readShared(reader: FieldReader): ReleaseFields {
  const ref = reader.text('ref', { max: MAX_REF, nullable: true, blank: true })
  const url = reader.url('url', MAX_REF)
  const dateReleased = reader.time('dateReleased', { nullable: true })
  const status = reader.choice('status', ['open', 'archived'])
  const commits = reader.list('commits', { element: objectElement(readCommit) })
  const refs = reader.list('refs', { element: objectElement(readRef) })
  return { ref, url, dateReleased, status, commits: commits ?? undefined, refs: refs ?? undefined }
}

function readCommit(reader: FieldReader): SentCommit {
  const optional = { nullable: true, blank: true }
  const id = reader.text('id', { max: MAX_COMMIT, required: true }) ?? ''
  const repository = reader.text('repository', { max: 64, ...optional })
  const message = reader.text('message', { max: Infinity, ...optional })
  const authorName = reader.text('author_name', { max: 128, ...optional })
  const authorEmail = reader.text('author_email', { max: 200, ...optional })
  const timestamp = reader.time('timestamp')
  const patchSet = reader.list('patch_set', { nullable: true, element: objectElement(readPatch) })
  return {
    id,
    repository: repository === '' ? null : (repository ?? null),
    message: message === undefined ? '' : message,
    authorName: authorName === '' ? null : (authorName ?? null),
    authorEmail: authorEmail === '' ? null : (authorEmail ?? null),
    timestamp: timestamp ?? undefined,
    patchSet: patchSet ?? []
  }
}

function readPatch(reader: FieldReader): PatchFile {
  const path = reader.text('path', { max: 510, required: true }) ?? ''
  const given = reader.text('type', { max: 1, required: true })
  const type = (['A', 'M', 'D'] as const).find(known => known === given)
  if (type === undefined) reader.problem('type', `Commit patch_set type ${String(given)} is not supported.`)
  return { path, type: type ?? 'M' }
}

function readRef(reader: FieldReader): SentRef {
  const repository = reader.text('repository', { max: 200, required: true }) ?? ''
  const commit = reader.text('commit', { max: Infinity, required: true }) ?? ''
  const previousCommit = reader.text('previousCommit', { max: MAX_COMMIT, nullable: true, blank: true })
  const problem = commitProblem(commit)
  if (problem !== undefined) reader.problem('commit', problem)
  return { repository, commit, previousCommit: previousCommit === '' ? null : (previousCommit ?? null) }
}

function commitProblem(commit: string): string | undefined {
  if (!commit.includes('..')) {
    return commit.length > MAX_COMMIT ? `Commit too long - max is ${MAX_COMMIT} chars` : undefined
  }
  if (commit.startsWith('..') || commit.endsWith('..')) return 'Commit cannot begin or end with ..'
  if (commit.split('..').some(part => part.length > MAX_COMMIT))
    return `Start or end commit too long - max is ${MAX_COMMIT} chars each`
  return undefined
}
