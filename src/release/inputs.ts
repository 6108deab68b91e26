import { resolve } from 'node:path'
import { readAccess, type Access } from '../actions/access.ts'
import { alternatives, timeOf, type InputReader } from '../actions/inputs.ts'
import type { Event } from '../github/event.ts'
import { isCommitName } from '../git/commit-name.ts'
import type { Log } from '../text/log.ts'
import { identifierOf, versionProblem } from './identifier.ts'

/** What a release run can do; `only` names some of them. */
export const PARTS = ['release', 'commits', 'finalize', 'deploy'] as const
export type Part = (typeof PARTS)[number]

export const COMMIT_MODES = ['auto', 'integration', 'github', 'local', 'manual', 'skip'] as const
export type CommitMode = (typeof COMMIT_MODES)[number]

/** A value for the release: a given one is written to an existing release too, a default only to a new one. */
export interface ReleaseField {
  readonly value: string
  readonly given: boolean
}

export interface DeployRequest {
  readonly environments: readonly string[]
  readonly name: string
  readonly url: string | undefined
  /** ISO 8601. */
  readonly startedAt: string | undefined
  readonly finishedAt: string
}

export interface CommitsRequest {
  readonly mode: CommitMode
  /** `owner/name`; `undefined` outside of GitHub and without the input. */
  readonly repo: string | undefined
  /** A sha or a name; `undefined` when the event has none. */
  readonly commit: string | undefined
  /** Whether the commit may be the object of an annotated tag, or a name: then it has to be looked up. */
  readonly previousCommit: string | undefined
  readonly paths: readonly string[]
  readonly files: 'auto' | 'yes' | 'no'
  readonly maxCommits: number
  readonly ignoreMissing: boolean
  readonly ignoreEmpty: boolean
  readonly workingDirectory: string
}

/** All that a release run was asked for, complete and checked. */
export interface ReleaseRequest {
  readonly access: Access
  readonly event: Event
  readonly version: string
  readonly parts: ReadonlySet<Part>
  readonly ref: ReleaseField | undefined
  readonly url: ReleaseField | undefined
  readonly deploy: DeployRequest
  readonly commits: CommitsRequest
  /** Why nothing is to be done, if so: the event says that a branch was deleted. */
  readonly nothing: string | undefined
}

/** The limits of Sentry's fields, in characters. */
const MAX = { ref: 200, url: 200, environment: 64, deployName: 64, repo: 200 }

/** Inputs of getsentry/action-release that are accepted and change nothing. */
const WITHOUT_EFFECT = ['disable_telemetry', 'disable_safe_directory']
const OF_SOURCE_MAPS = ['inject', 'dist', 'url_prefix', 'strip_common_prefix']

export interface Given {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly event: Event
  /** Milliseconds since 1970. */
  readonly now: number
  readonly log: Log
}

/** Reads the inputs of the release step; what is wrong with them becomes problems of the reader. */
export function readReleaseRequest(reader: InputReader, given: Given): ReleaseRequest {
  const { event } = given
  const access = readAccess(reader)
  const deploy = readDeploy(reader, given)
  const commits = readCommits(reader, given)
  const { version, nothing } = readVersion(reader, given)
  readOldInputs(reader, given.log)
  return {
    access,
    event,
    version,
    nothing,
    parts: readParts(reader, { deploy, commits }),
    ref: readField(reader, {
      name: 'ref',
      otherwise: event.ref?.name,
      problemOf: tooLong(MAX.ref),
      log: given.log
    }),
    url: readField(reader, { name: 'url', otherwise: pageOf(event), problemOf: urlProblem, log: given.log }),
    deploy,
    commits
  }
}

