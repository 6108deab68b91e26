import { PROXY_FAILURE } from '../http/proxy.ts'
import { CANCELLED, type FailureKind } from '../run/failure.ts'

/** Every kind of failure that a request to Sentry can meet, whichever the way. */
export const WAY_FAILURES = {
  scopeMissing: {
    name: 'scope-missing',
    cause:
      'The connection (or the token) lacks a scope or a role for this operation. An organization token (sntrys_) has only the scope org:ci. It can write releases. It cannot read issues or list projects.',
    remedy:
      'Authorize the connection again with the scopes that the operation needs, as a member whose role has them. With a Sentry token: use one that has them.'
  },
  notFound: {
    name: 'not-found',
    cause:
      'Sentry does not know the organization, project or release. Or the connection (or the token) may not see it, or not all projects of the release. Sentry does not say which.',
    remedy:
      'Check organization, projects and release. Check that the connection (or the token) sees all of them.'
  },
  empty404: {
    name: 'empty-404',
    cause:
      'The answer was 404 without a body. Sentry answers so when it does not know the organization, or when the connection (or the token) does not see it. This answer never counts as "there is no such release".',
    remedy: 'Check organization (or SENTRY_ORG). Check that the connection (or the token) sees it.'
  },
  foreign404: {
    name: 'foreign-404',
    cause:
      'The answer was 404, but not in the words of Sentry. A proxy or another host wrote it. This answer never counts as "there is none".',
    remedy:
      'Check maton_url or sentry_url, and the proxy variables. If they are right, run the step again later.'
  },
  notUnderstood: {
    name: 'answer-not-understood',
    cause:
      'The answer had a good status and a wrong content: an object instead of a list, a row without its id, or JSON that is cut or nested too deeply. Such an answer never counts as an empty list.',
    remedy:
      'Run the step again later. If it fails again, check maton_url or sentry_url, and the proxies between the runner and that host.'
  },
  listIncomplete: {
    name: 'list-incomplete',
    cause:
      'The step could not read a list to its end. The Link header is missing or cut, a page came twice, or the list has too many pages. A part of a list never counts as the whole.',
    remedy:
      'Run the step again later. If it fails again, give organization, projects and maton_connection, or narrow environment and query.'
  },
  moved: {
    name: 'moved',
    cause:
      'The server answered with a redirect. A project was renamed, the connection belongs to another organization, or Sentry has another address. The step follows no redirect, because the key or the token would go along.',
    remedy: 'Use the new slug of the project, the organization of this connection, or the new address.'
  },
  rejected: {
    name: 'rejected',
    cause: 'Sentry refused what the request holds.',
    remedy: 'Correct the input that the message names.'
  },
  conflict: {
    name: 'conflict',
    cause: 'The thing exists already. Or another job was writing the commits of this release the whole time.',
    remedy:
      'Choose another name. Or let only one job at a time write the commits of a release, with a concurrency group.'
  },
  rateLimited: {
    name: 'rate-limited',
    cause:
      'Maton or Sentry answered 429 for longer than the step waits. Maton allows 10 requests a second for each account.',
    remedy: 'Run fewer jobs with this key or token at once. Or run the step again later.'
  },
  unavailable: {
    name: 'unavailable',
    cause: 'Every answer was a server error, or did not come from Maton or Sentry.',
    remedy: 'Run the step again later. With on_error: warn such a failure does not fail the job.'
  },
  unreachable: {
    name: 'unreachable',
    cause:
      'The runner could not connect to Maton or Sentry. The reason is name resolution, the network, a proxy or a certificate. The message says which, and names the host.',
    remedy:
      'Check maton_url or sentry_url, the network of the runner, and the proxy variables (https_proxy, no_proxy). For a certificate authority of your own set NODE_EXTRA_CA_CERTS.'
  },
  proxy: PROXY_FAILURE,
  tooLarge: {
    name: 'answer-too-large',
    cause: 'An answer was larger than 20 MB.',
    remedy: 'Ask for less: narrow the query, or read fewer pages.'
  },
  unclear: {
    name: 'outcome-unclear',
    cause: 'The answer to a write was lost. To repeat it could do it twice.',
    remedy: 'Look whether it happened before you run the step again.'
  },
  cancelled: CANCELLED,
  deadline: {
    name: 'deadline',
    cause:
      'The run took too long. It may take 10 minutes plus wait, and with sourcemaps an hour plus upload_wait.',
    remedy: 'See in the log what took so long. Then run the step again.'
  }
} as const satisfies Record<string, FailureKind>
