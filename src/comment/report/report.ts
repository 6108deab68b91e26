import type { Verdict } from '../judge/gate.ts'

/** Why an issue belongs to a release: first seen in it, came back in it, gets worse in it. In the order of the report. */
export const KINDS = ['new', 'regressed', 'escalating'] as const
export type Kind = (typeof KINDS)[number]

/** Sentry's levels, the mildest first. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

/** Whether `level` is `least` or worse. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
}

/** How near the top in-app frame is to the pull request's changes: on a changed line, in a changed file, neither. */
export type Nearness = 'line' | 'file' | 'no' | 'unknown'

/** Where an error was raised, as an event or an issue names it. */
export interface Frame {
  /** As the runtime saw it: absolute, relative, a bare name, or with a scheme such as `webpack:///`. */
  readonly file: string
  readonly absPath?: string | undefined
  /** Class, package or module, such as `com.acme.pay.Utils`. */
  readonly module?: string | undefined
  readonly line: number | undefined
  readonly function: string | undefined
}

/** An issue of the release. All texts are as Sentry sent them: not yet clean, not yet masked. */
export interface Issue {
  readonly id: string
  readonly shortId: string
  /** In the order of `KINDS`, at least one. */
  readonly kinds: readonly Kind[]
  readonly title: string
  readonly level: Level
  readonly isUnhandled: boolean
  readonly project: string
  readonly url: string
  /** `undefined` when Sentry did not say. */
  readonly count: number | undefined
  readonly userCount: number | undefined
  /** Whether the two numbers are of this release or totals of the period. */
  readonly countsAre: 'release' | 'total'
  /** The top in-app frame, once its latest event is known. */
  readonly frame?: Frame | undefined
  /** Where the top in-app frame is: the path in the repository when it is known, else as the event names it. */
  readonly file: string | undefined
  readonly line: number | undefined
  readonly function: string | undefined
  /** The file at the released commit, when it is known to be in the repository. */
  readonly fileUrl: string | undefined
  readonly inPullRequest: Nearness
  readonly assignedTo: string | undefined
  /** Suggested owners. */
  readonly owners: readonly string[]
  /** ISO 8601. */
  readonly firstSeen: string | undefined
}

/** What the report is about. */
export interface Subject {
  readonly organization: string
  readonly projects: readonly string[]
  readonly release: string
  readonly releaseUrl: string
  /** `undefined` for all of them. */
  readonly environment: string | undefined
  /** The search in Sentry that lists the issues. */
  readonly searchUrl: string
  /** The released commit and its page on GitHub. */
  readonly commit: { readonly sha: string; readonly url: string } | undefined
  /** ISO 8601; `undefined` when no deploy is known. */
  readonly deployedAt: string | undefined
  /** The hosts that links may lead to: of Sentry and of this GitHub. */
  readonly hosts: readonly string[]
}

/** Numbers of distinct issues by kind; `undefined` for a kind that was not queried. */
export type Counts = Readonly<Record<Kind, number | undefined>>

/** The release has data and was checked. */
export interface Checked {
  readonly state: 'issues' | 'clear'
  /** The kinds that the report may mention. */
  readonly include: readonly Kind[]
  readonly counts: Counts
  /** All issues of the included kinds, in the order of the report, each once. */
  readonly issues: readonly Issue[]
  /** `undefined` without `fail_on`. */
  readonly gate: Verdict | undefined
}

/** Nothing can be said: Sentry does not know the release or the environment, or has seen no data of the release. */
export interface NoData {
  readonly state: 'no-data'
  readonly missing: 'release' | 'environment' | 'events'
}

/** Sentry, the gateway or GitHub failed. `message` says how; it is shown as prose. */
export interface CouldNotCheck {
  readonly state: 'could-not-check'
  readonly message: string
}

export type Finding = Checked | NoData | CouldNotCheck

/** What came and went since the report that the comment holds now. */
export interface Changes {
  readonly added: readonly { readonly shortId: string; readonly title: string }[]
  /** Short ids. */
  readonly gone: readonly string[]
}

/** `redacted`: no titles, functions or people. */
export type Details = 'full' | 'redacted'

/** Everything that is rendered: the same report gives the same bytes. */
export interface Report {
  readonly subject: Subject
  readonly finding: Finding
  /** `undefined` when there is no earlier report to compare with. */
  readonly changes: Changes | undefined
  readonly details: Details
  /** The most rows that are shown. */
  readonly maxIssues: number
}
