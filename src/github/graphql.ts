import { Failure } from '../gateway/errors.ts'
import type { Call } from './call.ts'
import { at, textAt } from './decode.ts'

/** What only GraphQL can tell or do. All of it is optional: Enterprise Servers may refuse it. */
export interface GraphqlCalls {
  /** The login that the token writes as; undefined when GitHub does not say. */
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
export function graphqlCalls(call: Call, url: string): GraphqlCalls {
  async function ask(what: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      const answer = await call({ what, route: `POST ${url}`, parameters, repeatable: true })
      return answer.data
    } catch (error) {
      if (error instanceof Failure) return undefined
      throw error
    }
  }

  return {
    async viewerLogin() {
      const data = await ask('asking for the own login', { query: 'query { viewer { login } }' })
      return textAt(data, 'data', 'viewer', 'login')
    },
    async minimizeComment(nodeId) {
      const data = await ask('hiding an outdated comment', {
        query:
          'mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }',
        variables: { id: nodeId }
      })
      return at(data, 'data', 'minimizeComment', 'minimizedComment', 'isMinimized') === true
    }
  }
}