function readVersion(
  reader: InputReader,
  { env, event }: Given
): Pick<ReleaseRequest, 'version' | 'nothing'> {
  const given = reader.text('release', { oldName: 'version' })
  const prefix = reader.text('release_prefix', { oldName: 'version_prefix' }) ?? ''
  const fromEnvironment = env['SENTRY_RELEASE']?.trim() || undefined
  const identifier = identifierOf({ given, fromEnvironment, event, prefix })
  if ('missing' in identifier) return { version: '', nothing: identifier.missing }
  const problem = versionProblem(identifier.version)
  if (problem !== undefined) reader.problem('release', identifier.version, problem)
  return { version: identifier.version, nothing: undefined }
}

function readParts(
  reader: InputReader,
  { deploy, commits }: Pick<ReleaseRequest, 'deploy' | 'commits'>
): ReadonlySet<Part> {
  const only = reader.list('only', 'newline, comma or space').map(part => part.toLowerCase())
  for (const part of only) if (!isPart(part)) reader.problem('only', part, alternatives(PARTS))
  if (only.includes('deploy') && deploy.environments.length === 0) {
    reader.problem(
      'environment',
      undefined,
      'needed with only: deploy, which records a deploy for each environment'
    )
  }
  const asked: Readonly<Record<Part, boolean>> = {
    release: true,
    commits: commits.mode !== 'skip',
    finalize: reader.boolean('finalize', true),
    deploy: deploy.environments.length > 0
  }
  return new Set(PARTS.filter(part => asked[part] && (only.length === 0 || only.includes(part))))
}

function isPart(text: string): text is Part {
  return PARTS.some(part => part === text)
}

interface FieldSources {
  readonly name: string
  readonly otherwise: string | undefined
  readonly problemOf: (value: string) => string | undefined
  readonly log: Log
}

/** A given value must fit; a default that Sentry would refuse is left out. */
function readField(
  reader: InputReader,
  { name, otherwise, problemOf, log }: FieldSources
): ReleaseField | undefined {
  const value = reader.text(name)
  if (value !== undefined) {
    const problem = problemOf(value)
    if (problem !== undefined) reader.problem(name, value, problem)
    return { value, given: true }
  }
  if (otherwise === undefined) return undefined
  const problem = problemOf(otherwise)
  if (problem === undefined) return { value: otherwise, given: false }
  log.notice(`The release gets no ${name}: the default "${otherwise}" is not ${problem}.`)
  return undefined
}

function tooLong(max: number): (value: string) => string | undefined {
  return value => (value.length > max ? `at most ${max} characters (it has ${value.length})` : undefined)
}

function urlProblem(value: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value) || !URL.canParse(value))
    return 'an address with its scheme, such as https://…'
  return tooLong(MAX.url)(value)
}

/** GitHub's page of a tag's release, else of the commit. */
function pageOf({ repository, server, ref, commit }: Event): string | undefined {
  if (repository === undefined) return undefined
  const page = `${server.url}/${repository.owner}/${repository.name}`
  if (ref?.isTag === true) return `${page}/releases/tag/${encodeURIComponent(ref.name)}`
  return commit.kind === 'commit' ? `${page}/commit/${commit.sha}` : undefined
}

function readDeploy(reader: InputReader, { event, now }: Given): DeployRequest {
  const environments = reader.list('environment', 'newline or comma')
  for (const environment of environments) {
    if (environment.length > MAX.environment || environment.includes('/')) {
      reader.problem('environment', environment, `names of at most ${MAX.environment} characters without /`)
    }
  }
  const name = reader.text('deploy_name')
  if (name !== undefined && name.length > MAX.deployName)
    reader.problem('deploy_name', name, `at most ${MAX.deployName} characters`)
  const url = reader.text('deploy_url')
  const problem = url === undefined ? undefined : urlProblem(url)
  if (problem !== undefined) reader.problem('deploy_url', url, problem)
  const startedAt = readTime(reader, 'started_at')
  const finishedAt = readTime(reader, 'finished_at')
  if (startedAt !== undefined && finishedAt !== undefined && startedAt > finishedAt) {
    reader.problem('started_at', startedAt, `a time before finished_at (${finishedAt})`)
  }
  return {
    environments,
    name: name ?? defaultDeployName(event),
    url: url ?? event.run.url,
    startedAt,
    finishedAt: finishedAt ?? new Date(now).toISOString()
  }
}

