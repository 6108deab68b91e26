import { OWN_TOKEN, PREFIXED_TOKEN } from '../text/secrets/mask.ts'
import { SHORTEST_MASK } from '../text/secrets/redact.ts'

/** The values of fields with these names. `key=` and `token=` count in longer names too. */
const NAMED_VALUE =
  /(?:token|key|secret|password|passwd|pwd|session\w{0,20}|auth\w{0,20})["']?\s{0,3}[=:]\s{0,3}["']?(?:bearer\s{1,3})?([^\s"'&#;,]+)/gi
/** A token of Maton, GitHub or Sentry, even a short piece of one. Maton's begin with `mk_`. */
const GIVEN_TOKEN = new RegExp(`(?:mk_|${OWN_TOKEN})[\\w.+/=-]*`, 'gi')
/** Old tokens of Sentry are 64 hex digits without a prefix. */
const BARE_TOKEN = /(?<![\da-z])[\da-f]{64}(?![\da-z])/gi
const USERINFO = /(?:^|\/\/)([^\s/?#@]+)@/g

const SIGNS = [
  /(?:token|key|secret|password|passwd|pwd|session\w{0,20})["']?\s{0,3}[=:]/i,
  GIVEN_TOKEN,
  PREFIXED_TOKEN,
  BARE_TOKEN
]

/** Whether a value may hold a secret. Such a value is never shown when it is rejected. */
export function mayHoldSecret(value: string): boolean {
  return [value, percentDecoded(value)].some(text => {
    const scheme = text.indexOf('://')
    return SIGNS.some(sign => text.search(sign) >= 0) || (scheme >= 0 && text.includes('@', scheme))
  })
}

/** The secrets that a value may hold: the value itself, and its parts that have the name, the prefix or the place of a secret. */
export function secretsIn(value: string): readonly string[] {
  if (!mayHoldSecret(value)) return []
  const parts = [value, percentDecoded(value)].flatMap(text => [
    text,
    ...[...text.matchAll(NAMED_VALUE)].map(([, secret = '']) => secret),
    ...[GIVEN_TOKEN, PREFIXED_TOKEN, BARE_TOKEN].flatMap(token =>
      [...text.matchAll(token)].map(([secret]) => secret)
    ),
    ...[...text.matchAll(USERINFO)].flatMap(([, userinfo = '']) => [
      userinfo,
      userinfo.slice(userinfo.indexOf(':') + 1)
    ])
  ])
  return [...new Set(parts)].filter(part => part.length >= SHORTEST_MASK)
}

/** A text without percent-encoding: addresses inside of addresses are encoded. */
export function percentDecoded(value: string): string {
  return value.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
}
