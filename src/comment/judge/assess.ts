import { type Checked, type Counts, type Finding, isChecked } from '../finding.ts'
import { type Frame, frameOfIssue, type Issue, type Kind, KINDS, LEVELS, type Nearness } from '../issue.ts'
import type { TermVerdict } from '../health/verdict.ts'
import { placed } from './attribution.ts'
import { type Gate, judge, type Verdict } from './gate.ts'
import type { PatchedFile } from './patch.ts'
import type { ReleasedCommit } from '../released.ts'

/** Looks up where issues were raised, each issue once. `undefined`: its latest event has no in-app frame, or cannot be read. */
export type ReadFrames = (ids: readonly string[]) => Promise<ReadonlyMap<string, Frame | undefined>>

/** How the issues of a release are judged and shown. */
export interface Assessing {
  readonly include: readonly Kind[]
  readonly queried: readonly Kind[]
  readonly gate: Gate | undefined
  /** The verdicts on the gate's conditions on release health. */
  readonly health?: readonly TermVerdict[]
  readonly maxIssues: number
  readonly at: ReleasedCommit | undefined
  readonly readFrames: ReadFrames
}

/**
 * Judges and orders the issues for one pull request. The list alone decides which rows are shown. Then the latest event of each row is
 * read, once. It may only change the order of the rows.
 *
 * @param issues all distinct issues
 * @param files the files that the pull request changes
 */
export async function findingFor(
  issues: readonly Issue[],
  files: readonly PatchedFile[],
  assessing: Assessing
): Promise<Checked> {
  const { maxIssues, at, readFrames } = assessing
  const place = (frames: Awaited<ReturnType<ReadFrames>>): Checked =>
    assess(
      issues.map(issue => placed(issue, frames.get(issue.id) ?? frameOfIssue(issue), { files, at })),
      assessing
    )
  const listed = place(await readFrames([]))
  const rows = new Set(listed.issues.slice(0, maxIssues).map(({ id }) => id))
  const looked = place(await readFrames([...rows]))
  const shown = looked.issues.filter(({ id }) => rows.has(id))
  return { ...looked, issues: [...shown, ...looked.issues.filter(({ id }) => !rows.has(id))] }
}

/** The finding for a pull request whose files are not all known: no issue can be said to come from elsewhere. */
export function withUnknownFiles(finding: Finding): Finding {
  if (!isChecked(finding)) return finding
  const issues = finding.issues.map(issue =>
    issue.inPullRequest === 'no' ? { ...issue, inPullRequest: 'unknown' as const } : issue
  )
  return { ...finding, issues }
}

/**
 * Joins what the queries of the kinds found: an issue that several of them found stays one, with all its kinds.
 *
 * @param found the issues by the kind that was asked for; their own `kinds` are replaced
 */
export function distinct(found: ReadonlyMap<Kind, readonly Issue[]>): readonly Issue[] {
  const byId = new Map<string, Issue>()
  for (const kind of KINDS) {
    for (const issue of found.get(kind) ?? []) {
      const known = byId.get(issue.id)
      if (known === undefined) byId.set(issue.id, { ...issue, kinds: [kind] })
      else if (!known.kinds.includes(kind)) byId.set(issue.id, { ...known, kinds: [...known.kinds, kind] })
    }
  }
  return [...byId.values()]
}

/**
 * Counts, judges and orders the issues of a release with data. After frames are read, it may be called again for a new order.
 *
 * @param issues all distinct issues of all kinds that were queried
 * @param options the kinds that may be shown, the kinds that were queried, and the gate
 */
export function assess(
  issues: readonly Issue[],
  options: {
    readonly include: readonly Kind[]
    readonly queried: readonly Kind[]
    readonly gate: Gate | undefined
    readonly health?: readonly TermVerdict[]
  }
): Checked {
  const { include, queried, health } = options
  const gate = options.gate === undefined ? undefined : judge(options.gate, issues, health)
  const shown = issues.filter(issue => issue.kinds.some(kind => include.includes(kind)))
  return {
    state: shown.length > 0 || gate?.result === 'fail' ? 'issues' : 'clear',
    include,
    counts: countKinds(issues, queried),
    issues: inOrder(shown, gate),
    gate
  }
}

function countKinds(issues: readonly Issue[], queried: readonly Kind[]): Counts {
  const count = (kind: Kind): number | undefined =>
    queried.includes(kind) ? issues.filter(issue => issue.kinds.includes(kind)).length : undefined
  return { new: count('new'), regressed: count('regressed'), escalating: count('escalating') }
}

const NEARNESS: Readonly<Record<Nearness, number>> = { line: 2, file: 1, no: 0, unknown: 0 }

/** Orders the issues by: breaks the gate, nearness to the changes, level, unhandled, users, events. Then the older issue comes first. */
function inOrder(issues: readonly Issue[], gate: Verdict | undefined): readonly Issue[] {
  const breaking = new Set(gate?.issues.map(issue => issue.id))
  const rank = (issue: Issue): readonly number[] => [
    breaking.has(issue.id) ? 1 : 0,
    NEARNESS[issue.inPullRequest],
    LEVELS.indexOf(issue.level),
    issue.isUnhandled ? 1 : 0,
    issue.userCount ?? 0,
    issue.count ?? 0
  ]
  return issues
    .map(issue => ({ issue, rank: rank(issue) }))
    .sort((a, b) => descending(a.rank, b.rank) || byId(a.issue.id, b.issue.id))
    .map(({ issue }) => issue)
}

function descending(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    if (value !== other) return other - value
  }
  return 0
}

/** Ids are decimal numbers of any length, written as texts. */
function byId(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : Number(a > b)
}
