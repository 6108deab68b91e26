import { ALL_SCOPES } from '../maton/connections.ts'
import type { Answer, Request } from '../http.ts'
import type { Access } from './requests/router.ts'
import type { SentryRequest, SentryServer } from './server.ts'
import type { SentryState } from './state/state.ts'

export const TOKEN_KINDS = ['organization', 'user', 'integration', 'old'] as const

/** A token that Sentry takes at its own address. */
export interface Token extends Access {
  readonly token: string
  readonly kind: (typeof TOKEN_KINDS)[number]
  /** Why Sentry refuses it: a text such as `Token expired`, or the code `sso-required` or `2fa-required`. `null`: it does not. */
  readonly refused: string | null
}

/** The settings of Sentry at its own address, and of what stands in front of it. */
export interface FrontSettings {
  /** The 404 for an unknown organization has no body in `saas`, and a `detail` in `self-hosted`. */
  readonly mode: 'saas' | 'self-hosted'
  /** A path that the API also answers below, such as `/sentry`; empty for none. */
  readonly prefix: string
  /** Whether every request gets a sign-in page, as from a gate. */
  readonly page: boolean
  /** The address that every request is redirected to; `null` for none. */
  readonly redirect: string | null
  /** Headers that a gate asks for, by name in lower case. A request without them gets the sign-in page. */
  readonly gate: Readonly<Record<string, string>>
  readonly rateHeaders: boolean
}

/** Sentry at its own address. */
export interface Front {
  handle(request: Request, exchange: Pick<SentryRequest, 'host' | 'ended'>): Answer
  put(token: Token): void
  set(settings: Partial<FrontSettings>): void
  /** Whether a path, as received, is one of Sentry's API. */
  owns(path: string): boolean
}

const START: FrontSettings = {
  mode: 'saas',
  prefix: '',
  page: false,
  redirect: null,
  gate: {},
  rateHeaders: true
}

/**
 * Sentry at its own address.
 * @param keys tokens with all scopes, which exist from the start
 */
export function createFront(given: {
  keys: readonly string[]
  state: SentryState
  sentry: SentryServer
}): Front {
  const { keys, state, sentry } = given
  const tokens = new Map<string, Token>()
  let settings = START
  const below = (path: string): string =>
    settings.prefix !== '' && path.startsWith(`${settings.prefix}/`)
      ? path.slice(settings.prefix.length)
      : path

  function accessOf(authorization: string | undefined): SentryRequest['access'] {
    if (authorization === undefined) return 'missing'
    const token = authorization.replace(/^Bearer /, '')
    const known = tokens.get(token)
    if (known !== undefined) {
      const { refused, scopes, organizations, projects } = known
      return refused === null ? { scopes, organizations, projects } : { refused }
    }
    if (keys.includes(token)) return { scopes: ALL_SCOPES, organizations: null, projects: null }
    return token.startsWith('sntrys_') ? { refused: 'Invalid org token' } : 'wrong'
  }

  /** sentry.io answers an unknown organization with an empty 404; a self-hosted Sentry adds a `detail`. */
  function inMode(answer: Answer, path: string): Answer {
    const slug = /^\/api\/0\/(?:organizations|projects|teams)\/([^/]+)\//.exec(path)?.[1]
    const isUnknown =
      slug !== undefined && !state.organizations.some(({ slug: known, id }) => known === slug || id === slug)
    return settings.mode === 'self-hosted' && answer.status === 404 && answer.body === undefined && isUnknown
      ? { ...answer, body: { detail: 'The requested resource does not exist' } }
      : answer
  }

  function withoutRates({ headers = {}, ...answer }: Answer): Answer {
    const kept = Object.entries(headers).filter(([name]) => !name.startsWith('x-sentry-rate-limit-'))
    return { ...answer, headers: Object.fromEntries(kept) }
  }

  return {
    owns: path => below(path).startsWith('/api/0'),
    put: token => void tokens.set(token.token, token),
    set(changed) {
      settings = { ...settings, ...changed }
    },
    handle(request, exchange) {
      const { page, redirect, gate, rateHeaders } = settings
      if (redirect !== null)
        return {
          status: 301,
          headers: { location: redirect + request.path, ...HTML },
          body: '<h1>Moved</h1>'
        }
      const isLetIn = Object.entries(gate).every(([name, value]) => request.headers[name] === value)
      if (page || !isLetIn) return { status: 200, headers: HTML, body: SIGN_IN }
      const path = below(request.path)
      const authorization = request.headers['authorization']
      const answer = sentry.handle({
        ...exchange,
        request: { ...request, path },
        access: accessOf(authorization),
        caller: authorization ?? 'nobody'
      })
      const inThisMode = inMode(answer, path)
      return rateHeaders ? inThisMode : withoutRates(inThisMode)
    }
  }
}

const HTML = { 'content-type': 'text/html' }
const SIGN_IN = '<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>'
