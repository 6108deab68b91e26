import { createHash } from 'node:crypto'
import { gateResult } from './gate.ts'
import { BUDGET, render } from './render.ts'
import type { Rendering } from './render.ts'
import type { Report } from './report.ts'
import { markerLine, stateLine } from './state.ts'
import type { Sequence, State } from './state.ts'

/** A comment as it is written: its body, and the state that its last line holds. */
export interface CommentBody {
  readonly body: string
  readonly state: State
}

/**
 * Puts marker and state around the report. They are counted first, so that they never fall to GitHub's limit.
 *
 * @param report what was found; one that could not be checked is never written to a comment
 * @param options `recreated`: this comment is or follows a new one that was written because the release got worse
 * @returns `null` for a report that could not be checked
 */
export function commentBody(
  report: Report,
  options: {
    readonly key: string
    readonly sequence: Sequence
    readonly style: Rendering['style']
    readonly recreated: boolean
  }
): CommentBody | null {
  const { finding, subject } = report
  if (finding.state === 'could-not-check') return null
  const issues = finding.state === 'no-data' ? [] : finding.issues
  const state: State = {
    release: subject.release,
    sequence: options.sequence,
    digest: digest(report, options.style),
    verdict: finding.state,
    gate: gateResult(finding),
    recreated: options.recreated,
    issues: issues.map(({ id, shortId }) => ({ id, shortId })),
    total: issues.length
  }
  const first = markerLine(options.key)
  const last = stateLine(state)
  const budget = BUDGET - first.length - last.length - 2
  return { body: [first, render(report, { style: options.style, budget }), last].join('\n'), state }
}

/** Equal for reports that look the same, whatever the one before them was: then nothing needs to be written. */
export function digest(report: Report, style: Rendering['style']): string {
  const markdown = render({ ...report, changes: null }, { style, budget: BUDGET })
  return createHash('sha256').update(markdown).digest('hex')
}
