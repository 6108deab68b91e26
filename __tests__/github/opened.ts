import { githubTransport } from '../../src/github/client.ts'
import { openRepository, type Repository } from '../../src/github/repository.ts'
import type { Transport } from '../../src/http/transport.ts'
import { closeAfterTest } from '../harness/cleanup.ts'
import { makeContext, type TestContext } from '../harness/context.ts'
import type { Received } from '../harness/server.ts'

interface RepositoryOptions {
  readonly token?: string
  readonly graphqlUrl?: string
  readonly transport?: Transport
  readonly context?: TestContext
}

/** A repository, and the context it was opened in. */
export interface OpenedRepository extends TestContext {
  readonly repository: Repository
}

/** Opens `acme/web` at a server, until the end of the test. */
export function open(
  url: string,
  {
    token = 'ghs_secret',
    graphqlUrl,
    transport = githubTransport(url, { env: {} }),
    context = makeContext({ random: () => 1 })
  }: RepositoryOptions = {}
): OpenedRepository {
  const repository = openRepository({
    token,
    apiUrl: url,
    serverUrl: url,
    graphqlUrl,
    owner: 'acme',
    name: 'web',
    transport: closeAfterTest(transport),
    context
  })
  return { ...context, repository }
}

/** One page of a list, as an answer. */
export interface Page {
  readonly headers: { readonly link?: string }
  readonly body: readonly unknown[]
}

/** One page of a list, with GitHub's `Link` header. */
export function page(request: Received, entries: readonly unknown[]): Page {
  const size = Number(request.query['per_page'] ?? 30)
  const number = Number(request.query['page'] ?? 1)
  const last = Math.ceil(entries.length / size)
  const link = (target: number, rel: string): string =>
    `<https://api.github.example${request.path}?per_page=${size}&page=${target}>; rel="${rel}"`
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : [])
  ]
  const headers = links.length > 0 ? { link: links.join(', ') } : {}
  return { headers, body: entries.slice((number - 1) * size, number * size) }
}
