import { Failure, isOneOf } from '../run/failure.ts'
import { unlessAbsent } from '../way/way.ts'
import type { Context } from '../run/context.ts'
import type { Repository } from '../github/repository.ts'
import { SERVER_DOWN } from '../sentry/open.ts'
import type { Sentry } from '../sentry/client.ts'
import { explainUnknown } from '../sentry/unknown.ts'
import { onlyOrganization, projectsOf } from '../sentry/seen.ts'
import { decodeRelease } from '../sentry/answers.ts'
import { clean } from '../text/clean.ts'
import { at } from '../text/json.ts'
import { associate, willAssociate } from './commits/refs-or-commits.ts'
import { openPullOfPush } from './commits/open-pull.ts'
import { type AssociationReads, tagPlaces } from './commits/target.ts'
import { listRepositories } from './commits/repositories.ts'
import { once } from '../run/once.ts'
import { previousCommitChain } from '../range/chain.ts'
import type { SearchedProjects } from '../range/releases.ts'
import { RELEASE_FAILURES } from './failures.ts'
import type { Association, Facts, ReleaseFact } from './facts.ts'
import { githubSource } from './commits/sources/github.ts'
import { heldCommits, type ReleaseName } from './commits/held.ts'
import type { ReleaseRequest } from './request.ts'
import { countedNames } from '../text/names.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { GITHUB_FAILURES } from '../github/failures.ts'

export interface ReadTools {
  readonly sentry: Sentry
  /** Who asks Sentry: `connection conn-a (the only active one)`. */
  readonly caller: string
  readonly context: Context
  /** The repository `owner/name` at GitHub; `undefined` without a token, or when it is not of that form. */
  openRepository(fullName: string): Repository | undefined
}

/**
 * Reads what the plan depends on, and nothing that the inputs already say.
 * @throws Failure as the way to Sentry, GitHub and git do, and when organization or projects are not clear
 */
export async function readFacts(request: ReleaseRequest, tools: ReadTools): Promise<Facts> {
  const { sentry } = tools
  const { access } = request
  // wrong files end the run before anything is sent
  const maps = await mapsOf(request, tools.context)
  const organization = access.organization ?? (await onlyOrganization(sentry))
  try {
    return { ...(await factsIn(organization, request, tools)), maps }
  } catch (error) {
    const { projects, projectsFrom, organizationFrom } = access
    throw await explainUnknown(error, { sentry, organization, organizationFrom, projects, projectsFrom })
  }
}

/** Runs without source maps do not load their code. */
async function mapsOf({ maps }: ReleaseRequest, context: Context): Promise<Facts['maps']> {
  if (maps === undefined) return undefined
  const { readMaps } = await import(/* webpackChunkName: "maps" */ './maps/read.ts')
  return readMaps(maps, context)
}

async function factsIn(
  organization: string,
  request: ReleaseRequest,
  tools: ReadTools
): Promise<Omit<Facts, 'maps'>> {
  const { sentry, caller, context } = tools
  const { access, parts, version } = request
  const isCreated = parts.has('release')
  const projects =
    access.projects.length === 0 && isCreated ? [await onlyProject(sentry, organization)] : access.projects
  const readRelease = once(() => releaseFact({ sentry, context }, { organization, version }))
  if (!isCreated && (await readRelease()).kind === 'absent') {
    throw new Failure(
      RELEASE_FAILURES.releaseMissing,
      `The organization ${clean(organization, 100)} has no release ${clean(version, 200)} whose projects ${sentry.words.caller} sees`
    )
  }
  const reads = associationReads(request, tools, { organization, projects, readRelease })
  const association = await unlessDown(associate(request, reads, context.log), request)
  const isRead = access.dryRun || !isCreated || willAssociate(request)
  const notRead = { kind: 'not-read' } as const
  // only the commits need it: the answer to `create-release` shows the release to all else
  const isNeeded = association.kind !== 'unread' || access.dryRun || !isCreated
  const release = isRead ? await (isNeeded ? readRelease() : orWhenDown(readRelease(), notRead)) : notRead
  return { way: sentry.words.way, caller, organization, projects, release, association }
}

async function releaseFact(
  { sentry, context }: Pick<ReadTools, 'sentry' | 'context'>,
  name: ReleaseName
): Promise<ReleaseFact> {
  const reply = await unlessAbsent(sentry.call('get-release', { ...name }), undefined)
  if (reply === undefined) return { kind: 'absent' }
  if (at(reply.json, 'status') === 'archived')
    context.log.notice(
      `The release ${name.version} is archived in Sentry, and stays so: lists do not show it.`
    )
  return { kind: 'there', release: decodeRelease(reply.json) }
}

/** What the reads of the commits know of the release. */
interface ReleasePlace {
  readonly organization: string
  /** Slugs or ids; empty: those of the release. */
  readonly projects: readonly string[]
  readonly readRelease: () => Promise<ReleaseFact>
}

