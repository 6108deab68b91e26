import { factsOfToken, isDsn, type TokenFacts } from '../../direct/token.ts'
import { isSaas, SAAS } from '../../way/saas.ts'
import type { ChosenDirect, Remark } from '../../way/chosen.ts'
import type { InputReader } from '../inputs.ts'
import { mayHoldSecret } from '../rejected.ts'
import { readAddress } from './address.ts'
import { readHeaders } from './headers.ts'

/** The direct way, and the organization that its token is of. */
export interface Direct {
  readonly way: ChosenDirect
  readonly organization: string | undefined
}

/** Reads what the direct way needs. @param remarks what the log is to say beside it */
export function readDirect(reader: InputReader, token: string, remarks: readonly Remark[]): Direct {
  const facts = checkToken(reader, token)
  for (const input of ['maton_connection', 'maton_url'])
    if (reader.text(input) !== undefined)
      reader.problem(
        input,
        undefined,
        'not with sentry_auth_token, which goes straight to Sentry: leave it out'
      )
  const { url, from, isDefault, remarks: more } = readUrl(reader, facts)
  const way: ChosenDirect = {
    kind: 'direct',
    token,
    tokenKind: facts.kind,
    tokenFrom: reader.nameOf('sentry_auth_token'),
    url,
    urlFrom: from,
    isDefault,
    headers: readHeaders(reader),
    remarks: [...remarks, ...more]
  }
  return { way, organization: readOrganization(reader, facts.organization) }
}

function checkToken(reader: InputReader, token: string): TokenFacts {
  const refuse = (allowed: string): void => reader.problem('sentry_auth_token', undefined, allowed)
  if (isDsn(token))
    refuse('is a DSN, with which events are sent: make a token in Sentry under Settings, Auth Tokens')
  else if (/^https?:\/\//i.test(token))
    refuse('is an address, which belongs into sentry_url: give the token, from a secret')
  else if (/^mk_/i.test(token) || token === reader.variable('MATON_API_KEY'))
    refuse('is a Maton key: give it as maton_api_key')
  else if (!/^[\x21-\x7e]+$/.test(token))
    refuse('must be a token without blanks and line breaks: copy it again')
  return factsOfToken(token)
}

/** An organization that the inputs name must be the token's. An id cannot be compared with a slug. */
function readOrganization(reader: InputReader, ofToken: string | undefined): string | undefined {
  const given = reader.text('organization', { fallback: 'SENTRY_ORG' })
  if (given === undefined || ofToken === undefined || given === ofToken || /^\d+$/.test(given))
    return given ?? ofToken
  const isVariable = reader.nameOf('organization') !== 'organization'
  reader.problem(
    'organization',
    given,
    `the token is of the organization ${ofToken}: remove the one or change the other${
      isVariable ? '; after a rename of the organization make a new token' : ''
    }`
  )
  return given
}

interface Address {
  readonly url: URL
  readonly from: string
  readonly isDefault: boolean
  readonly remarks: readonly Remark[]
}

/** The address: given, else the token's own, else sentry.io. */
function readUrl(reader: InputReader, { url: ofToken }: TokenFacts): Address {
  const isInput = reader.text('sentry_url') !== undefined
  const given = reader.text('sentry_url', { fallback: 'SENTRY_URL' })
  const from = given === undefined ? 'the address in the token' : reader.nameOf('sentry_url')
  const text = given ?? ofToken
  if (text === undefined) return { url: new URL(SAAS), from: 'sentry_url', isDefault: true, remarks: [] }
  const read = readSentryAddress(text, isInput)
  if (read.kind === 'problem') {
    const allowed =
      given === undefined ? `the token names an address that is not used: ${read.allowed}` : read.allowed
    reader.problem('sentry_url', read.isShown ? text : undefined, allowed)
    return { url: new URL(SAAS), from, isDefault: false, remarks: [] }
  }
  if (given !== undefined && ofToken !== undefined && !isSameSentry(read.url, ofToken))
    reader.problem(
      'sentry_url',
      given,
      `the token is one of ${addressOnly(ofToken)}: remove the address, or give a token of that Sentry`
    )
  return { url: read.url, from, isDefault: false, remarks: read.remarks }
}

type ReadSentryAddress =
  | { readonly kind: 'address'; readonly url: URL; readonly remarks: readonly Remark[] }
  | { readonly kind: 'problem'; readonly allowed: string; readonly isShown: boolean }

function readSentryAddress(given: string, isInput: boolean): ReadSentryAddress {
  const problem = (allowed: string, isShown = true): ReadSentryAddress => ({
    kind: 'problem',
    allowed,
    isShown
  })
  if (isForEvents(given))
    return problem(
      `events are sent to this address (it is a DSN, or the host of one): the API of Sentry is at ${SAAS}, or at the address of your own Sentry`,
      !given.includes('@')
    )
  if (/^[\w.-]+(?::\d+)?(?:\/\S*)?$/.test(given))
    return problem(
      `an address with its scheme: https://${mayHoldSecret(given) ? 'sentry.example.com' : given}`,
      !mayHoldSecret(given)
    )
  const address = readAddress(given, SAAS)
  if (address.kind === 'problem') return address
  const url = withoutApi(address.url)
  if (isSaas(url) && (url.protocol !== 'https:' || url.port !== '' || url.pathname !== '/'))
    return problem(`an https: address of sentry.io without port and path: https://${url.hostname}`)
  if (address.isOpen && !isInput)
    return problem(
      'an https: address, because the token goes there; a Sentry that has none is given as the input sentry_url'
    )
  return {
    kind: 'address',
    url,
    remarks: remarksOn(url, { isOpen: address.isOpen, isCut: url.href !== address.url.href })
  }
}

/** Users copy the address of the API; all paths begin with it anyway. */
function withoutApi(url: URL): URL {
  return new URL(url.href.replace(/\/api\/0\/?$/, '/'))
}

function remarksOn(url: URL, { isOpen, isCut }: { isOpen: boolean; isCut: boolean }): readonly Remark[] {
  const remarks: readonly (readonly [boolean, Remark])[] = [
    [isCut, { level: 'notice', text: `sentry_url is taken without /api/0: ${url.href}` }],
    [
      url.pathname !== '/',
      {
        level: 'notice',
        text: 'sentry_url has a path, which Sentry itself does not support: behind a proxy that takes it away the API works, but links of Sentry may not.'
      }
    ],
    [
      isOpen,
      {
        level: 'warning',
        text: `sentry_url has no TLS: everyone on the way to ${url.host}, a proxy too, can read the token. Use https: if this Sentry can.`
      }
    ]
  ]
  return remarks.flatMap(([isSaid, remark]) => (isSaid ? [remark] : []))
}

function isForEvents(given: string): boolean {
  const withScheme = /^https?:\/\//i.test(given) ? given : `https://${given}`
  return isDsn(given) || (URL.canParse(withScheme) && isIngest(new URL(withScheme)))
}

/** A Sentry of one's own may be at such a name, too. */
function isIngest({ hostname }: URL): boolean {
  return /(?:^|\.)ingest\.(?:[a-z]+\.)?sentry\.io$/.test(hostname)
}

/** All of `sentry.io` is one Sentry. Of others scheme, host and port count. */
function isSameSentry(url: URL, other: string): boolean {
  if (!URL.canParse(other)) return true
  const { origin } = new URL(other)
  return url.origin === origin || (isSaas(url) && isSaas(new URL(other)))
}

/** An address in a token may be anything: only scheme and host are shown. */
function addressOnly(text: string): string {
  return URL.canParse(text) ? new URL(text).origin : 'another Sentry'
}
