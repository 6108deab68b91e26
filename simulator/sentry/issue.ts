import type { Organization, Project } from './state.ts'

export const LEVELS = ['sample', 'debug', 'info', 'warning', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

export const PRIORITIES = ['low', 'medium', 'high'] as const
export type Priority = (typeof PRIORITIES)[number]

export const STATUSES = ['unresolved', 'resolved', 'ignored'] as const
export type Status = (typeof STATUSES)[number]

/** Which substatuses a status may have; a resolved issue has none. */
export const SUBSTATUSES = {
  unresolved: ['new', 'ongoing', 'regressed', 'escalating'],
  resolved: [],
  ignored: ['archived_until_escalating', 'archived_until_condition_met', 'archived_forever']
} as const
export type Substatus = (typeof SUBSTATUSES)[Status][number]

/** How an issue was resolved or archived, in the words of Sentry's answers. */
export interface StatusDetails {
  readonly inRelease?: string
  readonly inNextRelease?: true
  readonly inCommit?: string
  /** A time as Sentry writes it. */
  readonly ignoreUntil?: string
  readonly ignoreCount?: number
  readonly ignoreWindow?: number
  readonly ignoreUserCount?: number
  readonly ignoreUserWindow?: number
}

/** Who an issue is assigned to, as Sentry sends it. */
export interface Assignee {
  readonly type: 'user' | 'team'
  readonly id: string
  readonly name: string
  readonly email?: string
}

export interface Frame {
  readonly filename: string
  readonly absPath: string
  readonly module: string | null
  readonly function: string | null
  readonly lineNo: number | null
  readonly inApp: boolean
}

/** How often an issue was seen. */
export interface Counts {
  readonly count: number
  readonly userCount: number
}

/** An issue (a group, in Sentry's own words). Times are milliseconds since the epoch. */
export interface Issue extends Counts {
  readonly id: string
  /** Counted per project; the last part of the short id. */
  readonly number: number
  readonly organization: Organization
  readonly project: Project
  readonly title: string
  readonly type: string
  readonly value: string
  readonly culprit: string
  readonly filename: string
  readonly level: Level
  priority: Priority | null
  status: Status
  substatus: Substatus | null
  statusDetails: StatusDetails
  readonly platform: string
  readonly logger: string | null
  readonly isUnhandled: boolean
  /** The release it was first seen in, over all environments. */
  readonly firstRelease: string | null
  /** The release it came back in. */
  readonly regressedIn: string | null
  /** All releases it was seen in, `firstRelease` first, the latest last. */
  readonly releases: ReadonlySet<string>
  /** The environments it was seen in, with the first release there. */
  readonly environments: ReadonlyMap<string, string | null>
  readonly firstSeen: number
  readonly lastSeen: number
  /** How many events can be read. */
  readonly events: number
  /** Takes its place on a page of a list, but is not sent. */
  readonly dropped: boolean
  /** The stack of each event, outermost first. */
  readonly frames: readonly Frame[]
  readonly releaseCounts: ReadonlyMap<string, Counts>
  assignedTo: Assignee | null
  hasSeen: boolean
  isBookmarked: boolean
  isSubscribed: boolean
  isPublic: boolean
  /** Somebody has marked it as reviewed. */
  reviewed: boolean
}

/** `WEB-1`: from the present slug of the project. */
export function shortIdOf(issue: Issue): string {
  return `${issue.project.slug.toUpperCase()}-${issue.number}`
}

/** Whether `value` is one of `choices`. */
export function isOneOf<const T extends string>(choices: readonly T[], value: unknown): value is T {
  return choices.some(choice => choice === value)
}
