import type { FailureKind } from '../run/failure.ts'

/** The failures of the direct way: its token, and the address of Sentry. */
export const DIRECT_FAILURES = {
  tokenRefused: {
    name: 'token-refused',
    cause:
      'Sentry did not accept the token: it was revoked, has expired, is mistyped, or belongs to another Sentry than the address names. A Maton key in its place is refused alike.',
    remedy:
      'Check sentry_auth_token (or SENTRY_AUTH_TOKEN), the secret behind it, and sentry_url; make a new token in Sentry under Settings.'
  },
  headerLost: {
    name: 'token-lost',
    cause:
      'Sentry says that it got no token. Something between, mostly a proxy in front of a self-hosted Sentry, took the Authorization header away.',
    remedy: 'Let the proxy in front of Sentry pass the Authorization header on.'
  },
  signOnRequired: {
    name: 'single-sign-on',
    cause:
      'The organization asks its members for single sign-on or a second factor, which a user token cannot give.',
    remedy: 'Use an organization token, or the token of an internal integration.'
  },
  webPage: {
    name: 'web-page',
    cause:
      'The address answers with a web page, and not as Sentry does: a gate in front of it (Cloudflare Access, oauth2-proxy, single sign-on) asks to sign in, or it is the address of something else.',
    remedy:
      'Check sentry_url. If a gate stands in front of Sentry, give its headers as sentry_headers, or let it pass requests to /api/0/.'
  },
  routeUnknown: {
    name: 'route-unknown',
    cause:
      'The server does not know this part of the API: it is no Sentry, sentry_url lacks or has a path too much, or this Sentry is too old. It never counts as "there is none".',
    remedy: 'Check that sentry_url is the address of Sentry. Version 23.9 or later is recommended.'
  },
  requestTooLarge: {
    name: 'request-too-large',
    cause:
      'What stands in front of Sentry does not take requests of this size (413). The nginx of a self-hosted Sentry allows 100 MB, the proxy of a company often 1 MB.',
    remedy:
      'Let that proxy take larger requests (client_max_body_size), or lower max_commits, or set commit_files: false.'
  }
} as const satisfies Record<string, FailureKind>
