import { givenKey, givenUrl } from './access.ts'
import type { InputReader } from './inputs.ts'

/** The secrets of a run. `masked`: those that the runner has to mask. `all`: what must not be said, whoever says it. */
export interface Secrets {
  readonly masked: readonly string[]
  readonly all: readonly string[]
}

/** The key and the token, and user names and passwords in the addresses of proxies and of Maton. */
export function secretsOf(reader: InputReader, env: Readonly<Record<string, string | undefined>>): Secrets {
  const masked = [givenKey(reader), reader.text('github_token')].filter(secret => secret !== undefined)
  const proxies = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].map(name => env[name] ?? '')
  const passwords = [...proxies, givenUrl(reader) ?? ''].flatMap(userinfoOf)
  return { masked, all: [...masked, ...passwords] }
}

/** User name and password of an address, also of one that no parser takes. */
function userinfoOf(address: string): readonly string[] {
  const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(address)?.[1]
  if (userinfo === undefined) return []
  const [user = '', ...password] = userinfo.split(':')
  return [userinfo, user, password.join(':')]
}
