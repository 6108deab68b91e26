import type { Period } from '../../requests/period.ts'
import type { IssueStore } from '../store.ts'
import type { Issue } from '../issue.ts'
import type { Organization } from '../../state/state.ts'

/** One event of an issue. Events are not stored: each is computed from its issue and its index. */
export interface IssueEvent {
  readonly issue: Issue
  /** From 0, the oldest. */
  readonly index: number
  /** 32 hexadecimal digits. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly release: string | null
  readonly environment: string | null
}

/** The id of an event: 16 digits for its issue, 16 for its index. */
const HALF = 16

/**
 * The event of an issue at an index, from 0, the oldest; `undefined` if there is none. Events are spread evenly from `firstSeen` to
 * `lastSeen`, and over the releases and environments. A single event is at `lastSeen`.
 */
export function eventAt(issue: Issue, index: number): IssueEvent | undefined {
  if (index < 0 || index >= issue.events) return undefined
  const position = issue.events === 1 ? 1 : index / (issue.events - 1)
  return {
    issue,
    index,
    id: hexadecimal(Number(issue.id)) + hexadecimal(index + 1),
    time: Math.round(issue.firstSeen + (issue.lastSeen - issue.firstSeen) * position),
    release: pick([...issue.releases], position),
    environment: pick([...issue.environments.keys()], position)
  }
}

/** At most `max` events of an issue in a period, newest first. */
export function newestEvents(issue: Issue, period: Period, max: number): IssueEvent[] {
  const events: IssueEvent[] = []
  for (let index = issue.events - 1; index >= 0 && events.length < max; index -= 1) {
    const event = eventAt(issue, index)
    if (event !== undefined && event.time >= period.start && event.time <= period.end) events.push(event)
  }
  return events
}

/** The event of this id, which may have dashes. */
export function findEvent(store: IssueStore, organization: Organization, id: string): IssueEvent | undefined {
  const digits = id.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined
  const issue = store.find(String(Number.parseInt(digits.slice(0, HALF), 16)))
  if (issue?.organization !== organization) return undefined
  const event = eventAt(issue, Number.parseInt(digits.slice(HALF), 16) - 1)
  return event?.id === digits ? event : undefined
}

function hexadecimal(number: number): string {
  return number.toString(16).padStart(HALF, '0')
}

function pick(values: readonly string[], position: number): string | null {
  return values[Math.round(position * (values.length - 1))] ?? null
}
