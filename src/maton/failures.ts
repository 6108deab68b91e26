import type { FailureKind } from '../run/failure.ts'

/** The failures of the way through Maton: its key and its connections. */
export const MATON_FAILURES = {
  keyRefused: {
    name: 'key-refused',
    cause:
      'Maton did not accept the key. It is mistyped, has expired, or was replaced by a new one. Runs for pull requests from forks and by Dependabot get no secrets at all.',
    remedy: 'Check maton_api_key and the secret behind it. You create a new key at maton.ai/settings.'
  },
  noConnection: {
    name: 'no-connection',
    cause: 'The Maton account has no ACTIVE connection to Sentry.',
    remedy: 'Create a Sentry connection at maton.ai and finish the authorization in the browser.'
  },
  severalConnections: {
    name: 'several-connections',
    cause:
      'The Maton account has several ACTIVE connections to Sentry, and maton_connection names none of them. The step never guesses.',
    remedy: 'Set maton_connection to one of the listed ids.'
  },
  unknownConnection: {
    name: 'unknown-connection',
    cause: 'The connection in maton_connection does not exist in this Maton account, or it is not ready.',
    remedy:
      'Set maton_connection to the id of an ACTIVE Sentry connection. Leave it out if there is only one.'
  },
  authorizationRevoked: {
    name: 'authorization-revoked',
    cause:
      'Sentry did not accept the token behind the Maton connection. It was revoked or has expired, or the organization requires single sign-on.',
    remedy: 'Authorize the Sentry connection again at maton.ai.'
  },
  authorizationExpired: {
    name: 'authorization-expired',
    cause:
      'Maton answered 500 again and again. Either the server has a fault, or the authorization of the connection has expired.',
    remedy: 'Run the step again later. If it fails again, authorize the Sentry connection again at maton.ai.'
  }
} as const satisfies Record<string, FailureKind>
