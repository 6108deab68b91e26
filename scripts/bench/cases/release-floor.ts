import { PER_PAGE } from '../../../src/github/calls/pages.ts'
import { MAX_COMMITS, REPOSITORY, VERSION, type Errand } from './release-work.ts'
import type { FloorRequest } from '../subjects/subjects.ts'

/** The fewest requests that do the work, in the fewest rounds. */
export function roundsOf(errand: Errand): readonly (readonly FloorRequest[])[] {
  return [...readingRounds(errand), ...writingRounds(errand)]
}

/** The reads that every subject needs: the release, the repository, the last release, and the commits since. */
function readingRounds(errand: Errand): readonly FloorRequest[][] {
  const { mode, organization, projectSlugs, environments, head, base, commits } = errand
  if (mode === 'skip') return []
  const read = (below: string, expects = 200): FloorRequest => ({
    server: 'maton',
    method: 'GET',
    path: `/sentry/api/0/organizations/${organization}/${below}`,
    expects: [expects]
  })
  const query = new URLSearchParams([
    ...projectSlugs.map((slug): [string, string] => ['project', slug]),
    ['environment', environments[0] ?? ''],
    ['per_page', '20']
  ])
  const compare = (page: number, perPage: number): FloorRequest => ({
    server: 'github',
    method: 'GET',
    path: `/repos/${REPOSITORY}/compare/${base.sha}...${head.sha}?page=${page}&per_page=${perPage}`,
    expects: [200]
  })
  const reads = [
    read(`releases/${VERSION}/`, 404),
    read('repos/?query=web'),
    read(`releases/?${query.toString()}`)
  ]
  if (mode === 'integration') return [reads, [compare(2, 1)]]
  const newest = pagesOfNewest(commits).map(page => compare(page, PER_PAGE))
  return newest.length === 0 ? [reads, [compare(1, PER_PAGE)]] : [reads, [compare(1, PER_PAGE)], newest]
}

/** The pages with the newest commits, without the first page. The newest commits are on the last pages. */
function pagesOfNewest(commits: number): readonly number[] {
  const last = Math.ceil(commits / PER_PAGE)
  const first = Math.max(2, Math.floor(Math.max(0, commits - MAX_COMMITS) / PER_PAGE) + 1)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

function writingRounds(errand: Errand): readonly FloorRequest[][] {
  const { mode, organization, projectSlugs, environments, head, base } = errand
  const releases = `/sentry/api/0/organizations/${organization}/releases/`
  const now = new Date().toISOString()
  const refs = [{ repository: REPOSITORY, commit: head.sha, previousCommit: base.sha }]
  const commits = mode === 'github' ? { commits: 'read' } : mode === 'integration' ? { refs } : {}
  const write = (path: string, body: FloorRequest['body'] = {}): FloorRequest => ({
    server: 'maton',
    method: 'POST',
    path,
    body,
    expects: [201]
  })
  const look: FloorRequest = {
    server: 'maton',
    method: 'GET',
    path: `${releases}${VERSION}/`,
    expects: [200]
  }
  return [
    [write(releases, { version: VERSION, projects: projectSlugs, dateReleased: now, ...commits })],
    environments.map(environment => write(`${releases}${VERSION}/deploys/`, { environment })),
    ...(mode === 'integration' ? [[look]] : [])
  ]
}
