import { badRequest, internalError, Refusal } from '../requests/answers.ts'
import { setFetchedCommits } from './commits.ts'
import type { SentryContext } from '../context.ts'
import type { SentRef } from './fields.ts'
import type { Head, Organization, Release, Repo } from '../state/state.ts'

/** How much later Sentry fetches commits. Long enough that the next request of a run comes before it. */
const FETCH_DELAY_MS = 50

/**
 * Stores the refs of a release as its heads. A moment later the commits of repositories with an integration are fetched.
 * @param fetch false if the same request sent commits: then none are fetched
 * @throws Refusal: 400 for an unknown repository, 500 for a second `..`
 */
export function setRefs(
  context: SentryContext,
  target: { organization: Organization; release: Release },
  { refs, fetch }: { refs: readonly SentRef[]; fetch: boolean }
): void {
  const { organization, release } = target
  const unknown = refs.filter(({ repository }) => findRepo(organization, repository) === undefined)
  if (unknown.length > 0) {
    const names = [...new Set(unknown.map(({ repository }) => repository))].join(',')
    throw new Refusal(badRequest({ refs: [`Invalid repository names: ${names}`] }))
  }
  const heads = refs.flatMap(ref => toHead(organization, ref))
  const start = previousHeads(organization, release)
  release.heads.clear()
  for (const head of heads) release.heads.set(head.repository.name, head)
  if (refs.length === 0) {
    release.commits = []
    release.commitCount = 0
  }
  if (fetch && heads.length > 0)
    context.later(FETCH_DELAY_MS, () => fetchHeads(context, target, heads, start))
}

function toHead(organization: Organization, ref: SentRef): Head[] {
  const repository = findRepo(organization, ref.repository)
  if (repository === undefined) return []
  if (!ref.commit.includes('..')) return [{ ...ref, repository }]
  const [previousCommit = '', commit = '', ...rest] = ref.commit.split('..')
  if (rest.length > 0) throw new Refusal(internalError())
  return [{ repository, commit, previousCommit }]
}

function findRepo(organization: Organization, name: string): Repo | undefined {
  return organization.repos.find(repo => repo.name === name)
}

/** Finds the head of a repository in the most recent other release of the same projects. */
function previousHeads(
  organization: Organization,
  release: Release
): (repository: Repo) => string | undefined {
  const others = [...organization.releases.values()].filter(
    other => other !== release && [...other.projects.keys()].some(project => release.projects.has(project))
  )
  const [newest] = newestFirst(others)
  return repository =>
    newest?.heads.get(repository.name)?.commit ??
    newest?.commits.find(commit => commit.repository === repository)?.id
}

/**
 * Sorts releases, the most recent first: by release date, else by creation. Of two at the same time, the one that was created later is
 * first.
 * @param releases in the order of creation
 */
export function newestFirst(releases: readonly Release[]): Release[] {
  const recency = (release: Release) => release.dateReleased ?? release.dateCreated
  return releases.toReversed().sort((a, b) => recency(b) - recency(a))
}

function fetchHeads(
  context: SentryContext,
  target: { organization: Organization; release: Release },
  heads: readonly Head[],
  start: (repository: Repo) => string | undefined
): void {
  const deleted = target.organization.releases.get(target.release.version) !== target.release
  if (deleted) return
  const fetched = heads.flatMap(({ repository, commit, previousCommit }) => {
    if (repository.provider === 'unknown') return []
    const commits = context.fetchCommits(repository.name, previousCommit ?? start(repository), commit)
    return commits === undefined ? [] : [{ repository, commits }]
  })
  if (fetched.length > 0) setFetchedCommits(context, target, fetched)
}
