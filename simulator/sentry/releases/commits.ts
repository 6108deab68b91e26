import { badRequest, internalError, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import type { SentCommit } from './fields.ts'
import { ensureAuthor } from '../state/find-or-make.ts'
import { lockKey } from '../state/state.ts'
import type {
  Author,
  Commit,
  FetchedCommit,
  Organization,
  Release,
  Repo,
  SentryState
} from '../state/state.ts'

/** More would only fill the memory: the largest range that is tested has 10,000 commits. */
const MAX_COMMITS = 200_000
/** Sentry cuts the address of an author. */
const MAX_ADDRESS = 75

/**
 * Replaces the commits of a release by a list that was sent, with the checks of Sentry in its order:
 * - 409 while another writer holds the release.
 * - 500 for a message that is null, or if only some commits have a timestamp.
 * - A commit with `#skipsentry` in its message is dropped.
 * - An id that is sent twice is stored once and counted twice.
 * @throws Refusal
 */
export function setCommits(
  context: SentryContext,
  target: { organization: Organization; release: Release },
  sent: readonly SentCommit[]
): void {
  const { organization, release } = target
  if (isLocked(context, organization, release.version)) throw new Refusal(locked())
  if (sent.some(({ message }) => message === null)) throw new Refusal(internalError())
  const kept = sent.filter(({ message }) => !message?.includes('#skipsentry'))
  const timed = kept.filter(({ timestamp }) => timestamp !== undefined).length
  if (timed > 0 && timed < kept.length) throw new Refusal(internalError())
  refuseTooMany(context.state, release, kept.length)
  const sorted = kept.toSorted((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))
  const authors = authorsOf(organization, sorted)
  const commits = sorted.map(commit => ({
    id: commit.id,
    repository: ensureRepo(context, organization, commit.repository ?? `organization-${organization.id}`),
    message: commit.message,
    author: authors.get(addressOf(commit) ?? '') ?? null,
    timestamp: commit.timestamp ?? context.now(),
    patchSet: commit.patchSet
  }))
  storeCommits(context, target, commits)
}

/**
 * Replaces the commits of a release by those that were fetched for its refs, newest first. If another writer holds the release, nothing
 * changes.
 */
export function setFetchedCommits(
  context: SentryContext,
  target: { organization: Organization; release: Release },
  fetched: readonly { repository: Repo; commits: readonly FetchedCommit[] }[]
): void {
  const { organization, release } = target
  if (isLocked(context, organization, release.version)) return
  const commits = fetched.flatMap(({ repository, commits }) =>
    commits
      .filter(({ message }) => !message.includes('#skipsentry'))
      .map(commit => ({
        id: commit.id,
        repository,
        message: commit.message,
        author: ensureAuthor(organization, commit.authorEmail, commit.authorName),
        timestamp: commit.timestamp,
        patchSet: commit.patchSet
      }))
  )
  if (countCommits(context.state) + commits.length - release.commits.length > MAX_COMMITS) return
  storeCommits(context, target, commits)
}

/** Whether another writer holds the commits of this release. */
export function isLocked(context: SentryContext, organization: Organization, version: string): boolean {
  return (context.state.locks.get(lockKey(organization, version)) ?? 0) > context.now()
}

function locked() {
  return { status: 409, body: { detail: 'Release commits are currently being processed' } }
}

function storeCommits(
  context: SentryContext,
  { organization, release }: { organization: Organization; release: Release },
  commits: readonly Commit[]
): void {
  const byId = new Map<string, Commit>()
  for (const commit of commits) {
    const key = `${commit.repository.id}/${commit.id}`
    if (!byId.has(key)) byId.set(key, commit)
  }
  release.commits = [...byId.values()]
  release.commitCount = commits.length
  for (const { message } of release.commits) {
    if (message !== null) context.issues.resolveByMessage(message, release.version, organization)
  }
}

/** The authors of a list by address. The list begins with the newest commit, and an author has the name of his newest one. */
function authorsOf(organization: Organization, commits: readonly SentCommit[]): ReadonlyMap<string, Author> {
  const authors = new Map<string, Author>()
  for (const commit of commits) {
    const address = addressOf(commit)
    if (address !== undefined && !authors.has(address))
      authors.set(address, ensureAuthor(organization, address, commit.authorName))
  }
  return authors
}

function addressOf({ authorEmail, authorName }: SentCommit): string | undefined {
  if (authorEmail !== null) return authorEmail.slice(0, MAX_ADDRESS)
  if (authorName === null) return undefined
  return `${authorName.toLowerCase().replace(/\s+/g, '')}@localhost`
}

/** The repository of this name. An unknown one is made, without a provider. */
function ensureRepo(context: SentryContext, organization: Organization, name: string): Repo {
  const known = organization.repos.find(repo => repo.name === name)
  if (known !== undefined) return known
  const made: Repo = {
    id: String(context.state.ids.take()),
    name,
    provider: 'unknown',
    url: null,
    dateCreated: context.now()
  }
  organization.repos.push(made)
  return made
}

function refuseTooMany(state: SentryState, release: Release, count: number): void {
  if (countCommits(state) - release.commits.length + count > MAX_COMMITS)
    throw new Refusal(badRequest({ commits: [`The simulator holds at most ${MAX_COMMITS} commits.`] }))
}

function countCommits(state: SentryState): number {
  return state.organizations
    .flatMap(({ releases }) => [...releases.values()])
    .reduce((sum, { commits }) => sum + commits.length, 0)
}
