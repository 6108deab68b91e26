import { isLoopback } from '../../http/proxy.ts'
import { mayHoldSecret } from '../rejected.ts'

/** An address that a token or key may be sent to, or what is wrong with it. */
export type ReadAddress =
  | { readonly kind: 'address'; readonly url: URL; readonly isOpen: boolean }
  | {
      readonly kind: 'problem'
      readonly allowed: string
      /** Whether the address as given may be shown: it may hold a password. */
      readonly isShown: boolean
    }

/**
 * Reads an address that goes into requests with a secret. `isOpen`: it is `http:` on another machine, which the caller has to refuse
 * or to warn of.
 * @param example shown where no address is seen
 */
export function readAddress(given: string, example: string): ReadAddress {
  // an address that cannot be read may still hold a password
  const isShown = !given.includes('@') && !mayHoldSecret(given)
  const problem = (allowed: string): ReadAddress => ({ kind: 'problem', allowed, isShown })
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return problem(`an address such as ${example}`)
  if (url.username !== '' || url.password !== '')
    return { kind: 'problem', allowed: 'must be an address without user name and password', isShown: false }
  if (url.search !== '' || url.hash !== '') return problem('an address without ? and #')
  return { kind: 'address', url, isOpen: url.protocol === 'http:' && !isLoopback(url) }
}
