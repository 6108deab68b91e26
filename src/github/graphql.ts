import type { CallGitHub, CallKind } from './calls/call.ts'
import { Failure } from '../run/failure.ts'
import { at, isRecord, textAt } from '../text/json.ts'

/** @param url the full address of the GraphQL endpoint */
function graphqlCall(url: string): CallKind<{ readonly data: unknown }> {
  return {
    route: `POST ${url}`,
    // reading the own login needs no permission; hiding a comment needs this one
    needs: 'pull-requests: write',
    repeatable: true,
    reads: { words: 'an object with data or errors', decode: decodeGraphql }
  }
}

function decodeGraphql(answer: unknown): { readonly data: unknown } | undefined {
  const data = at(answer, 'data')
  const isRefused = Array.isArray(at(answer, 'errors'))
  return isRefused || isRecord(data) ? { data } : undefined
}

/** The calls over GraphQL, at an address. */
export const GRAPHQL_CALLS = { graphql: graphqlCall } as const

/** What only GraphQL can tell or do. All of it is optional: Enterprise Servers may refuse it. */
export interface GraphqlCalls {
  /** The login that the token writes as; undefined when GraphQL does not say (`viewer` asks further). */
  viewerLogin(): Promise<string | undefined>
  /** Hides a comment as outdated; `false` when GitHub refuses. */
  minimizeComment(nodeId: string): Promise<boolean>
}

/**
 * The calls over GraphQL. Both may be repeated: reading changes nothing, and hiding twice is hiding once.
 *
 * @param call sends one request
 * @param url the full address of the GraphQL endpoint
 */
export function graphqlCalls(call: CallGitHub, url: string): GraphqlCalls {
  const kind = graphqlCall(url)

  async function ask(purpose: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      const answer = await call(kind, { purpose, parameters })
      return answer.kind === 'good' ? answer.value.data : undefined
    } catch (error) {
      if (error instanceof Failure) return undefined
      throw error
    }
  }

  return {
    async viewerLogin() {
      const data = await ask('ask for the login of the token', { query: 'query { viewer { login } }' })
      return textAt(data, 'viewer', 'login')
    },
    async minimizeComment(nodeId) {
      const data = await ask('hide an outdated comment', {
        query:
          'mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }',
        variables: { id: nodeId }
      })
      return at(data, 'minimizeComment', 'minimizedComment', 'isMinimized') === true
    }
  }
}
