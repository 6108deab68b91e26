import { Failure } from '../gateway/errors.ts'
import { unlessAbsent } from '../gateway/gateway.ts'
import type { Context } from '../gateway/run.ts'
import type { Repository } from '../github/repository.ts'
import type { Sentry } from '../sentry/client.ts'
import {
  decodeCommit,
  decodeOrganization,
  decodeProject,
  decodeRelease,
  type ReleaseCommit
} from '../sentry/decode.ts'
import { clean } from '../text/clean.ts'
import { associate, type AssociationReads } from './association.ts'
import { RELEASE_FAILURES } from './errors.ts'
import type { Association, Facts, ReleaseFact } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import { previousReleaseCommit, previousTag } from './previous.ts'
import type { Candidate, Resolver } from './range.ts'
import { listRepositories } from './repositories.ts'
import { githubSource, localSource } from './source.ts'

export interface ReadTools {
  readonly sentry: Sentry
  /** The id of the connection that `sentry` uses. */
  readonly connection: string
  readonly context: Context
  /** The repository `owner/name` at GitHub; `undefined` without a token, or when it is not of that form. */
  openRepository(fullName: string): Repository | undefined
}

/**
 * Reads what the plan depends on, and nothing that the inputs already say.
 * @throws Failure as the gateway, GitHub and git do, and when organization or projects are not clear
 */
export async function readFacts(request: ReleaseRequest, tools: ReadTools): Promise<Facts> {
  const { sentry, connection } = tools
  const organization = request.access.organization ?? (await onlyOrganization(sentry))
  const projects = await projectsOf(request, { sentry, organization })
  const readRelease = once(() => releaseFact(sentry, { organization, version: request.version }))
  const association = await readAssociation(request, { ...tools, organization, projects, readRelease })
  const release = dependsOnRelease(request) ? await readRelease() : ({ kind: 'not-read' } as const)
  if (release.kind === 'absent' && !request.parts.has('release')) {
    throw new Failure(
      RELEASE_FAILURES.releaseMissing,
      `Sentry has no release ${clean(request.version, 200)} in ${clean(organization, 100)}`
    )
  }
  return { connection, organization, projects, release, association }
}

/** A dry run shows every write; a run that sends commits or finalizes on its own must not destroy what stands there. */
function dependsOnRelease({ access, parts }: ReleaseRequest): boolean {
  return access.dryRun || parts.has('commits') || (parts.has('finalize') && !parts.has('release'))
}

async function onlyOrganization(sentry: Sentry): Promise<string> {
  const slugs: string[] = []
  for await (const page of sentry.pages('list-organizations', {}))
    slugs.push(...page.rows.map(row => decodeOrganization(row).slug))
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) return only
  throw new Failure(
    RELEASE_FAILURES.organizationUnclear,
    `The connection sees ${countOf(slugs, 'organization')}`
  )
}

async function projectsOf(
  { access, parts }: ReleaseRequest,
  { sentry, organization }: { sentry: Sentry; organization: string }
): Promise<readonly string[]> {
  if (access.projects.length > 0 || !parts.has('release')) return access.projects
  const slugs: string[] = []
  for await (const page of sentry.pages('list-organization-projects', { organization }))
    slugs.push(...page.rows.map(row => decodeProject(row).slug))
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) return [only]
  throw new Failure(
    RELEASE_FAILURES.projectsUnclear,
    `The organization ${clean(organization, 100)} has ${countOf(slugs, 'project')}`
  )
}

function countOf(slugs: readonly string[], thing: string): string {
  if (slugs.length === 0) return `no ${thing}`
  const shown = slugs.slice(0, 30).map(slug => clean(slug, 100))
  return `${slugs.length} ${thing}s: ${shown.join(', ')}${slugs.length > shown.length ? ', …' : ''}`
}

async function releaseFact(
  sentry: Sentry,
  parameters: { organization: string; version: string }
): Promise<ReleaseFact> {
  const reply = await unlessAbsent(sentry.call('get-release', parameters), undefined)
  return reply === undefined ? { kind: 'absent' } : { kind: 'there', release: decodeRelease(reply.json) }
}

