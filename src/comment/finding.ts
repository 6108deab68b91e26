import type { Issue, Kind } from './issue.ts'
import type { Verdict } from './judge/gate.ts'

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

/** Names that Sentry knows, to compare with the one that it does not. */
export interface KnownNames {
  readonly what: 'releases' | 'environments'
  readonly names: readonly string[]
}

/** Nothing can be said: Sentry does not know the release or the environment, or has seen no data of the release. */
export interface NoData {
  readonly state: 'no-data'
  readonly missing: 'release' | 'environment' | 'events'
  /**
   * The other environments that Sentry knows, or the newest releases that events came from; `undefined` when they could not be read. If
   * only events are missing, environments mean that events of the release came from elsewhere.
   */
  readonly known?: KnownNames | undefined
  /** Conditions on release health need no issues; `undefined` without `fail_on`. */
  readonly gate?: Verdict | undefined
}

/** Sentry, the way to it or GitHub failed. `message` says how; it is shown as prose. */
export interface CouldNotCheck {
  readonly state: 'could-not-check'
  readonly message: string
}

export type Finding = Checked | NoData | CouldNotCheck

/** A finding that a comment may report. A release that could not be checked replaces no comment. */
export type Reportable = Checked | NoData

/** Whether the release has data, so that there are issues or none. */
export function isChecked(finding: Finding): finding is Checked {
  return finding.state === 'issues' || finding.state === 'clear'
}

/** The output `gate_result`. */
export type GateResult = 'pass' | 'fail' | 'no-data' | 'error' | 'none'

/** `none` means that there is no `fail_on` and that the release could be checked. */
export function gateResult(finding: Finding): GateResult {
  if (finding.state === 'no-data') return finding.gate?.result ?? 'no-data'
  if (finding.state === 'could-not-check') return 'error'
  return finding.gate?.result ?? 'none'
}
