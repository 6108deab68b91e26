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

/** Whom a token writes as, as far as GitHub tells. */
export type Viewer =
  | { readonly kind: 'known'; readonly login: string }
  /** The bot of an app that GitHub does not name, such as that of a workflow's own token. */
  | { readonly kind: 'app' }
  | { readonly kind: 'unknown'; readonly why: string }

const USER: CallKind<string> = {
  route: 'GET /user',
  // every token of a person may ask, none of an app
  needs: 'metadata: read',
  reads: { words: 'a user with a login', decode: data => textAt(data, 'login') }
}

/** The calls about the token itself. */
export const VIEWER_CALLS = { user: USER } as const

/** What GitHub tells of the token itself. */
export interface ViewerCalls {
  /** Asks GraphQL, then REST. Does not fail. */
  viewer(): Promise<Viewer>
}

/**
 * Finds out whom a token writes as. GraphQL knows it for every token. Where GraphQL is refused, `GET /user` knows it for a person's
 * token, and refuses the token of an app ("Resource not accessible by integration").
 *
 * @param call sends one request
 * @param viewerLogin what GraphQL says
 */
export function viewerCalls(call: CallGitHub, viewerLogin: () => Promise<string | undefined>): ViewerCalls {
  return {
    async viewer() {
      const login = await viewerLogin()
      if (login !== undefined) return { kind: 'known', login }
      try {
        const answer = await call(USER, { purpose: 'ask whom the token belongs to' })
        return answer.kind === 'good'
          ? { kind: 'known', login: answer.value }
          : { kind: 'unknown', why: `GitHub answered ${answer.status}` }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        // only an app's token is refused so; a person's may lack a permission too
        const isApp = /resource not accessible by integration/i.test(error.message)
        return isApp ? { kind: 'app' } : { kind: 'unknown', why: error.message }
      }
    }
  }
}
