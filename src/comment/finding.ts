import { assess } from './assess.ts'
import { placed } from './attribution.ts'
import type { ChangedFile } from './attribution.ts'
import type { ReadFrames } from './frames.ts'
import type { Gate } from './gate.ts'
import { frameOfIssue } from './issue.ts'
import type { Checked, Issue, Kind } from './report.ts'
import type { ReleasedCommit } from './subject.ts'

/** How the issues of a release are judged and shown. */
export interface Assessing {
  readonly include: readonly Kind[]
  readonly queried: readonly Kind[]
  readonly gate: Gate | null
  readonly maxIssues: number
  readonly at: ReleasedCommit | null
  readonly readFrames: ReadFrames
}

/** So often rows come forward that were not looked up before; each time at most `maxIssues` are. */
const MAX_ROUNDS = 2

/**
 * Judges and orders the issues as one pull request sees them. Where the rows that are shown were raised is looked up;
 * that may move them, and others forward.
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
  let frames = await readFrames([])
  let finding = place(frames)
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const shown = finding.issues.slice(0, maxIssues).map(({ id }) => id)
    if (shown.every(id => frames.has(id))) return finding
    frames = await readFrames(shown)
    finding = place(frames)
  }
  return finding
}
