import type { Event } from '../../event/event.ts'
import { releaseUrl, searchUrl, sentryHosts } from '../../sentry/addresses.ts'
import { isFullSha, isSameRepository, shaAtEnd } from '../../text/names.ts'
import type { Finding } from '../finding.ts'
import type { CommentRequest } from '../inputs.ts'
import { type Kind, KINDS } from '../issue.ts'
import type { KnownRelease } from '../look/look.ts'
import { issueQuery } from '../look/query.ts'
import { commitUrl, type Repository } from './addresses.ts'
import type { Rendering } from './render.ts'
import type { Subject } from './report.ts'

/** The run's repository on this GitHub; `undefined` when the run has none. */
export function repositoryOf({ repository, server }: Event): Repository | undefined {
  return repository === undefined
    ? undefined
    : { serverUrl: server.url, owner: repository.owner, name: repository.name }
}

/** The commit of the release and where it is: files are linked as they were in it. */
export interface ReleasedCommit {
  readonly repository: Repository
  readonly sha: string
}

/**
 * The commit that was released. The first that there is of: the last commit that Sentry has for the release, if it is of this
 * repository; the sha that the release's name ends with; the event's commit.
 */
export function releasedCommit(
  { event, version }: Pick<CommentRequest, 'event' | 'version'>,
  release: KnownRelease | undefined
): ReleasedCommit | undefined {
  const repository = repositoryOf(event)
  if (repository === undefined) return undefined
  const last = release?.lastCommit
  const isHere =
    last !== undefined && isSameRepository(last.repository, `${repository.owner}/${repository.name}`)
  const stored = isHere && isFullSha(last.sha) ? last.sha : undefined
  const ofEvent = event.commit.kind === 'commit' && !event.commit.mayBeTag ? event.commit.sha : undefined
  const sha = stored ?? shaAtEnd(version) ?? ofEvent
  return sha === undefined ? undefined : { repository, sha }
}

/** What a report is about, with the addresses that it links. */
export function subjectOf(
  request: Pick<
    CommentRequest,
    'access' | 'event' | 'version' | 'environment' | 'minLevel' | 'further' | 'include'
  >,
  facts: {
    readonly organization: string
    readonly release: KnownRelease | undefined
    readonly commit: ReleasedCommit | undefined
    readonly finding: Finding
  }
): Subject {
  const { version, environment, event, access } = request
  const { organization, release, commit, finding } = facts
  const home = { site: access.site, organization }
  const query = issueQuery(linkedKind(finding, request.include), version, request)
  return {
    organization,
    projects:
      access.projects.length > 0 ? access.projects : (release?.projects ?? []).map(({ slug }) => slug),
    release: version,
    releaseUrl: releaseUrl(home, version, environment),
    environment,
    searchUrl: searchUrl(home, query, environment),
    commit:
      commit === undefined ? undefined : { sha: commit.sha, url: commitUrl(commit.repository, commit.sha) },
    deployedAt: release?.deploy?.dateFinished,
    hosts: [...sentryHosts(home), ...(URL.canParse(event.server.url) ? [new URL(event.server.url).host] : [])]
  }
}

/** Sentry's search has no `OR`, so the link shows the first kind that was found. */
function linkedKind(finding: Finding, include: readonly Kind[]): Kind {
  const counts = finding.state === 'issues' ? finding.counts : undefined
  const found = (kind: Kind): boolean => (counts?.[kind] ?? 0) > 0
  return include.find(found) ?? KINDS.find(found) ?? include[0] ?? 'new'
}

/** Old Enterprise Servers do not know alerts, and a server does not tell its age. */
export function styleOf({ server }: Pick<Event, 'server'>): Rendering['style'] {
  const host = URL.canParse(server.url) ? new URL(server.url).hostname : ''
  return host === 'github.com' || host.endsWith('.ghe.com') ? 'github' : 'plain'
}
