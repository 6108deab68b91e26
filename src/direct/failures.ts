import type { FailureKind } from '../run/failure.ts'

/** The failures of the direct way: its token, and the address of Sentry. */
export const DIRECT_FAILURES = {
  tokenRefused: {
    name: 'token-refused',
    cause:
      'Sentry did not accept the token. It was revoked, has expired, is mistyped, or belongs to another Sentry than the address names. Or it is a Maton key.',
    remedy:
      'Check sentry_auth_token (or SENTRY_AUTH_TOKEN), the secret behind it, and sentry_url. If they are right, create a new token in Sentry under Settings.'
  },
  headerLost: {
    name: 'token-lost',
    cause:
      'Sentry says that it got no token. Something on the way removed the Authorization header. Mostly it is a proxy in front of a self-hosted Sentry.',
    remedy: 'Let the proxy in front of Sentry pass the Authorization header on.'
  },
  signOnRequired: {
    name: 'single-sign-on',
    cause: 'The organization requires single sign-on or a second factor. A user token cannot give that.',
    remedy: 'Use an organization token, or the token of an internal integration.'
  },
  webPage: {
    name: 'web-page',
    cause:
      'The address answers with a web page and not as Sentry does. Mostly a gate in front of Sentry (Cloudflare Access, oauth2-proxy, single sign-on) asks to sign in. Or it is the address of something else.',
    remedy:
      'Check sentry_url. If a gate stands in front of Sentry, give its headers as sentry_headers, or let it pass requests to /api/0/.'
  },
  routeUnknown: {
    name: 'route-unknown',
    cause:
      'The server does not know this part of the API. It is no Sentry, the path in sentry_url is wrong, or this Sentry is too old. This answer never counts as "there is none".',
    remedy: 'Check that sentry_url is the address of Sentry. Version 23.9 or later is recommended.'
  },
  requestTooLarge: {
    name: 'request-too-large',
    cause:
      'A server in front of Sentry does not take requests of this size (413). The nginx of a self-hosted Sentry allows 100 MB. The proxy of a company often allows 1 MB.',
    remedy:
      'Let that server take larger requests (nginx: client_max_body_size). Or lower max_commits, or set commit_files: false.'
  }
} as const satisfies Record<string, FailureKind>
