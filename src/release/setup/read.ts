import { firstPage } from '../../github/calls/pages.ts'
import type { Repository } from '../../github/repository.ts'
import { type Tried, tried } from '../../run/tried.ts'
import { operation, type OperationName } from '../../sentry/operations/table.ts'
import { environmentsOf, projectsOf, releasesWithEvents } from '../../sentry/seen.ts'
import { isFullSha } from '../../text/sha.ts'
import { refusalOf } from '../../way/chosen.ts'
import { listRepositories } from '../commits/repositories.ts'
import type { Facts } from '../facts.ts'
import type { ReadTools } from '../read.ts'
import type { ReleaseRequest } from '../request.ts'
import type { SetupRead, GithubFacts, SetupFacts } from './facts.ts'

/**
 * Reads what the setup check judges, all at once. A read that fails is a fact, too.
 * @throws what ends the run, such as a cancelled job
 */
export async function readSetup(
  request: ReleaseRequest,
  { organization, projects }: Pick<Facts, 'organization' | 'projects'>,
  tools: ReadTools
): Promise<SetupFacts> {
  const { access, commits } = request
  const { sentry, context } = tools

  /** Reads, unless Sentry is known to refuse this kind of token. */
  async function asked<T>(name: OperationName, read: () => Promise<T>): Promise<SetupRead<T>> {
    const isRefused = refusalOf(access.way, operation(name)) !== undefined
    return isRefused
      ? { kind: 'not-asked', why: 'organization tokens may not ask for it' }
      : tried(read(), context)
  }

  const repository = commits.repo === undefined ? undefined : tools.openRepository(commits.repo)
  const [known, repositories, environments, releases, issues, github] = await Promise.all([
    asked('list-organization-projects', () => projectsOf(sentry, organization)),
    asked('list-repositories', () => listRepositories(sentry, organization, commits.repo)),
    asked('list-organization-environments', () => environmentsOf(sentry, organization)),
    asked('list-organization-releases', () =>
      releasesWithEvents(sentry, organization, { project: projects })
    ),
    asked('list-organization-issues', async () => {
      // one issue is enough to know whether they may be read
      await sentry.pages('list-organization-issues', { organization }, { size: 1 }).next()
      return undefined
    }),
    repository === undefined ? withoutGithub(request) : readGithub(repository, request, context)
  ])
  return { projects: known, repositories, environments, releases, issues, github }
}

function withoutGithub({ access }: ReleaseRequest): SetupRead<undefined> {
  const why = access.githubToken === undefined ? 'there is no github_token' : 'no repository is named'
  return { kind: 'not-asked', why }
}

async function readGithub(
  repository: Repository,
  { commits: { commit } }: ReleaseRequest,
  context: ReadTools['context']
): Promise<Tried<GithubFacts | undefined>> {
  const facts = await tried(repository.facts(), context)
  if (facts.kind === 'failed') return facts
  if (facts.value === undefined) return { kind: 'done', value: undefined }
  const sha = commit !== undefined && isFullSha(commit) ? commit : undefined
  const [commits, pulls] = await Promise.all([
    tried(repository.commits({ perPage: 1 }), context),
    tried(
      sha === undefined ? firstPage(repository.pullPages({ state: 'open' })) : repository.pullsOfCommit(sha),
      context
    )
  ])
  return { kind: 'done', value: { repository: repository.fullName, facts: facts.value, commits, pulls } }
}
