/** Why an issue belongs to a release: first seen in it, came back in it, gets worse in it. In the order of the report. */
export const KINDS = ['new', 'regressed', 'escalating'] as const
export type Kind = (typeof KINDS)[number]

/** Sentry's levels, the mildest first. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'fatal'] as const
export type IssueLevel = (typeof LEVELS)[number]

/** Whether `level` is `least` or worse. */
export function isAtLeast(level: IssueLevel, least: IssueLevel): boolean {
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
  readonly level: IssueLevel
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

/** Where an issue was raised: from its latest event, or from the list until that event is read. */
export function frameOfIssue(issue: Issue): Frame | undefined {
  if (issue.frame !== undefined) return issue.frame
  return issue.file === undefined
    ? undefined
    : { file: issue.file, line: issue.line, function: issue.function }
}
