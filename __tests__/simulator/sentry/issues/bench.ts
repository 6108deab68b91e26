import { at } from '../../simulator-bench.ts'
import { NotUnderstood } from '../../../../simulator/control/decode.ts'
import { seedIssues, seedStartIssue } from '../../../../simulator/sentry/issues/seed/seed.ts'
import { createIssueStore } from '../../../../simulator/sentry/issues/store.ts'
import { issueRoutes } from '../../../../simulator/sentry/issues/issues.ts'
import type { Access } from '../../../../simulator/sentry/requests/router.ts'
import { createSentryServer } from '../../../../simulator/sentry/server.ts'
import { createSentryState } from '../../../../simulator/sentry/state/start.ts'
import type { SentryState } from '../../../../simulator/sentry/state/state.ts'

type Json = Readonly<Record<string, unknown>>

/** An answer with its body as JSON has it. */
export interface BenchAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Sentry without a network, at a fixed time. */
export interface Bench {
  readonly now: number
  readonly state: SentryState
  /** A request below `/api/0`, by default with all scopes. */
  ask(method: string, target: string, options?: { body?: Json; access?: Partial<Access> }): BenchAnswer
  /** Like `ask('GET', …)`, below the organization `acme`. */
  get(target: string): BenchAnswer
  /** The titles that a search of `acme` finds, in the order of the answer. */
  titles(query: string, rest?: string): string[]
  /** What the control API answers. */
  seed(body: unknown): BenchAnswer
  /** Seeds issues and gives their ids. */
  ids(...seeds: Json[]): string[]
}

export const NOW = Date.parse('2026-06-01T12:00:00Z')

const ALL_SCOPES = [
  'org:read',
  'project:read',
  'project:write',
  'project:releases',
  'event:read',
  'event:write',
  'event:admin'
]

/** A bench at its start: `WEB-1` is there. */
export function startBench(): Bench {
  const issues = createIssueStore()
  const state = createSentryState(() => NOW, [])
  const context = { state, issues, now: () => NOW, fetchCommits: () => undefined, later: () => undefined }
  const server = createSentryServer(context, issueRoutes(context, issues))
  seedStartIssue(context, issues)

  const ask: Bench['ask'] = (method, target, { body = null, access = {} } = {}) => {
    const [path = '', query = ''] = target.split('?')
    const { headers = {}, ...answer } = server.handle({
      request: {
        method,
        path: `/api/0${path}`,
        query: new URLSearchParams(query.replaceAll('+', '%2B')),
        headers: { 'content-type': 'application/json' },
        body
      },
      access: { scopes: ALL_SCOPES, organizations: null, projects: null, ...access },
      caller: 'test',
      host: 'https://acme.sentry.io',
      ended: () => undefined
    })
    return { status: answer.status, headers, body: asJson(answer.body) }
  }
  const get = (target: string) => ask('GET', `/organizations/acme/${target}`)
  const seed = (body: unknown): BenchAnswer => {
    try {
      return { status: 200, headers: {}, body: asJson(seedIssues(context, issues, body)) }
    } catch (error) {
      if (error instanceof NotUnderstood) return { status: 400, headers: {}, body: { error: error.message } }
      throw error
    }
  }
  return {
    now: NOW,
    state,
    ask,
    get,
    titles: (query, rest = '') =>
      texts(get(`issues/?query=${encodeURIComponent(query)}${rest}`).body, 'title'),
    seed,
    ids: (...seeds) => texts(at(seed(seeds).body, 'issues'), 'id')
  }
}

function asJson(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body))
}

/** One field of every element of a list; fails when the value is no list. */
export function texts(list: unknown, key: string): string[] {
  if (!Array.isArray(list)) throw new Error(`not a list: ${JSON.stringify(list)}`)
  return list.map(element => String(at(element, key)))
}
