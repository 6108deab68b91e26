import { Failure } from '../run/failure.ts'
import type { Call, CallKind } from './call.ts'
import { textAt } from '../text/json.ts'

/** Whom a token writes as, as far as GitHub tells. */
export type Viewer =
  | { readonly kind: 'known'; readonly login: string }
  /** The bot of some app, which GitHub does not name: a workflow's own token is one. */
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
  /** Asks until somebody tells; does not fail. */
  viewer(): Promise<Viewer>
}

/**
 * Finds out whom a token writes as: by GraphQL, which tells it of every token; where that is refused by `GET /user`, which tells
 * it of a person's token and refuses those of apps ("Resource not accessible by integration").
 *
 * @param call sends one request
 * @param viewerLogin what GraphQL says
 */
export function viewerCalls(call: Call, viewerLogin: () => Promise<string | undefined>): ViewerCalls {
  return {
    async viewer() {
      const login = await viewerLogin()
      if (login !== undefined) return { kind: 'known', login }
      try {
        const answer = await call(USER, { what: 'asking whom the token belongs to' })
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
