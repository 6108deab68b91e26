import { SAAS } from './saas.ts'
import { isOfSentry } from './way.ts'

/** The way that a run takes to Sentry, as its inputs say. `Way` is the same one, open. */
export type ChosenWay = ChosenMaton | ChosenDirect

/** Through Maton. */
export interface ChosenMaton {
  readonly kind: 'maton'
  readonly key: string
  /** The id of the connection to use; `undefined` for the only active one. */
  readonly connection: string | undefined
  readonly url: URL
  readonly remarks: readonly Remark[]
}

/** Straight to Sentry. */
export interface ChosenDirect {
  readonly kind: 'direct'
  readonly token: string
  readonly tokenKind: TokenKind
  /** What gave the token, for messages: the input, or the variable. */
  readonly tokenFrom: string
  readonly url: URL
  /** What gave the address, for messages. */
  readonly urlFrom: string
  /** Whether nothing gave it, so that it is sentry.io. */
  readonly isDefault: boolean
  /** Headers for a gate in front of Sentry, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly remarks: readonly Remark[]
}

/** Something that the log has to say of how Sentry is reached. */
export interface Remark {
  readonly level: 'info' | 'notice' | 'warning'
  readonly text: string
}

/**
 * What a Sentry token is, by its form. `other`: one of Sentry's that is not known here. `old`: of a user or of an integration, from
 * the time before there were prefixes. `unknown`: perhaps none of Sentry's.
 */
export type TokenKind = 'organization' | 'user' | 'integration' | 'application' | 'other' | 'old' | 'unknown'

/** Where Sentry's pages are for people. Maton reaches Sentry's own service only. */
export function siteOf(chosen: ChosenWay): URL {
  return chosen.kind === 'direct' ? chosen.url : new URL(SAAS)
}

/** Whether the only organization that a run may see can be looked up: sentry.io lists those of one region. */
export function findsOrganization({ kind }: ChosenWay): boolean {
  return kind === 'maton'
}

/** All that an organization token may do. */
const OF_ORGANIZATION_TOKENS = 'org:ci'

/**
 * Why an operation is refused on this way, in words that go on "this operation …"; `undefined` when only the server can tell.
 * @param operation its path, and the scopes of which one is needed
 */
export function refusalOf(
  chosen: ChosenWay,
  { path, scopes }: { readonly path: string; readonly scopes: readonly string[] }
): string | undefined {
  if (chosen.kind === 'maton') return undefined
  if (!isOfSentry({ path })) return 'is one of Maton: it needs maton_api_key'
  if (chosen.tokenKind !== 'organization' || scopes.includes(OF_ORGANIZATION_TOKENS)) return undefined
  return `needs the scope ${scopes.join(' or ')}, which an organization token never has: ${OTHER_TOKEN}`
}

/** What does what an organization token does not. */
const OTHER_TOKEN =
  'use the token of an internal integration (in Sentry: Settings, Custom Integrations) or a user token that has it'