/** All commits that a release holds. */
export async function commitsOfRelease(
  sentry: Sentry,
  parameters: { organization: string; version: string }
): Promise<readonly ReleaseCommit[]> {
  const commits: ReleaseCommit[] = []
  for await (const page of sentry.pages('list-release-commits', parameters))
    commits.push(...page.rows.map(decodeCommit))
  return commits.filter(commit => commit.sha !== '')
}

interface AssociationTools extends ReadTools {
  readonly organization: string
  readonly projects: readonly string[]
  readonly readRelease: () => Promise<ReleaseFact>
}

async function readAssociation(request: ReleaseRequest, tools: AssociationTools): Promise<Association> {
  const { sentry, organization, context } = tools
  const { repo, commit, paths, files, maxCommits, workingDirectory } = request.commits
  const willAssociate =
    request.parts.has('commits') &&
    repo !== undefined &&
    commit !== undefined &&
    !(request.commits.mode === 'auto' && request.event.isUnmerged)
  if (willAssociate) start(tools.readRelease)
  const [environment] = request.deploy.environments
  const newestRelease = once(() => releaseCandidate(request, { ...tools, environment }))
  // one round trip for what does not depend on each other: the release, the repositories, the newest other release
  if (willAssociate && request.commits.previousCommit === undefined) start(newestRelease)
  const repository = repo === undefined ? undefined : tools.openRepository(repo)
  const options = { maxCommits, paths, log: context.log }
  const reads: AssociationReads = {
    release: tools.readRelease,
    heldCommits: () => commitsOfRelease(sentry, { organization, version: request.version }),
    repositories: () => listRepositories(sentry, organization, repo),
    allRepositories: () => listRepositories(sentry, organization, undefined),
    github: () =>
      repository === undefined ? undefined : githubSource(repository, { ...options, files: files === 'yes' }),
    local: () =>
      localSource({
        ...options,
        files: files !== 'no',
        directory: workingDirectory,
        env: context.env,
        signal: context.signal
      }),
    resolvers: head => resolversOf(request, { head, tools, repository, newestRelease })
  }
  return associate(request, reads, context.log)
}

interface Chain {
  readonly head: string
  readonly tools: AssociationTools
  readonly repository: Repository | undefined
  /** The commit of the newest other release, in the first environment if there is one. */
  readonly newestRelease: () => Promise<Candidate | undefined>
}

/** The chain of candidates for the previous commit, in the order of preference. */
function resolversOf(
  request: ReleaseRequest,
  { head, tools, repository, newestRelease }: Chain
): readonly Resolver[] {
  const { event, commits, deploy } = request
  const { previousCommit } = commits
  const { ref, before } = event
  const given = async (): Promise<Candidate | undefined> =>
    previousCommit === undefined ? undefined : { commit: previousCommit, source: 'input', why: 'given' }
  const ofAnyEnvironment = async (): Promise<Candidate | undefined> =>
    deploy.environments.length === 0
      ? undefined
      : releaseCandidate(request, { ...tools, environment: undefined })
  const tag = async (): Promise<Candidate | undefined> =>
    ref?.isTag === true && repository !== undefined
      ? previousTag(repository, { tag: ref.name, head })
      : undefined
  const isPushed = event.commit.kind === 'commit' && event.commit.sha === commits.commit
  const push = async (): Promise<Candidate | undefined> =>
    before === undefined || !isPushed
      ? undefined
      : { commit: before, source: 'push', why: 'where the branch stood before this push' }
  return [given, newestRelease, ofAnyEnvironment, tag, push]
}

async function releaseCandidate(
  request: ReleaseRequest,
  tools: AssociationTools & { environment: string | undefined }
): Promise<Candidate | undefined> {
  const { sentry, organization, environment, readRelease } = tools
  // without projects of its own a run that only adds to a release takes those of the release
  const fact = tools.projects.length === 0 ? await readRelease() : undefined
  const projects =
    fact?.kind === 'there' ? fact.release.projects.map(project => project.slug) : tools.projects
  const { version, commits } = request
  return previousReleaseCommit({
    sentry,
    organization,
    projects,
    environment,
    version,
    repository: commits.repo ?? ''
  })
}

/** Reads a thing when it is first asked for, and not again. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  return () => (reading ??= read())
}

/** Starts to read ahead; a failure is told to whoever asks for the result. */
function start(read: () => Promise<unknown>): void {
  void read().catch(() => undefined)
}
