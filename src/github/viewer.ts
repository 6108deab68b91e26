import { Failure } from '../run/failure.ts'
import { textAt } from '../text/json.ts'
import type { CallGitHub, CallKind } from './calls/call.ts'

/** Whom a token writes as, as far as GitHub tells. */
export type Viewer =
  | { readonly kind: 'known'; readonly login: string }
  /** The bot of an app that GitHub does not name, such as that of a workflow's own token. */
  | { readonly kind: 'app' }
  | { readonly kind: 'unknown'; readonly why: string }

/** GitHub's name of the app behind a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]'

/** The login that a token writes as; `undefined` if it is not known. An app that GitHub does not name is taken for the workflow's own. */
export function loginOf(viewer: Viewer): string | undefined {
  if (viewer.kind === 'app') return WORKFLOW_LOGIN
  return viewer.kind === 'known' ? viewer.login : undefined
}

/** Whether a login is the token's own. If that is not known, it is not. */
export function isOwn(viewer: Viewer, login: string): boolean {
  return loginOf(viewer)?.toLowerCase() === login.toLowerCase()
}

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
