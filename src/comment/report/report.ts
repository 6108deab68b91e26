import type { Finding } from '../finding.ts'
import type { ShownHealth } from '../health/report/line.ts'
import type { Kind } from '../issue.ts'

/** What the report is about. */
export interface Subject {
  readonly organization: string
  readonly projects: readonly string[]
  readonly release: string
  readonly releaseUrl: string
  /** `undefined` for all of them. */
  readonly environment: string | undefined
  /** For each kind the search in Sentry that lists its issues, and no others. */
  readonly searches: Readonly<Record<Kind, string>>
  /** The released commit and its page on GitHub. */
  readonly commit: { readonly sha: string; readonly url: string } | undefined
  /** ISO 8601; `undefined` when no deploy is known. */
  readonly deployedAt: string | undefined
  /** The hosts that links may lead to: of Sentry and of this GitHub. */
  readonly hosts: readonly string[]
}

/** The issues that came and went since the report that is in the comment now. */
export interface Changes {
  readonly added: readonly { readonly shortId: string; readonly title: string }[]
  /** Short ids. */
  readonly gone: readonly string[]
}

/** `redacted`: no titles, functions or people. */
export type Details = 'full' | 'redacted'

/** Why a report is redacted: the input says so, the repository is public, or it is not known to be private. */
export type RedactedBy = 'input' | 'public' | 'unknown'

/** The workflow run that made a report. */
export interface ReportingRun {
  readonly label: string
  readonly url: string
}

/** Everything that is rendered: the same report gives the same bytes. */
export interface Report {
  readonly subject: Subject
  readonly finding: Finding
  /** `undefined` when there is no earlier report to compare with. */
  readonly changes: Changes | undefined
  readonly details: Details
  /** Shown if the report is redacted. */
  readonly redactedBy?: RedactedBy | undefined
  /** `undefined` if it was not asked for. */
  readonly health?: ShownHealth | undefined
  /** Rounds the counts of sessions, for the digest. */
  readonly isCoarse?: true
  /** The most rows that are shown. */
  readonly maxIssues: number
  /** Not part of the digest. `undefined` outside of a workflow. */
  readonly run?: ReportingRun | undefined
}
