import type { Event } from '../event/event.ts'
import type { Context } from '../run/context.ts'
import { booleanAt, numberAt, textAt } from '../text/json.ts'
import { makeCall, type CallKind, type CallerOptions } from './calls/call.ts'
import { commentCalls, type CommentCalls } from './comments.ts'
import { commitReads, type CommitReads } from './commits.ts'
import { comparisons, type Comparisons } from './compare.ts'
import { graphqlCalls, type GraphqlCalls } from './graphql.ts'
import { pullReads, type PullReads } from './pulls.ts'
import { viewerCalls, type ViewerCalls } from './viewer.ts'

/** What a repository tells of itself. */
export interface RepositoryFacts {
  readonly isPrivate: boolean | undefined
  readonly defaultBranch: string | undefined
}

/**
 * Whether the run's repository is private. Mostly the event says it.
 * @param facts reads what GitHub tells of `owner/name`
 * @returns `undefined` if neither says it
 * @throws Failure as GitHub does
 */
export async function isPrivate(
  { repository }: Pick<Event, 'repository'>,
  facts: (fullName: string) => Promise<RepositoryFacts | undefined>
): Promise<boolean | undefined> {
  if (repository === undefined) return undefined
  const { isPrivate, owner, name } = repository
  return isPrivate ?? (await facts(`${owner}/${name}`))?.isPrivate
}

/** One repository at GitHub. Every call throws a `Failure` of `GITHUB_FAILURES`, or the signal's reason. */
export interface Repository
  extends CommitReads, Comparisons, PullReads, CommentCalls, GraphqlCalls, ViewerCalls {
  /** `owner/name`, as it was opened. */
  readonly fullName: string
  /** Undefined when there is none, or none that the token may see. */
  facts(): Promise<RepositoryFacts | undefined>
  /** Opens `count` more connections to GitHub, while a request is under way after which several will be sent side by side. */
  connectMore(count: number): void
  /** The calls that repair half-done comments. They work for some seconds after the run was told to stop. */
  readonly afterStop: Pick<CommentCalls, 'comments' | 'updateComment'> & Pick<GraphqlCalls, 'minimizeComment'>
}

const FACTS: CallKind<RepositoryFacts> = {
  route: 'GET /repos/{owner}/{repo}',
  needs: 'metadata: read',
  expected: [404],
  reads: {
    words: 'a repository with its id',
    decode: data =>
      numberAt(data, 'id') === undefined
        ? undefined
        : { isPrivate: booleanAt(data, 'private'), defaultBranch: textAt(data, 'default_branch') }
  }
}

/** The calls about a repository as a whole. */
export const REPOSITORY_CALLS = { facts: FACTS } as const

/** How a repository is opened. */
export interface RepositoryOptions extends Omit<CallerOptions, 'context'> {
  /** Default: beside `apiUrl`. */
  readonly graphqlUrl?: string | undefined
  /** `closing` ends the calls of `afterStop`; default: `signal`. */
  readonly context: CallerOptions['context'] & Partial<Pick<Context, 'closing'>>
}

/** Opens a repository, and sends nothing. Its calls share the limits of rate and waiting: a run opens it once. */
export function openRepository(options: RepositoryOptions): Repository {
  const { apiUrl, owner, name, context } = options
  const call = makeCall(options)
  const callAfterStop = makeCall({
    ...options,
    context: { ...context, signal: context.closing ?? context.signal }
  })
  const graphqlUrl = options.graphqlUrl ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`
  const graphql = graphqlCalls(call, graphqlUrl)
  return {
    fullName: `${owner}/${name}`,
    async facts() {
      const answer = await call(FACTS, { purpose: `read the repository ${owner}/${name}` })
      return answer.kind === 'good' ? answer.value : undefined
    },
    connectMore: count => options.transport.openMore(count),
    ...comparisons(call),
    ...commitReads(call),
    ...pullReads(call),
    ...commentCalls(call),
    ...graphql,
    ...viewerCalls(call, () => graphql.viewerLogin()),
    afterStop: { ...commentCalls(callAfterStop), ...graphqlCalls(callAfterStop, graphqlUrl) }
  }
}
