/**
 * What an error of the network or of the server says about the request: `not-sent` if it certainly did not reach the server, `unclear`
 * if it may have been carried out, `hopeless` if another try would end the same way.
 */
export type Certainty = 'not-sent' | 'unclear' | 'hopeless'

/** Where a request went, for messages. */
export interface Place {
  /** Name and, where it is not the usual one, port. */
  readonly host: string
  /** The input or variable that holds the address. */
  readonly setBy: string
  /** The proxy variable that counts for this host, unless `no_proxy` names it. */
  readonly proxy: string | undefined
  /** The page that tells whether the server is down. */
  readonly statusPage?: string | undefined
  /** What else may be the reason when it is not reached, as a sentence. */
  readonly note?: string | undefined
}

/** A place, and what an error tells about it. */
export interface Scene extends Place {
  /** The code of the error in brackets, with a blank before it. */
  readonly code: string
  /** The host name that was looked up. With a proxy it is the name of the proxy. */
  readonly name: string
  /** The status with which a proxy answered the request for a tunnel. */
  readonly proxyStatus: string | undefined
  readonly hostOrProxy: string
  readonly theProxy: string
}

/** A cause of errors that have one meaning and one remedy. */
export interface NetworkCause {
  readonly name: string
  /** undici's, Node's and OpenSSL's names of the errors. */
  readonly codes: readonly string[]
  /** The names of errors that no cause lists. */
  readonly others?: RegExp
  readonly certainty: Certainty
  /** Whether the server may be down. Then its status page is named. */
  readonly mayBeDown: boolean
  /** A clause that says what happened. */
  readonly happened: (scene: Scene) => string
  /** What to do, as sentences. */
  readonly remedy: (scene: Scene) => string
}

const VARIABLES = 'the proxy variables (https_proxy, http_proxy) and no_proxy'

const checkTheWay = ({ setBy }: Scene): string =>
  `Check ${setBy}, ${VARIABLES} of the job, and the firewall of the runner.`
const tryAgain = ({ host }: Scene): string =>
  `Run the step again later. If it stays, something on the way (a proxy, a firewall) keeps ${host} from answering.`
const checkTheClock = (): string =>
  'Renew the certificate; if it is valid, set the clock of the runner right.'

