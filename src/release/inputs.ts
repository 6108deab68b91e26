import { resolve } from 'node:path'
import { type Access, needOrganization, readAccess } from '../actions/access/access.ts'
import { refuseForgottenAddress } from '../actions/access/forgotten.ts'
import { timeOf, type InputReader } from '../actions/inputs.ts'
import type { Event } from '../event/event.ts'
import { isCommitName } from '../git/commit-name.ts'
import type { Log } from '../run/log.ts'
import {
  defaultDeployName,
  deployNameProblem,
  environmentProblem,
  refProblem,
  repositoryProblem,
  urlProblem
} from './limits.ts'
import { pageOf } from './addresses.ts'
import { patternProblem } from './commits/sources/paths.ts'
import { readMapsRequest } from './maps/request.ts'
import { operation } from '../sentry/operations/table.ts'
import { identifierOf, tagNamesOf, versionProblem } from '../sentry/version.ts'
import { isSameRepository } from '../text/repository.ts'
import { refusalOf } from '../way/chosen.ts'
import {
  COMMIT_MODES,
  PARTS,
  type CommitMode,
  type CommitsRequest,
  type DeployRequest,
  type Part,
  type ReleaseField,
  type ReleaseRequest
} from './request.ts'

/** Inputs of getsentry/action-release that are accepted and do nothing. */
const WITHOUT_EFFECT = ['disable_telemetry', 'disable_safe_directory']

export interface Given {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly event: Event
  readonly log: Log
}

/** Reads the inputs of the release step. The reader collects what is wrong with them. */
export function readReleaseRequest(reader: InputReader, given: Given): ReleaseRequest {
  const { event, log } = given
  const access = readAccess(reader)
  const deploy = readDeploy(reader, given)
  const commits = readCommits(reader, given)
  const { version, tagNames, nothing } = readVersion(reader, given)
  const maps = readMapsRequest(reader, given)
  const parts = readParts(reader, { deploy, commits, maps })
  for (const name of WITHOUT_EFFECT) reader.boolean(name, false)
  needOrganization(reader, access)
  refuseForgottenAddress(reader, access, [given.env['GITHUB_WORKSPACE'], commits.workingDirectory])
  needProjects(reader, access, parts)
  return {
    access,
    event,
    version,
    tagNames,
    nothing,
    parts,
    ref: readField(reader, { name: 'ref', otherwise: event.ref?.name, problemOf: refProblem, log }),
    url: readField(reader, { name: 'url', otherwise: pageOf(event), problemOf: urlProblem, log }),
    deploy,
    commits,
    maps: parts.has('sourcemaps') ? maps : undefined
  }
}

/** Asks for projects if the token cannot look up the organization's only project. */
function needProjects(reader: InputReader, { way, projects }: Access, parts: ReadonlySet<Part>): void {
  const isFound = refusalOf(way, operation('list-organization-projects')) === undefined
  if (projects.length > 0 || isFound || !parts.has('release')) return
  reader.problem(
    'projects',
    undefined,
    'needed, because an organization token cannot list projects: set projects or SENTRY_PROJECT'
  )
}

function readVersion(
  reader: InputReader,
  { env, event }: Given
): Pick<ReleaseRequest, 'version' | 'tagNames' | 'nothing'> {
  const given = reader.text('release', { oldName: 'version' })
  const prefix = reader.text('release_prefix', { oldName: 'version_prefix' }) ?? ''
  const fromEnvironment = env['SENTRY_RELEASE']?.trim() || undefined
  const identifier = identifierOf({ given, fromEnvironment, commit: event.commit, prefix })
  const { occurrence } = event
  const nothing = occurrence.kind === 'did-not-happen' ? occurrence.why : undefined
  if ('missing' in identifier) {
    // a push without a commit has nothing to release
    if (nothing !== undefined || event.name === 'push')
      return { version: '', tagNames: [], nothing: nothing ?? identifier.missing }
    reader.problem('release', undefined, `needed, because ${identifier.missing}`)
    return { version: '', tagNames: [], nothing: undefined }
  }
  const problem = versionProblem(identifier.version)
  if (problem !== undefined) reader.problem(identifier.decidedBy, identifier.version, problem)
  return { version: identifier.version, tagNames: tagNamesOf(identifier, prefix), nothing }
}

function readParts(
  reader: InputReader,
  { deploy, commits, maps }: Pick<ReleaseRequest, 'deploy' | 'commits' | 'maps'>
): ReadonlySet<Part> {
  const named = reader.list('only', 'newline, comma or space')
  const only = named.map(part => part.toLowerCase())
  for (const part of named)
    if (!isPart(part.toLowerCase())) reader.problem('only', part, `any of ${PARTS.join(', ')}`)
  if (only.includes('deploy') && reader.text('environment') === undefined)
    reader.problem('environment', undefined, 'needed, because only asks for a deploy to each environment')
  if (only.includes('sourcemaps') && reader.text('sourcemaps') === undefined)
    reader.problem('sourcemaps', undefined, 'needed, because only asks for source maps')
  const asked: Readonly<Record<Part, boolean>> = {
    release: true,
    commits: commits.mode !== 'skip',
    sourcemaps: maps !== undefined,
    finalize: reader.boolean('finalize', true),
    deploy: deploy.environments.length > 0
  }
  const parts = PARTS.filter(part => asked[part] && (only.length === 0 || only.includes(part)))
  const isSaid = reader.problems.some(({ input }) => ['only', 'environment', 'sourcemaps'].includes(input))
  if (parts.length === 0 && !isSaid)
    reader.problem('only', named.join(', '), 'something that finalize and set_commits do not switch off')
  return new Set(parts)
}

