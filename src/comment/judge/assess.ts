import { judge } from './gate.ts'
import type { Gate, Verdict } from './gate.ts'
import { KINDS, LEVELS } from '../report/report.ts'
import type { Changes, Checked, Counts, Issue, Kind, Nearness } from '../report/report.ts'
import type { State } from '../publish/state.ts'

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
 * What a release with data looks like: counted, judged and put in order. It may be called again after frames were
 * looked up, which changes the order.
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
  }
): Checked {
  const { include, queried } = options
  const gate = options.gate === undefined ? undefined : judge(options.gate, issues)
  const shown = issues.filter(issue => issue.kinds.some(kind => include.includes(kind)))
  return {
    state: shown.length > 0 || gate?.result === 'fail' ? 'issues' : 'clear',
    include,
    counts: countKinds(issues, queried),
    issues: inOrder(shown, gate),
    gate
  }
}

/**
 * What came and went since an earlier report.
 *
 * @param previous its state; when not all of its issues were kept, nothing can be called added
 * @param issues all issues of the report now
 * @returns `undefined` when the earlier report knew nothing
 */
export function changesSince(
  previous: Pick<State, 'verdict' | 'issues' | 'total'>,
  issues: readonly Issue[]
): Changes | undefined {
  if (previous.verdict === 'no-data') return undefined
  const before = new Set(previous.issues.map(issue => issue.id))
  const now = new Set(issues.map(issue => issue.id))
  const isComplete = previous.total === previous.issues.length
  return {
    added: isComplete ? issues.filter(issue => !before.has(issue.id)) : [],
    gone: previous.issues.filter(issue => !now.has(issue.id)).map(issue => issue.shortId)
  }
}

function countKinds(issues: readonly Issue[], queried: readonly Kind[]): Counts {
  const count = (kind: Kind): number | undefined =>
    queried.includes(kind) ? issues.filter(issue => issue.kinds.includes(kind)).length : undefined
  return { new: count('new'), regressed: count('regressed'), escalating: count('escalating') }
}

const NEARNESS: Readonly<Record<Nearness, number>> = { line: 2, file: 1, no: 0, unknown: 0 }

/** Breaks the gate, near the pull request's changes, level, unhandled, users, events; the older issue first. */
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
