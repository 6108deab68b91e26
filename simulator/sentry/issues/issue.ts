import type { Organization, Project } from '../state/state.ts'

export const LEVELS = ['sample', 'debug', 'info', 'warning', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

export const PRIORITIES = ['low', 'medium', 'high'] as const
export type Priority = (typeof PRIORITIES)[number]

export const STATUSES = ['unresolved', 'resolved', 'ignored'] as const
export type Status = (typeof STATUSES)[number]

/** The substatuses of each status. A resolved issue has none. */
export const SUBSTATUSES = {
  unresolved: ['new', 'ongoing', 'regressed', 'escalating'],
  resolved: [],
  ignored: ['archived_until_escalating', 'archived_until_condition_met', 'archived_forever']
} as const
export type Substatus = (typeof SUBSTATUSES)[Status][number]

/** How an issue was resolved or archived, as Sentry sends it. */
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

/** The user or team that an issue is assigned to, as Sentry sends it. */
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

/** An issue. Sentry also calls it a group. Times are milliseconds since the epoch. */
export interface Issue extends Counts {
  readonly id: string
  /** Counts the issues of the project. It is the last part of the short id. */
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
  /** The release in which it was first seen in any environment. */
  readonly firstRelease: string | null
  /** The release in which it came back. */
  readonly regressedIn: string | null
  /** All releases in which it was seen: first `firstRelease`, last the latest. */
  readonly releases: ReadonlySet<string>
  /** The environments in which it was seen, each with its first release there. */
  readonly environments: ReadonlyMap<string, string | null>
  readonly firstSeen: number
  readonly lastSeen: number
  /** How many events it has. `count` may be higher, as at Sentry, which does not keep all events. */
  readonly events: number
  /** Whether lists leave it out although it takes a place on the page. So a page can be short or empty, as at Sentry. */
  readonly dropped: boolean
  /** The stack of each event, outermost first. */
  readonly frames: readonly Frame[]
  readonly releaseCounts: ReadonlyMap<string, Counts>
  assignedTo: Assignee | null
  hasSeen: boolean
  isBookmarked: boolean
  isSubscribed: boolean
  isPublic: boolean
  /** Whether somebody marked it as reviewed. */
  reviewed: boolean
}

/** The short id, such as `WEB-1`. It begins with the present slug of the project. */
export function shortIdOf(issue: Issue): string {
  return `${issue.project.slug.toUpperCase()}-${issue.number}`
}

/** Whether `value` is one of `choices`. */
export function isOneOf<const T extends string>(choices: readonly T[], value: unknown): value is T {
  return choices.some(choice => choice === value)
}
