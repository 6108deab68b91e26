import { Failure, type FailureKind } from '../run/failure.ts'

/** The environment that holds the proxy variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A proxy variable that cannot be used. */
export const PROXY_FAILURE = {
  name: 'proxy',
  cause: 'A proxy variable of the environment does not hold an address that can be used.',
  remedy: 'Write https_proxy and http_proxy as http://host:port.'
} as const satisfies FailureKind

/** Whether a URL's host is this machine. Such a host needs no TLS, and no proxy is used for it. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname) || url.hostname === '[::1]'
}

/** The name of the proxy variable that counts for a host, unless `no_proxy` names the host. */
export function proxyVariableFor(url: URL, env: Environment): string | undefined {
  if (isLoopback(url) || isExempt(url, noProxyOf(env))) return undefined
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  return [name, name.toUpperCase()].find(one => Boolean(env[one]))
}

function noProxyOf(env: Environment): string {
  return env['no_proxy'] || env['NO_PROXY'] || ''
}

/**
 * Whether `no_proxy` names a host: `*` names every one, `example.com` and `.example.com` that one and all below it, `*.example.com`
 * only those below it, each with a port only that port. Undici's agent has the same rule; an IPv6 address is left to it.
 */
function isExempt(url: URL, noProxy: string): boolean {
  const host = withoutDot(url.hostname)
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return noProxy.split(/[,\s]/).some(entry => {
    const [, name = '', digits = '0'] = /^([^:[\]]+)(?::(\d+))?$/.exec(entry) ?? []
    if (name === '' || ![0, port].includes(Number(digits))) return false
    const domain = withoutDot(name.replace(/^\*?\./, '').toLowerCase())
    return name === '*' || host.endsWith(`.${domain}`) || (host === domain && !name.startsWith('*'))
  })
}

/** A name without the dot at its end, which only says that it is complete. */
function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name
}

/** What undici's agent takes; an empty text is "no proxy". */
export interface ProxySettings {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

/**
 * The proxy settings for one host, from `https_proxy`, `http_proxy` and `no_proxy` in either case. A proxy without scheme is
 * `http://`. Every setting is given, because the agent reads the process's environment for each that is left out.
 * @throws Failure when the variable holds no address
 */
export function proxySettings(url: URL, env: Environment): ProxySettings {
  const none = { httpProxy: '', httpsProxy: '', noProxy: '*' }
  const name = proxyVariableFor(url, env)
  const given = name === undefined ? undefined : env[name]
  if (name === undefined || given === undefined) return none
  const isSecure = url.protocol === 'https:'
  const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`
  if (!URL.canParse(proxy)) throw new Failure(PROXY_FAILURE, `the proxy in ${name} is not an address`)
  return {
    httpProxy: isSecure ? '' : proxy,
    httpsProxy: isSecure ? proxy : '',
    noProxy: noProxyOf(env)
  }
}