function isPart(text: string): text is Part {
  return PARTS.some(part => part === text)
}

interface FieldSources {
  readonly name: string
  readonly otherwise: string | undefined
  /** What is allowed, if the value is not. */
  readonly problemOf: (value: string) => string | undefined
  readonly log: Log
}

/** A given value must be valid. A default that Sentry would refuse is left out. */
function readField(
  reader: InputReader,
  { name, otherwise, problemOf, log }: FieldSources
): ReleaseField | undefined {
  const value = reader.text(name)
  if (value !== undefined) {
    check(reader, { name, value, problemOf })
    return { value, given: true }
  }
  if (otherwise === undefined) return undefined
  const problem = problemOf(otherwise)
  if (problem === undefined) return { value: otherwise, given: false }
  log.notice(`The release gets no ${name}: Sentry takes ${problem}, and the default is ${otherwise}`)
  return undefined
}

function readDeploy(reader: InputReader, { event }: Given): DeployRequest {
  const environments = reader.list('environment', 'newline or comma')
  for (const environment of environments)
    check(reader, { name: 'environment', value: environment, problemOf: environmentProblem })
  const name = reader.text('deploy_name')
  if (name !== undefined) check(reader, { name: 'deploy_name', value: name, problemOf: deployNameProblem })
  const url = reader.text('deploy_url')
  if (url !== undefined) check(reader, { name: 'deploy_url', value: url, problemOf: urlProblem })
  const startedAt = readTime(reader, 'started_at')
  const finishedAt = readTime(reader, 'finished_at')
  if (startedAt !== undefined && finishedAt !== undefined && startedAt > finishedAt)
    reader.problem(
      'started_at',
      reader.text('started_at'),
      `a time that is not after finished_at (${finishedAt})`
    )
  return {
    environments,
    name: name ?? defaultDeployName(event),
    url: url ?? event.run.url,
    startedAt,
    finishedAt
  }
}

function check(
  reader: InputReader,
  { name, value, problemOf }: Pick<FieldSources, 'name' | 'problemOf'> & { value: string }
): void {
  const problem = problemOf(value)
  if (problem !== undefined) reader.problem(name, value, problem)
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
  const paths = readPaths(reader, mode)
  const here =
    event.repository === undefined ? undefined : `${event.repository.owner}/${event.repository.name}`
  const repo = readRepository(reader)
  const commit = readCommitName(reader, 'commit')
  if (mode === 'manual' && reader.text('repo') === undefined)
    reader.problem('repo', undefined, 'needed with set_commits: manual, such as owner/name')
  if (mode === 'manual' && commit === undefined)
    reader.problem('commit', undefined, 'needed with set_commits: manual')
  const isOther = repo !== undefined && here !== undefined && !isSameRepository(repo, here)
  if (mode !== 'manual' && mode !== 'skip' && isOther && commit === undefined)
    reader.problem('commit', undefined, `needed with repo ${repo}: the event is about a commit of ${here}`)
  const files = reader.oneOf('commit_files', ['auto', 'true', 'false', '1', '0'], 'auto')
  return {
    mode,
    repo: repo ?? here,
    commit: commit ?? (event.commit.kind === 'commit' ? event.commit.sha : undefined),
    isCommitGiven: commit !== undefined,
    previousCommit: readCommitName(reader, 'previous_commit'),
    paths,
    files: files === 'auto' ? 'auto' : /^(true|1)$/.test(files) ? 'yes' : 'no',
    maxCommits: reader.integer('max_commits', { min: 1, max: 2_000, otherwise: 1_000 }),
    ignoreMissing: reader.boolean('ignore_missing', false),
    ignoreEmpty: reader.boolean('ignore_empty', false),
    workingDirectory: absoluteDirectory(reader.text('working_directory'), env)
  }
}

function readPaths(reader: InputReader, mode: CommitMode): readonly string[] {
  const paths = reader.list('paths', 'newline, comma or space', { items: 'patterns' })
  for (const pattern of paths) check(reader, { name: 'paths', value: pattern, problemOf: patternProblem })
  if (mode === 'integration' && paths.length > 0) {
    reader.problem(
      'paths',
      paths.join(', '),
      'not with set_commits: integration, where Sentry fetches the commits; use github or local'
    )
  }
  return paths
}

/** A wrong name is not passed on to other messages: it may be an address with a password. */
function readRepository(reader: InputReader): string | undefined {
  const repo = reader.text('repo')
  if (repo === undefined) return undefined
  check(reader, { name: 'repo', value: repo, problemOf: repositoryProblem })
  return repositoryProblem(repo) === undefined ? repo.replace(/\.git$/i, '') : undefined
}

function readCommitName(reader: InputReader, name: string): string | undefined {
  const value = reader.text(name)
  if (value !== undefined && !isCommitName(value)) {
    reader.problem(name, value, 'a sha of 7 to 64 hexadecimal digits, or the name of a branch or tag')
  }
  return value
}

function absoluteDirectory(given: string | undefined, env: Given['env']): string {
  return resolve(env['GITHUB_WORKSPACE'] || '.', given ?? '.')
}
