import { Failure } from '../run/failure.ts'
import { unlessAbsent } from '../maton/gateway.ts'
import type { Context } from '../run/context.ts'
import type { Repository } from '../github/repository.ts'
import type { Sentry } from '../sentry/client.ts'
import { explainScope, onlyOrganization } from '../sentry/scope.ts'
import { decodeRelease } from '../sentry/answers.ts'
import { clean } from '../text/clean.ts'
import { recordOf } from '../text/json.ts'
import { associate, willAssociate } from './commits/association.ts'
import type { AssociationReads } from './commits/association-reads.ts'
import { once } from '../run/once.ts'
import { previousCommitChain } from './commits/chain.ts'
import { openPullOfPush } from './commits/unmerged.ts'
import { RELEASE_FAILURES } from './failures.ts'
import type { Facts, ReleaseFact } from './facts.ts'
import { githubSource } from './commits/from-github.ts'
import { heldCommits, type ReleaseName } from './commits/held.ts'
import type { ReleaseRequest } from './inputs.ts'
import { localSource } from './commits/from-checkout.ts'
import { onlyProject } from './projects.ts'
import { listRepositories } from './commits/repositories.ts'
import { orWhenDown, unlessDown } from './commits/unread.ts'

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
  const { sentry } = tools
  const { access } = request
  const organization = access.organization ?? (await onlyOrganization(sentry))
  try {
    return await factsIn(organization, request, tools)
  } catch (error) {
    const { projects, projectsFrom, organizationFrom } = access
    throw await explainScope(error, { sentry, organization, organizationFrom, projects, projectsFrom })
  }
}

async function factsIn(organization: string, request: ReleaseRequest, tools: ReadTools): Promise<Facts> {
  const { sentry, connection, context } = tools
  const { access, parts, version } = request
  const isCreated = parts.has('release')
  const projects =
    access.projects.length === 0 && isCreated ? [await onlyProject(sentry, organization)] : access.projects
  const readRelease = once(() => releaseFact({ sentry, context }, { organization, version }))
  if (!isCreated && (await readRelease()).kind === 'absent') {
    throw new Failure(
      RELEASE_FAILURES.releaseMissing,
      `The organization ${clean(organization, 100)} has no release ${clean(version, 200)} whose projects the connection sees`
    )
  }
  const reads = associationReads(request, { ...tools, organization, projects, readRelease })
  const association = await unlessDown(associate(request, reads, context.log), request)
  const isRead = access.dryRun || !isCreated || willAssociate(request)
  const notRead = { kind: 'not-read' } as const
  // it is needed for the commits only: the answer to the first write tells the rest
  const isNeeded = association.kind !== 'unread' || access.dryRun || !isCreated
  const release = isRead ? await (isNeeded ? readRelease() : orWhenDown(readRelease(), notRead)) : notRead
  return { connection, organization, projects, release, association }
}

async function releaseFact(
  { sentry, context }: Pick<ReadTools, 'sentry' | 'context'>,
  name: ReleaseName
): Promise<ReleaseFact> {
  const reply = await unlessAbsent(sentry.call('get-release', { ...name }), undefined)
  if (reply === undefined) return { kind: 'absent' }
  if (recordOf(reply.json)['status'] === 'archived')
    context.log.notice(
      `The release ${name.version} is archived in Sentry, and stays so: lists do not show it.`
    )
  return { kind: 'there', release: decodeRelease(reply.json) }
}

interface AssociationSources extends ReadTools {
  readonly organization: string
  readonly projects: readonly string[]
  readonly readRelease: () => Promise<ReleaseFact>
}

function associationReads(request: ReleaseRequest, sources: AssociationSources): AssociationReads {
  const { sentry, organization, context, readRelease } = sources
  const { repo, paths, files, maxCommits, workingDirectory } = request.commits
  const repository = repo === undefined ? undefined : sources.openRepository(repo)
  const chain = previousCommitChain(request, { ...sources, repository, log: context.log })
  // one round trip for what does not depend on each other: the release, the repositories, the newest other release
  if (willAssociate(request)) {
    void readRelease().catch(() => undefined)
    chain.prefetch()
  }
  const options = { maxCommits, paths, log: context.log }
  return {
    heldCommits: async () =>
      heldCommits(sentry, { organization, version: request.version }, await readRelease()),
    repositories: () => listRepositories(sentry, organization, repo),
    allRepositories: () => listRepositories(sentry, organization, undefined),
    github: () =>
      repository === undefined
        ? { kind: 'none', reason: noRepository(request) }
        : githubSource(repository, { ...options, files: files === 'yes' }),
    local: once(() =>
      localSource({
        ...options,
        files: files !== 'no',
        directory: workingDirectory,
        env: context.env,
        signal: context.signal
      })
    ),
    openPull: () => openPullOfPush(request.event, { repository, log: context.log }),
    groups: head => chain.groups(head)
  }
}

function noRepository({ access, commits }: ReleaseRequest): string {
  return access.githubToken === undefined
    ? 'there is no github_token'
    : `${clean(commits.repo ?? '', 100)} is no owner/name`
}
