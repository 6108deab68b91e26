import { withoutTrailing } from './clean.ts'
import { isDots } from './names.ts'
import { repositoryName, type RepositoryName } from './repository.ts'

/**
 * Makes an address of foreign texts. Each text becomes one encoded segment. The address has to lead to the host
 * that was meant.
 * @param base scheme and host, maybe with a path
 * @param segments what follows, segment by segment; an empty one at the end gives a slash
 * @param query a list repeats its name
 * @returns `undefined` when there is no such address
 */
export function addressOf(
  base: string,
  segments: readonly string[],
  query: Readonly<Record<string, string | readonly string[]>> = {}
): string | undefined {
  const home = withoutTrailing(base, '/')
  if (!URL.canParse(home) || segments.some(isDots)) return undefined
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value])
  )
  const search = new URLSearchParams(pairs).toString()
  const path = segments.map(segment => encodeURIComponent(segment.toWellFormed())).join('/')
  const address = `${home}/${path}${search === '' ? '' : `?${search}`}`
  return URL.canParse(address) && new URL(address).origin === new URL(home).origin ? address : undefined
}

/** The host of an address, as `link` takes it: with its port, and without TLS with its scheme too. Empty for no address. */
export function hostsOf(address: string | undefined): readonly string[] {
  if (address === undefined || !URL.canParse(address)) return []
  const { protocol, host, origin } = new URL(address)
  return [protocol === 'https:' ? host : origin]
}

/** An address that a server sent, if it is a page of the host that was asked. */
export function addressOn(base: string, address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address) || !URL.canParse(base)) return undefined
  const { origin, username, password } = new URL(address)
  return origin === new URL(base).origin && username === '' && password === '' ? address : undefined
}

/** A page of a repository at GitHub; `undefined` for a repository that is not named as GitHub names them. */
export function repositoryPage(
  { serverUrl, owner, name }: RepositoryName & { readonly serverUrl: string },
  segments: readonly string[]
): string | undefined {
  if (repositoryName(`${owner}/${name}`) === undefined) return undefined
  return addressOf(serverUrl, [owner, name, ...segments])
}
