import { assess } from '../judge/assess.ts'
import { placed } from '../judge/attribution.ts'
import type { ChangedFile } from '../judge/attribution.ts'
import type { ReadFrames } from '../judge/frames.ts'
import type { Gate } from '../judge/gate.ts'
import { frameOfIssue } from '../issue.ts'
import type { Checked, Finding, Issue, Kind } from '../report/report.ts'
import type { ReleasedCommit } from '../report/subject.ts'

/** How the issues of a release are judged and shown. */
export interface Assessing {
  readonly include: readonly Kind[]
  readonly queried: readonly Kind[]
  readonly gate: Gate | undefined
  readonly maxIssues: number
  readonly at: ReleasedCommit | undefined
  readonly readFrames: ReadFrames
}

/**
 * Judges and orders the issues as one pull request sees them. Where the rows that are shown were raised is looked up,
 * once for each: the rows are chosen by what the list says, and what their events say only orders them anew.
 *
 * @param issues all distinct issues
 * @param files what the pull request changes
 */
export async function findingFor(
  issues: readonly Issue[],
  files: readonly ChangedFile[],
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

/** A finding for a pull request of which not all files are known: of an issue nobody knows then that it is none of its. */
export function withUnknownFiles(finding: Finding): Finding {
  if (finding.state !== 'issues' && finding.state !== 'clear') return finding
  const issues = finding.issues.map(issue =>
    issue.inPullRequest === 'no' ? { ...issue, inPullRequest: 'unknown' as const } : issue
  )
  return { ...finding, issues }
}