/** All causes that are known. Both read this table: the repeats, and the message in the end. */
export const NETWORK_CAUSES: readonly NetworkCause[] = [
  {
    name: 'name-unknown',
    codes: ['ENOTFOUND'],
    certainty: 'not-sent',
    mayBeDown: true,
    happened: ({ name }) => `the host name ${name} is not known`,
    remedy: ({ setBy }) => `Check ${setBy}, ${VARIABLES} of the job, and the DNS of the runner.`
  },
  {
    name: 'name-unclear',
    codes: ['EAI_AGAIN'],
    certainty: 'not-sent',
    mayBeDown: true,
    happened: ({ name }) => `the host name ${name} could not be looked up`,
    remedy: () => `Run the step again. If it stays, check the DNS of the runner, and ${VARIABLES} of the job.`
  },
  {
    name: 'refused',
    codes: ['ECONNREFUSED'],
    certainty: 'not-sent',
    mayBeDown: true,
    happened: ({ hostOrProxy }) => `${hostOrProxy} refused the connection`,
    remedy: checkTheWay
  },
  {
    name: 'no-route',
    codes: ['EHOSTUNREACH', 'ENETUNREACH'],
    certainty: 'not-sent',
    mayBeDown: true,
    happened: ({ hostOrProxy }) => `no way leads to ${hostOrProxy}`,
    remedy: checkTheWay
  },
  {
    name: 'no-connection',
    codes: ['UND_ERR_CONNECT_TIMEOUT'],
    certainty: 'not-sent',
    mayBeDown: true,
    happened: ({ hostOrProxy }) => `no connection to ${hostOrProxy} within 10 s`,
    remedy: checkTheWay
  },
  {
    name: 'proxy-refused',
    codes: ['UND_ERR_ABORTED'],
    certainty: 'not-sent',
    mayBeDown: false,
    happened: ({ theProxy, host, proxyStatus }) =>
      `${theProxy} refused the connection to ${host}${proxyStatus === undefined ? '' : ` (${proxyStatus})`}`,
    remedy: ({ host, theProxy, proxyStatus }) =>
      proxyStatus === '407'
        ? `Write user name and password into the address of ${theProxy}: http://user:password@host:port.`
        : `Let the proxy allow ${host}, or name ${host} in no_proxy if the runner reaches it without a proxy.`
  },
  {
    name: 'proxy-cut',
    codes: ['UND_ERR_PRX_CONN'],
    certainty: 'not-sent',
    mayBeDown: false,
    happened: ({ theProxy, host }) => `${theProxy} cut the connection to ${host}`,
    remedy: checkTheWay
  },
  {
    name: 'proxy-certificate',
    codes: ['UND_ERR_PRX_TLS'],
    certainty: 'hopeless',
    mayBeDown: false,
    happened: ({ theProxy }) => `the certificate of ${theProxy} is for another name`,
    remedy: ({ theProxy }) => `Correct the name in the address of ${theProxy}.`
  },
  {
    name: 'expired',
    codes: ['CERT_HAS_EXPIRED'],
    certainty: 'hopeless',
    mayBeDown: false,
    happened: ({ hostOrProxy }) => `the certificate of ${hostOrProxy} has expired`,
    remedy: checkTheClock
  },
  {
    name: 'not-valid-yet',
    codes: ['CERT_NOT_YET_VALID'],
    certainty: 'hopeless',
    mayBeDown: false,
    happened: ({ hostOrProxy }) => `the certificate of ${hostOrProxy} is not valid yet`,
    remedy: checkTheClock
  },
  {
    name: 'other-name',
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    certainty: 'hopeless',
    mayBeDown: false,
    happened: ({ host }) => `the certificate that came from ${host} is for another name`,
    remedy: ({ setBy }) => `Check the name in ${setBy}, and that no proxy answers in its place.`
  },
  {
    name: 'untrusted',
    codes: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_UNTRUSTED'
    ],
    others: /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
    certainty: 'hopeless',
    mayBeDown: false,
    happened: ({ hostOrProxy, code }) => `the certificate of ${hostOrProxy} is not trusted${code}`,
    remedy: () =>
      'Set NODE_EXTRA_CA_CERTS in the env of the job to the file with the certificate authority, if a proxy or a server of your own signs it.'
  },
  {
    name: 'no-tls',
    codes: ['EPROTO'],
    others: /^ERR_SSL_/,
    certainty: 'unclear',
    mayBeDown: false,
    happened: ({ hostOrProxy, code }) => `${hostOrProxy} does not speak TLS as it should${code}`,
    remedy: ({ setBy }) =>
      `Check scheme and port in ${setBy} and in the proxy variables: most proxies are written as http://host:port, for https too.`
  },
  {
    name: 'cut',
    codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    certainty: 'unclear',
    mayBeDown: true,
    happened: ({ hostOrProxy }) => `${hostOrProxy} cut the connection`,
    remedy: tryAgain
  },
  {
    name: 'no-answer',
    codes: ['UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'],
    certainty: 'unclear',
    mayBeDown: true,
    happened: ({ host }) => `no answer from ${host} within 30 s`,
    remedy: tryAgain
  },
  {
    name: 'no-end',
    codes: ['UND_ERR_BODY_TIMEOUT'],
    certainty: 'unclear',
    mayBeDown: true,
    happened: ({ host }) => `the answer of ${host} did not end within 60 s`,
    remedy: tryAgain
  },
  {
    name: 'too-large',
    codes: ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE'],
    certainty: 'hopeless',
    mayBeDown: false,
    happened: () => 'the answer is larger than 20 MB',
    remedy: () => 'Ask for less: narrower queries, fewer pages.'
  }
]
