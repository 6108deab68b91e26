import { at, countAt, listAt, textAt } from '../../text/json.ts'
import { type Numbers } from './facts.ts'
import type { Share } from './share.ts'

/** The fields of Sentry's route for sessions. */
export const SESSIONS = 'sum(session)'
export const USERS = 'count_unique(user)'
export const CRASH_FREE_SESSIONS = 'crash_free_rate(session)'
export const CRASH_FREE_USERS = 'crash_free_rate(user)'

/** The window that was answered. */
export function decodeWindow(json: unknown): { readonly start?: string; readonly end?: string } {
  const [start, end] = [textAt(json, 'start'), textAt(json, 'end')]
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

/** The sessions of all groups together. */
export function decodeTotal(json: unknown): number {
  return listAt(json, ['groups'])
    .map(group => count(group, SESSIONS))
    .reduce((sum, sessions) => sum + sessions, 0)
}

/**
 * The numbers of one release in an answer that is grouped by release. A missing group, zero and `null` mean the same: nothing.
 * @returns `misses`: there are sessions but no rate, so the statuses are needed
 */
export function decodeNumbers(
  json: unknown,
  release: string
): { readonly numbers: Numbers; readonly misses: boolean } {
  const group = groupsOf(json, release)[0]
  const [sessions, users] = [count(group, SESSIONS), count(group, USERS)]
  const crashFreeSessions = shareOf(at(group, 'totals', CRASH_FREE_SESSIONS), sessions)
  return {
    numbers: {
      sessions,
      users,
      crashFreeSessions,
      crashFreeUsers: shareOf(at(group, 'totals', CRASH_FREE_USERS), users),
      tellsUsers: group === undefined || at(group, 'totals', CRASH_FREE_USERS) !== undefined,
      errorRate: undefined,
      unhandledRate: undefined
    },
    misses: sessions > 0 && crashFreeSessions === undefined
  }
}

/** The same numbers, completed from the sessions by status. Statuses are added up only without a known total, because they may overlap. */
export function withStatuses(numbers: Numbers, json: unknown, release: string): Numbers {
  const counts = new Map(
    groupsOf(json, release).map(group => [textAt(group, 'by', 'session.status'), count(group, SESSIONS)])
  )
  const sessions =
    numbers.sessions > 0 ? numbers.sessions : [...counts.values()].reduce((sum, one) => sum + one, 0)
  if (sessions === 0) return numbers
  const share = (part: number): Share => ({ part: Math.min(Math.max(part, 0), sessions), of: sessions })
  const of = (status: string): Share | undefined => {
    const found = counts.get(status)
    return found === undefined ? undefined : share(found)
  }
  // a status without a session may have no group
  const isTold = ['healthy', 'errored', 'crashed', 'abnormal'].some(status => counts.has(status))
  const [crashed, healthy] = ['crashed', 'healthy'].map(status =>
    isTold ? (counts.get(status) ?? 0) : undefined
  )
  return {
    ...numbers,
    sessions,
    crashFreeSessions:
      numbers.crashFreeSessions ?? (crashed === undefined ? undefined : share(sessions - crashed)),
    errorRate: healthy === undefined ? undefined : share(sessions - healthy),
    unhandledRate: of('unhandled')
  }
}

function groupsOf(json: unknown, release: string): readonly unknown[] {
  return listAt(json, ['groups']).filter(group => at(group, 'by', 'release') === release)
}

/** A count as a whole number; 0 if there is none. */
function count(group: unknown, field: string): number {
  return Math.round(countAt(group, 'totals', field) ?? 0)
}

/** The whole numbers behind a rate. By an error of the server it may be below 0 or above 1. */
function shareOf(sent: unknown, of: number): Share | undefined {
  const rate = typeof sent === 'number' ? Math.max(sent, 0) : countAt(sent)
  if (rate === undefined || of === 0) return undefined
  return { part: of - Math.round((1 - Math.min(rate, 1)) * of), of }
}
