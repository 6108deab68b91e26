import type { Event } from '../../event/event.ts'
import { releaseUrl, searchUrl, sentryHosts } from '../../sentry/addresses.ts'
import { hostsOf } from '../../text/address.ts'
import type { ReleasedCommit } from '../released.ts'
import type { CommentRequest } from '../request.ts'
import type { Kind } from '../issue.ts'
import type { ReleaseWithDeploy } from '../look/look.ts'
import { issueQuery } from '../look/query.ts'
import { commitUrl } from '../../github/addresses.ts'
import type { ReportingRun, Subject } from './report.ts'

/** What a report is about, with the addresses that it links. */
export function subjectOf(
  request: Pick<CommentRequest, 'access' | 'event' | 'version' | 'environment' | 'minLevel' | 'further'>,
  facts: {
    readonly organization: string
    readonly release: ReleaseWithDeploy | undefined
    readonly commit: ReleasedCommit | undefined
  }
): Subject {
  const { version, environment, event, access } = request
  const { organization, release, commit } = facts
  const home = { site: access.site, organization }
  const projects = projectIds(access.projects, release)
  const search = (kind: Kind): string =>
    searchUrl(home, { query: issueQuery(kind, version, request), environment, projects })
  return {
    organization,
    projects:
      access.projects.length > 0 ? access.projects : (release?.projects ?? []).map(({ slug }) => slug),
    release: version,
    releaseUrl: releaseUrl(home, version, environment),
    environment,
    searches: { new: search('new'), regressed: search('regressed'), escalating: search('escalating') },
    commit: commit === undefined ? undefined : { sha: commit.sha, url: commitUrl(commit.home, commit.sha) },
    deployedAt: release?.deploy?.dateFinished,
    hosts: [...sentryHosts(home), ...hostsOf(event.server.url)]
  }
}

/** The projects that were searched, by id: Sentry's page takes no slugs. The release has the ids. */
function projectIds(given: readonly string[], release: ReleaseWithDeploy | undefined): readonly string[] {
  const known = release?.projects ?? []
  if (given.length === 0) return known.map(({ id }) => id)
  return given.map(project => known.find(({ slug }) => slug === project)?.id ?? project)
}

/** The workflow run, as the report names it; `undefined` outside of a workflow. */
export function runOf({ run }: Pick<Event, 'run'>): ReportingRun | undefined {
  if (run.url === undefined) return undefined
  return { label: run.number === undefined ? 'run' : `run ${run.number}`, url: run.url }
}
