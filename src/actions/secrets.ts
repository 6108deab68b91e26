import { createRedact, SHORTEST_MASK } from '../text/redact.ts'
import { givenKey, givenUrl } from './access.ts'
import type { InputReader } from './inputs.ts'
import { percentDecoded } from './rejected.ts'

/** The secrets of a run. `masked`: those that the runner has to mask. `all`: what must not be said, whoever says it. */
export interface Secrets {
  readonly masked: readonly string[]
  readonly all: readonly string[]
}

/**
 * The key and the token, and what addresses of proxies and of Maton hold before their host. The runner masks a text inside of
 * words, and leaves out outputs that hold it: it is told of nothing that is too short for a secret.
 */
export function secretsOf(reader: InputReader, env: Readonly<Record<string, string | undefined>>): Secrets {
  const given = [givenKey(reader), reader.text('github_token')].filter(secret => secret !== undefined)
  const proxies = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].map(name => env[name] ?? '')
  const passwords = [...proxies, givenUrl(reader) ?? ''].flatMap(userinfoOf)
  return { masked: given.flatMap(toMask), all: [...given, ...passwords] }
}

/** Of a text of several lines the runner masks each: those that are long enough for a secret. */
export function toMask(secret: string): readonly string[] {
  return secret
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line.length >= SHORTEST_MASK)
}

/**
 * User name and password of an address, also of one that no parser takes. A user name is no secret, and `deploy` or `production`
 * as a password is a word that outputs are full of: such parts are taken out only as the pair that they are.
 */
function userinfoOf(address: string): readonly string[] {
  const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(address)?.[1]
  if (userinfo === undefined) return []
  const [user = '', ...rest] = userinfo.split(':')
  const password = rest.length === 0 ? user : rest.join(':')
  const isWord = password.length < SHORTEST_MASK || /^\p{L}+$/u.test(password)
  const found = isWord ? [userinfo] : [userinfo, password]
  return [...found, ...found.map(percentDecoded)]
}

/** Inputs that are there for a secret. */
const OF_SECRETS: ReadonlySet<string> = new Set(['maton_api_key', 'github_token'])

/** Refuses the key and the token in any other input: what is written with it, all who see the release would read. */
export function refuseSecrets(reader: InputReader, { masked }: Secrets): void {
  const redact = createRedact(masked)
  for (const [input, value] of reader.values) {
    if (OF_SECRETS.has(input) || reader.rejected.has(input) || redact(value) === value) continue
    reader.problem(input, undefined, 'must not hold the key or the token: others would see it')
  }
}
