import type { FailureKind } from '../run/failure.ts'

/** The failures of the way through Maton: its key and its connections. */
export const MATON_FAILURES = {
  keyRefused: {
    name: 'key-refused',
    cause:
      'Maton did not accept the key: it is mistyped, expired or was rotated. Runs for pull requests from forks and by Dependabot get no secrets at all.',
    remedy: 'Check maton_api_key and the secret behind it; a new key is made at maton.ai/settings.'
  },
  noConnection: {
    name: 'no-connection',
    cause: 'The Maton account has no ACTIVE connection to Sentry.',
    remedy: 'Create a Sentry connection at maton.ai and finish the authorization in the browser.'
  },
  severalConnections: {
    name: 'several-connections',
    cause:
      'The Maton account has several ACTIVE connections to Sentry and none was named. Which one is meant is never guessed.',
    remedy: 'Set maton_connection to one of the listed ids.'
  },
  unknownConnection: {
    name: 'unknown-connection',
    cause: 'The connection id in maton_connection does not exist in this Maton account, or is not ready.',
    remedy:
      'Set maton_connection to the id of an ACTIVE Sentry connection, or leave it out when there is only one.'
  },
  authorizationRevoked: {
    name: 'authorization-revoked',
    cause:
      'Sentry did not accept the token behind the Maton connection: it was revoked or expired, or the organization asks for single sign-on.',
    remedy: 'Authorize the Sentry connection again at maton.ai.'
  },
  authorizationExpired: {
    name: 'authorization-expired',
    cause:
      'The gateway answered 500 again and again. Besides a fault of the server this is how an expired authorization of the connection shows.',
    remedy: 'Try again; if it stays, authorize the Sentry connection again at maton.ai.'
  }
} as const satisfies Record<string, FailureKind>
