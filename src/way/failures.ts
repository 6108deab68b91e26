import { PROXY_FAILURE } from '../http/proxy.ts'
import { CANCELLED, type FailureKind } from '../run/failure.ts'

/** Every kind of failure that a request to Sentry can meet, whichever the way. */
export const WAY_FAILURES = {
  scopeMissing: {
    name: 'scope-missing',
    cause:
      'The connection, or the Sentry token, lacks a scope or a role for this operation. Organization tokens (sntrys_) have only org:ci: with them releases can be written, but no issues read and no projects listed.',
    remedy:
      'Authorize the connection again with the scopes that the operation needs, as a member whose role has them; on the direct way use a token that has them.'
  },
  notFound: {
    name: 'not-found',
    cause:
      'Sentry does not know the organization, project or release, it belongs to another connection or token, or the connection (or the token) has no access to all projects of the release. Sentry does not say which.',
    remedy:
      'Check organization, projects and release, and that the connection (or the token) sees all of them.'
  },
  empty404: {
    name: 'empty-404',
    cause:
      'The answer was 404 without a body. So Sentry answers for an organization that it does not know, or that the connection (or the token) does not see. It never counts as "there is no such release".',
    remedy: 'Check organization (or SENTRY_ORG), and that the connection (or the token) sees it.'
  },
  foreign404: {
    name: 'foreign-404',
    cause:
      'The answer was 404, but not in the words in which Sentry says that something is not there: a proxy, or another host, wrote it. It never counts as "there is none".',
    remedy:
      'Check maton_url or sentry_url and the proxy variables; if they are right, run the step again later.'
  },
  notUnderstood: {
    name: 'answer-not-understood',
    cause:
      'The answer had a good status, but not what belongs in it: an object where a list belongs, a row without its id, JSON that is cut or nested too deeply. It never counts as an empty list.',
    remedy:
      'Run the step again later; if it stays, check maton_url or sentry_url, and what stands between the runner and that host.'
  },
  listIncomplete: {
    name: 'list-incomplete',
    cause:
      'A list may go on, and nothing says where: its Link header is missing or cut, a page came again, or there are more pages than are read. A list that may be incomplete never counts as the whole one.',
    remedy:
      'Run the step again later; if it stays, name organization, projects and maton_connection, or narrow environment and query.'
  },
  moved: {
    name: 'moved',
    cause:
      'The server answered with a redirect: a project was renamed, the connection belongs to another organization, or Sentry has another address. Redirects are never followed, because the key or the token would go along.',
    remedy: 'Use the present slug of the project, the organization of this connection, or the new address.'
  },
  rejected: {
    name: 'rejected',
    cause: 'Sentry refused the request because of what it holds.',
    remedy: 'Correct the input that the message names.'
  },
  conflict: {
    name: 'conflict',
    cause: 'The thing exists already, or another job was writing the commits of this release the whole time.',
    remedy: 'Choose another name, or let only one job write the commits of a release (a concurrency group).'
  },
  rateLimited: {
    name: 'rate-limited',
    cause:
      'Maton (10 requests per second and account) or Sentry kept answering 429 longer than the step waits.',
    remedy: 'Run fewer jobs with this key or token at once, or run the step again later.'
  },
  unavailable: {
    name: 'unavailable',
    cause: 'Maton or Sentry answered with a server error, or with something that is not theirs, every time.',
    remedy: 'Run the step again later; on_error: warn keeps such a failure from failing the job.'
  },
  unreachable: {
    name: 'unreachable',
    cause:
      'No connection to Maton or Sentry: name resolution, network, proxy or certificate. The message says which, and names the host.',
    remedy:
      'Check maton_url or sentry_url, the network of the runner, the proxy variables (https_proxy, no_proxy), and for a certificate authority of your own NODE_EXTRA_CA_CERTS.'
  },
  proxy: PROXY_FAILURE,
  tooLarge: {
    name: 'answer-too-large',
    cause: 'An answer was larger than 20 MB.',
    remedy: 'Ask for less: narrower queries, fewer pages.'
  },
  unclear: {
    name: 'outcome-unclear',
    cause: 'The answer to a write was lost, and repeating it could do it twice.',
    remedy: 'Look whether it happened before running the step again.'
  },
  cancelled: CANCELLED,
  deadline: {
    name: 'deadline',
    cause: 'The run took longer than it may (10 minutes, and the wait that was asked for).',
    remedy: 'See in the log what took so long; run the step again.'
  }
} as const satisfies Record<string, FailureKind>
