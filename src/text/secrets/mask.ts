import { isIPv4, isIPv6 } from 'node:net'
import { cutForSearch } from '../clean.ts'

/** What may stand before a secret, such as `Authorization: Bearer …` or `password=…`, and what follows it. */
const NAMED_VALUE =
  /(?<![a-z\d])((?:authorization|api[_-]?key|access[_-]?key|password|passwd|pwd|secret|token|session(?:[_-]?id)?)(["']?\s{0,3}[:=]\s{0,3}["']?))(?:(bearer|basic|token)(\s{1,3}))?([^\s"',;&)\]}]{3,})/giu
const WITH_SCHEME = /\b(bearer|basic)(\s{1,3})([\w+/=.~-]{8,})/gi

/** Assigned without a blank (`password=…`), or the value of a quoted field (`"password": "…"`). */
const ASSIGNED = /^["']?=["']?$|^["']\s*[:=]\s*["']$/
/** What programs print for a value that is no secret. */
const LITERAL = /^(?:true|false|null|undefined|none|nil)$/i
/** Words of prose, also joined ones: `string`, `Unauthorized`, `not-found.` */
const WORDS = /^\p{L}+(?:[-_'’./]\p{L}+)*[.!?:…]*$/u
const WORD = /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)[.!?:…]*$/u
/** A letter and a digit side by side or apart, or a number that is too long for a count. */
const LETTER_AND_DIGIT = /^(?=.*\p{L})(?=.*\d)/u
const LONG_NUMBER = /^\d{6,}$/
const USER_AND_PASSWORD = /:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/g
/** From the beginning of its word: a search from each `eyJ` in it would take the square of its length. */
const JSON_WEB_TOKEN = /(?<![\w-])([\w-]{8,})\.[\w-]+(?:\.[\w-]*)?/g
/** How the tokens of GitHub and Sentry begin; no word does. */
export const OWN_TOKEN = 'gh[opusr]_|github_pat_|sntry[a-z]{0,8}_'
/** The tokens that have a prefix, as their makers write them. */
export const PREFIXED_TOKEN = new RegExp(
  `\\b(?:${OWN_TOKEN}|glpat-|sk[_-]|pk_|rk_|whsec_|xox[a-z]-|npm_|pypi-|hf_|AIza|A[KS]IA)[\\w-]{12,}`,
  'g'
)
/** Runs without a known prefix: 32 or more hex digits, or 32 or more letters of both sizes with three digits among them. */
const LONG_HEX = /(?<![\w-])[0-9a-f]{32,}(?![\w-])/gi
const LONG_RANDOM =
  /(?<![\w+-])(?=(?:[A-Za-z_+-]*\d){3})(?=[a-z\d_+-]*[A-Z])(?=[A-Z\d_+-]*[a-z])[\w+-]{32,}={0,2}/g

// the last label of a domain has letters only: `web@1.1.0` is a release
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}{2,63}/gu
const IP_V4_CANDIDATE = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g
const IP_V6_CANDIDATE = /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi

/**
 * Hides what must not stand in a comment even where titles are shown in full: tokens and passwords, e-mail
 * addresses, IP addresses. Call it before `clean`, which may cut a secret to a piece that is no longer known as one.
 *
 * @returns the text with `[token]`, `[email]` and `[ip]` in their place
 */
export function maskSensitive(text: string): string {
  return cutForSearch(text)
    .replace(USER_AND_PASSWORD, '://[token]@')
    .replace(NAMED_VALUE, maskNamed)
    .replace(WITH_SCHEME, (all, scheme: string, _blanks: string, value: string) =>
      WORD.test(value) ? all : `${scheme} [token]`
    )
    .replace(JSON_WEB_TOKEN, maskedWebToken)
    .replace(PREFIXED_TOKEN, '[token]')
    .replace(LONG_HEX, '[token]')
    .replace(LONG_RANDOM, '[token]')
    .replace(EMAIL, '[email]')
    .replace(IP_V4_CANDIDATE, candidate => (isIPv4(candidate) ? '[ip]' : candidate))
    .replace(IP_V6_CANDIDATE, candidate => (isIPv6(candidate) && /\d/.test(candidate) ? '[ip]' : candidate))
}

/**
 * Prose has the same words as a configuration: `Unexpected token: string` names no secret. Hence the value's own form decides,
 * and the word before it only where the value is assigned to it.
 */
function maskNamed(
  all: string,
  before: string,
  sign: string,
  scheme: string | undefined,
  _blanks: string | undefined,
  value: string
): string {
  if (scheme !== undefined) return WORD.test(value) ? all : `${before}${scheme} [token]`
  const isSecret = ASSIGNED.test(sign) ? !LITERAL.test(value) : isSecretByForm(value)
  return isSecret ? `${before}[token]` : all
}

function isSecretByForm(value: string): boolean {
  if (WORDS.test(value)) return false
  return LETTER_AND_DIGIT.test(value) || LONG_NUMBER.test(value)
}

/** The header of a JSON Web Token begins with `eyJ`, which is `{"` in Base64. */
function maskedWebToken(found: string, header: string): string {
  const start = header.search(/\beyJ/)
  return start === -1 || header.length - start < 8 ? found : `${found.slice(0, start)}[token]`
}
