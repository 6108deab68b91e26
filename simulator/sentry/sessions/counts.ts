import type { SessionRow } from '../state/state.ts'

/** How a session ended. `healthy` also stands for one that is still running. */
export const STATUSES = ['healthy', 'errored', 'crashed', 'abnormal', 'unhandled'] as const
export type Status = (typeof STATUSES)[number]

export const SUM_SESSION = 'sum(session)'
export const COUNT_USERS = 'count_unique(user)'

/** The sums over rows of sessions. */
interface Counts {
  readonly sessions: number
  readonly users: number
  readonly sessionsBy: Readonly<Record<Status, number>>
  readonly usersBy: Readonly<Record<Status, number>>
}

/** The rates by name, as parts of 1. */
const RATES: ReadonlyMap<string, (counts: Counts) => number | null> = new Map([
  ['crash_free_rate(session)', counts => 1 - ofSessions(counts, 'crashed')],
  ['crash_free_rate(user)', counts => 1 - ofUsers(counts, 'crashed')],
  ['unhealthy_rate(session)', ({ sessions, sessionsBy }) => 1 - sessionsBy.healthy / sessions],
  ...(['crashed', 'errored', 'unhandled', 'abnormal'] as const).flatMap(
    status =>
      [
        [`${rateOf(status)}(session)`, (counts: Counts) => ofSessions(counts, status)],
        [`${rateOf(status)}(user)`, (counts: Counts) => ofUsers(counts, status)]
      ] as const
  )
])

function rateOf(status: Status): string {
  return status === 'crashed' ? 'crash_rate' : `${status}_rate`
}

function ofSessions({ sessions, sessionsBy }: Counts, status: Status): number {
  return sessionsBy[status] / sessions
}

function ofUsers({ users, usersBy }: Counts, status: Status): number {
  return usersBy[status] / users
}

export function isField(name: string): boolean {
  return name === SUM_SESSION || name === COUNT_USERS || isRate(name)
}

export function isRate(name: string): boolean {
  return RATES.has(name)
}

/**
 * The value of a field over rows of sessions; `null` for a rate of nothing.
 * @param of the statuses that count; a rate is always of all
 */
export function valueOf(field: string, rows: readonly SessionRow[], of: readonly Status[]): number | null {
  const counts = countsOf(rows)
  if (field === SUM_SESSION) return counted(counts.sessions, counts.sessionsBy, of)
  if (field === COUNT_USERS) return counted(counts.users, counts.usersBy, of)
  const rate = RATES.get(field)?.(counts) ?? null
  return rate !== null && Number.isFinite(rate) ? rate : null
}

function counted(all: number, by: Readonly<Record<Status, number>>, of: readonly Status[]): number {
  return of.length === STATUSES.length ? all : of.reduce((sum, status) => sum + by[status], 0)
}

function countsOf(rows: readonly SessionRow[]): Counts {
  const sum = (number: (row: SessionRow) => number) => rows.reduce((total, row) => total + number(row), 0)
  const sessions = sum(row => row.sessions)
  const [crashed, errored] = [sum(row => row.crashed), sum(row => row.errored)]
  const [abnormal, unhandled] = [sum(row => row.abnormal), sum(row => row.unhandled)]
  const healthy = Math.max(0, sessions - crashed - errored - abnormal - unhandled)
  return {
    sessions,
    sessionsBy: { healthy, errored, crashed, abnormal, unhandled },
    ...usersOf(rows)
  }
}

/** Each user counts once: as crashed if one of their sessions crashed, else as errored if one failed. */
function usersOf(rows: readonly SessionRow[]): Pick<Counts, 'users' | 'usersBy'> {
  const counted = (one: (row: SessionRow) => SessionRow['users'], less: ReadonlySet<string> = new Set()) => {
    const ids = new Set(rows.flatMap(row => one(row).ids.filter(id => !less.has(id))))
    return { ids, number: rows.reduce((sum, row) => sum + one(row).alone, 0) + ids.size }
  }
  const crashed = counted(row => row.crashedUsers)
  const errored = counted(row => row.erroredUsers, crashed.ids).number
  const users = counted(row => row.users).number
  const healthy = Math.max(0, users - crashed.number - errored)
  return { users, usersBy: { healthy, errored, crashed: crashed.number, abnormal: 0, unhandled: 0 } }
}