function associationReads(request: ReleaseRequest, tools: ReadTools, place: ReleasePlace): AssociationReads {
  const { event, commits } = request
  const { log } = tools.context
  const repository = commits.repo === undefined ? undefined : tools.openRepository(commits.repo)
  const sources = commitSources(request, repository, tools.context)
  const chain = previousCommitChain(
    {
      version: request.version,
      environment: request.deploy.environments[0],
      given: commits.previousCommit,
      event: commits.isCommitGiven ? undefined : event
    },
    {
      searched: () => searchedProjects(tools.sentry, place),
      repositoryName: commits.repo ?? '',
      tags: tagPlaces(request, sources).map(open => async () => {
        const source = await open()
        return source.kind === 'none' ? undefined : source.tags()
      }),
      log
    }
  )
  // the release, the repositories and the newest other releases are read side by side
  if (willAssociate(request)) {
    void place.readRelease().catch(() => undefined)
    chain.prefetch()
  }
  return {
    ...sentryReads(request, tools.sentry, place),
    ...sources,
    openPull: () => openPullOfPush(event, { repository, log }),
    groups: head => chain.groups(head)
  }
}

/** Where to look for earlier releases. */
async function searchedProjects(
  sentry: Sentry,
  { organization, projects, readRelease }: ReleasePlace
): Promise<SearchedProjects> {
  // without projects a run only adds to a release, and takes the projects of that
  const fact = projects.length === 0 ? await readRelease() : undefined
  const own = fact?.kind === 'there' ? fact.release.projects.map(project => project.slug) : projects
  return { sentry, organization, projects: own }
}

/** Reads the release's commits and the repositories from Sentry. */
function sentryReads(
  { version, commits }: ReleaseRequest,
  sentry: Sentry,
  { organization, readRelease }: ReleasePlace
): Pick<AssociationReads, 'heldCommits' | 'repositories' | 'allRepositories'> {
  return {
    heldCommits: async () => heldCommits(sentry, { organization, version }, await readRelease()),
    repositories: () => listRepositories(sentry, organization, commits.repo),
    allRepositories: () => listRepositories(sentry, organization, undefined)
  }
}

/** The places to read commits from. */
function commitSources(
  request: ReleaseRequest,
  repository: Repository | undefined,
  { env, signal, log }: Context
): Pick<AssociationReads, 'github' | 'local'> {
  const { paths, files, maxCommits, workingDirectory: directory } = request.commits
  const github =
    repository === undefined
      ? ({ kind: 'none', reason: noRepository(request) } as const)
      : githubSource(repository, { maxCommits, paths, files: files === 'yes', log })
  return {
    github: () => github,
    // runs that read no checkout do not load its code
    local: once(async () => {
      const { localSource } = await import(/* webpackChunkName: "checkout" */ './commits/sources/checkout.ts')
      return localSource({ maxCommits, paths, files: files !== 'no', directory, env, signal, log })
    })
  }
}

function noRepository({ access, commits }: ReleaseRequest): string {
  return access.githubToken === undefined
    ? 'there is no github_token'
    : `${clean(commits.repo ?? '', 100)} is no owner/name`
}

/**
 * The only project of an organization.
 * @throws Failure when it has none or several
 */
export async function onlyProject(sentry: Sentry, organization: string): Promise<string> {
  const slugs = (await projectsOf(sentry, organization)).map(project => project.slug)
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) return only
  throw new Failure(
    RELEASE_FAILURES.projectsUnclear,
    `The organization ${clean(organization, 100)} has ${countedNames(slugs, 'project')}`
  )
}

/** Failures that pass by themselves: the server is down, or asks to wait longer than a run may. */
const DOWN = [
  GITHUB_FAILURES.unavailable,
  GITHUB_FAILURES.rateLimit,
  ...SERVER_DOWN,
  WAY_FAILURES.rateLimited
]

/**
 * The commits as they were read. With `set_commits: auto` a source that is down costs only the commits: release and deploys are written. A
 * source that `set_commits` names has to work, so its failure is thrown.
 * @throws Failure as the reading does
 */
export async function unlessDown(
  reading: Promise<Association>,
  { commits }: Pick<ReleaseRequest, 'commits'>
): Promise<Association> {
  try {
    return await reading
  } catch (error) {
    if (commits.mode !== 'auto' || !isOneOf(error, DOWN)) throw error
    return {
      kind: 'unread',
      why: error.message,
      failure: unread(commits.repo ?? '', error),
      range: undefined
    }
  }
}

/** What was read, or `otherwise` if the server is down. */
export async function orWhenDown<T, Otherwise>(
  reading: Promise<T>,
  otherwise: Otherwise
): Promise<T | Otherwise> {
  try {
    return await reading
  } catch (error) {
    if (!isOneOf(error, DOWN)) throw error
    return otherwise
  }
}

function unread(repo: string, failure: Failure): Failure {
  return new Failure(
    RELEASE_FAILURES.commitsUnread,
    `The commits of ${clean(repo, 100)} could not be read: run this job again to add them (${failure.message})`,
    { remedy: failure.remedy, cause: failure }
  )
}
