import { withoutTrailing } from '../text/clean.ts'
import { Failure } from '../run/failure.ts'
import type { Transport } from '../http/transport.ts'
import { isSaas } from '../way/saas.ts'
import { refusalOf, type ChosenDirect } from '../way/chosen.ts'
import { openCalls, type WayContext } from '../way/calls.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import type { Way } from '../way/way.ts'
import { readingOf } from './refusals.ts'
import { TOKEN_WORDS } from './token.ts'

/** Sentry takes pieces of 8 MiB. The same connections as for all requests carry them. */
const UPLOADS = { chunkBytes: 8 * 1024 * 1024, atOnce: 4 }

/**
 * The way straight to Sentry, with a token of Sentry. There is no rate to keep: Sentry says when it is too much, and at most six
 * requests are under way.
 */
export function openDirect(chosen: ChosenDirect, transport: Transport, context: WayContext): Way {
  const { token, tokenKind, url } = chosen
  const kind = TOKEN_WORDS[tokenKind]
  const calls = openCalls(
    {
      ...readingOf(chosen),
      transport,
      server: 'Sentry',
      secrets: [token, ...Object.values(chosen.headers)],
      address: async ({ path }) => ({
        path,
        headers: { ...chosen.headers, authorization: `Bearer ${token}` }
      })
    },
    context
  )

  return {
    ...calls,
    words: {
      way: `directly to ${withoutTrailing(url.href, '/')}`,
      token: kind,
      caller: 'the token',
      otherCaller: 'give a token of that organization',
      moreRights: 'use one that can'
    },
    uploads: UPLOADS,
    // the organizations of sentry.io are in several regions, and a list names those of one
    listsOrganizations: !isSaas(url) && tokenKind !== 'organization',
    caller: async () => kind,
    async call(call) {
      const refusal = refusalOf(chosen, call)
      if (refusal === undefined) return calls.call(call)
      throw new Failure(WAY_FAILURES.scopeMissing, `Could not ${call.purpose}: this operation ${refusal}`)
    }
  }
}
