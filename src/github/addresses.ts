import { addressOf } from '../text/address.ts'
import { repositoryName, type RepositoryName } from '../text/names.ts'

/** A page of a repository at GitHub; `undefined` for a repository that is not named as GitHub names them. */
export function repositoryPage(
  { serverUrl, owner, name }: RepositoryName & { readonly serverUrl: string },
  segments: readonly string[]
): string | undefined {
  if (repositoryName(`${owner}/${name}`) === undefined) return undefined
  return addressOf(serverUrl, [owner, name, ...segments])
}
