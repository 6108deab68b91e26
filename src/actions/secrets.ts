import { createRedact, SHORTEST_MASK } from '../text/secrets/redact.ts'
import { partsOfToken } from '../direct/token.ts'
import { headerLines, headerValue } from './access/headers.ts'
import type { InputReader } from './inputs.ts'
import { percentDecoded } from './rejected.ts'

/** The secrets of a run. `masked`: the runner masks them. `all`: no text of the run may hold them. */
export interface Secrets {
  readonly masked: readonly string[]
  readonly all: readonly string[]
}

/**
 * Keys and tokens, whether they are used or not, and what addresses of proxies and servers hold before their host. The runner masks a text inside
 * of words too, and drops outputs that hold it. So it is told of no text that is too short for a secret.
 */
export function secretsOf(reader: InputReader, env: Readonly<Record<string, string | undefined>>): Secrets {
  const tokens = [reader.text('sentry_auth_token'), reader.variable('SENTRY_AUTH_TOKEN')]
  const given = [
    reader.text('maton_api_key'),
    reader.variable('MATON_API_KEY'),
    ...tokens.flatMap(token => (token === undefined ? [] : partsOfToken(token))),
    ...headerLines(reader).map(headerValue).flatMap(credentialsIn),
    reader.text('github_token')
  ].filter(secret => secret !== undefined)
  const proxies = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].map(name => env[name] ?? '')
  const addresses = ['maton_url', 'sentry_url'].map(input => reader.text(input))
  const variables = ['MATON_URL', 'SENTRY_URL'].map(name => reader.variable(name))
  const passwords = [...proxies, ...addresses, ...variables].flatMap(userinfoOf)
  return { masked: given.flatMap(toMask), all: [...given, ...passwords] }
}

/** The value of a header, and what stands in it behind a scheme: a gate that refuses it may repeat only that. */
function credentialsIn(value: string): readonly string[] {
  const credential = /^(?:bearer|basic|token)\s+(\S+)$/i.exec(value)?.[1]
  return credential === undefined ? [value] : [value, credential]
}

/** The runner masks a text line by line. Only lines that are long enough for a secret are given to it. */
export function toMask(secret: string): readonly string[] {
  return secret
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line.length >= SHORTEST_MASK)
}

/**
 * User name and password of an address, even of one that no parser reads. Outputs may well hold a user name, or a password such as
 * `deploy`. Such short parts are taken out only as the pair `user:password`.
 */
function userinfoOf(address = ''): readonly string[] {
  const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(address)?.[1]
  if (userinfo === undefined) return []
  const [user = '', ...rest] = userinfo.split(':')
  const password = rest.length === 0 ? user : rest.join(':')
  const isWord = password.length < SHORTEST_MASK || /^\p{L}+$/u.test(password)
  const found = isWord ? [userinfo] : [userinfo, password]
  return [...found, ...found.map(percentDecoded)]
}

/** The inputs that take a secret. */
const OF_SECRETS: ReadonlySet<string> = new Set([
  'maton_api_key',
  'sentry_auth_token',
  'sentry_headers',
  'github_token'
])

/** Refuses the key and the token in any other input: everyone who sees the release could read it. */
export function refuseSecrets(reader: InputReader, { masked }: Secrets): void {
  const redact = createRedact(masked)
  for (const [input, value] of reader.values) {
    if (OF_SECRETS.has(input) || reader.rejected.has(input) || redact(value) === value) continue
    reader.problem(input, undefined, 'must not hold the key or the token: others would see it')
  }
}