function defaultDeployName({ run }: Event): string {
  const number = run.number === undefined ? '' : ` #${run.number}.${run.attempt ?? 1}`
  return `${run.workflow ?? 'deploy'}${number}`.slice(0, MAX.deployName).toWellFormed()
}

function readTime(reader: InputReader, name: string): string | undefined {
  const value = reader.text(name)
  const time = value === undefined ? undefined : timeOf(value)
  if (value !== undefined && time === undefined)
    reader.problem(name, value, 'Unix seconds or ISO 8601, such as 2026-01-31T12:00:00Z')
  return time
}

function readCommits(reader: InputReader, { env, event }: Given): CommitsRequest {
  const mode = reader.oneOf('set_commits', COMMIT_MODES, 'auto')
  const paths = reader.list('paths', 'newline, comma or space')
  const here =
    event.repository === undefined ? undefined : `${event.repository.owner}/${event.repository.name}`
  const repo = reader.text('repo')
  const commit = readCommitName(reader, 'commit')
  if (mode === 'integration' && paths.length > 0) {
    reader.problem(
      'paths',
      paths.join(', '),
      'not with set_commits: integration, where Sentry fetches the commits; use github or local'
    )
  }
  if (mode === 'manual' && repo === undefined)
    reader.problem('repo', undefined, 'needed with set_commits: manual, such as owner/name')
  if (mode === 'manual' && commit === undefined)
    reader.problem('commit', undefined, 'needed with set_commits: manual')
  const isOther = repo !== undefined && here !== undefined && repo.toLowerCase() !== here.toLowerCase()
  if (mode !== 'manual' && mode !== 'skip' && isOther && commit === undefined) {
    reader.problem('commit', undefined, `needed with repo ${repo}: the event is about a commit of ${here}`)
  }
  if (repo !== undefined && repo.length > MAX.repo)
    reader.problem('repo', repo, `at most ${MAX.repo} characters`)
  const files = reader.oneOf('commit_files', ['auto', 'true', 'false', '1', '0'], 'auto')
  return {
    mode,
    repo: repo?.replace(/\.git$/, '') ?? here,
    commit: commit ?? (event.commit.kind === 'commit' ? event.commit.sha : undefined),
    previousCommit: readCommitName(reader, 'previous_commit'),
    paths,
    files: files === 'auto' ? 'auto' : /^(true|1)$/.test(files) ? 'yes' : 'no',
    maxCommits: reader.integer('max_commits', { min: 1, max: 2_000, otherwise: 1_000 }),
    ignoreMissing: reader.boolean('ignore_missing', false),
    ignoreEmpty: reader.boolean('ignore_empty', false),
    workingDirectory: absoluteDirectory(reader.text('working_directory'), env)
  }
}

function readCommitName(reader: InputReader, name: string): string | undefined {
  const value = reader.text(name)
  if (value !== undefined && !isCommitName(value)) {
    reader.problem(name, value, '7 to 64 hexadecimal digits, or the name of a branch or tag')
  }
  return value
}

function absoluteDirectory(given: string | undefined, env: Given['env']): string {
  return resolve(env['GITHUB_WORKSPACE'] || '.', given ?? '.')
}

function readOldInputs(reader: InputReader, log: Log): void {
  if (reader.text('sourcemaps') !== undefined) {
    reader.problem(
      'sourcemaps',
      reader.text('sourcemaps'),
      'source maps are not supported: upload them in the build with a Sentry bundler plugin or `sentry-cli sourcemaps upload`, and remove the input'
    )
  }
  for (const name of OF_SOURCE_MAPS) {
    if (reader.text(name) !== undefined)
      log.warning(`The input ${name} has no effect: source maps are not supported.`)
  }
  for (const name of WITHOUT_EFFECT) reader.boolean(name, false)
}
