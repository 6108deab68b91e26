import { at, parseJson, textAt } from '../text/json.ts'
import type { TokenKind } from '../way/chosen.ts'

/** What a Sentry token says of itself. Nothing of it is proved: an organization token is not signed. */
export interface TokenFacts {
  readonly kind: TokenKind
  /** The organization and the address that an organization token names. */
  readonly organization: string | undefined
  readonly url: string | undefined
}

/** A longer token is not decoded. Sentry's have about 250 characters. */
const MAX_LENGTH = 2_048

/**
 * Reads a token by its form, as lenient as Sentry's own tools: one that cannot be read is a token all the same.
 * Source: `sntrys_` + base64 of `{"iat", "url", "region_url", "org"}` + `_` + secret; the other prefixes are followed by 64 hex digits.
 */
export function factsOfToken(token: string): TokenFacts {
  const claims = claimsOf(token)
  return {
    kind: kindOf(token),
    organization: textAt(claims, 'org'),
    url: textAt(claims, 'url')
  }
}

function kindOf(token: string): TokenKind {
  const [, prefix] = /^sntry([a-z]*)_/.exec(token) ?? []
  if (prefix === undefined) return /^[0-9a-f]{64}$/i.test(token) ? 'old' : 'unknown'
  if (prefix === 's') return 'organization'
  if (prefix === 'u') return 'user'
  if (prefix === 'i') return 'integration'
  return prefix.startsWith('a') ? 'application' : 'other'
}

function claimsOf(token: string): unknown {
  const [prefix, payload = '', secret, ...rest] = token.length > MAX_LENGTH ? [] : token.split('_')
  if (prefix !== 'sntrys' || secret === undefined || rest.length > 0) return undefined
  const claims = parseJson(Buffer.from(payload, 'base64').toString())
  // seconds, with a fraction
  return typeof at(claims, 'iat') === 'number' && at(claims, 'iat') !== 0 ? claims : undefined
}

/** Whether a text has the form of a Sentry token: it is never a Maton key. */
export function isSentryToken(text: string): boolean {
  return /^sntry[a-z]*_/.test(text)
}

/** Whether a text is a DSN, with which events are sent: an address with a key before the host and a number at its end. */
export function isDsn(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && url.username !== '' && /\/\d+\/?$/.test(url.pathname)
}

/** How messages call a token of a kind. */
export const TOKEN_WORDS: Readonly<Record<TokenKind, string>> = {
  organization: 'organization token',
  user: 'user token',
  integration: 'token of an internal integration',
  application: 'token of an application',
  other: 'Sentry token of an unknown kind',
  old: 'user token or token of an integration, without a prefix',
  unknown: 'token of an unknown form'
}

/** The secret parts of a token: besides the whole, the parts of an organization token that are long enough to be found. */
export function partsOfToken(token: string): readonly string[] {
  return token.startsWith('sntrys_') ? [token, ...token.split('_').filter(part => part.length > 8)] : [token]
}
