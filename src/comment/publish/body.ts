import { createHash } from 'node:crypto'
import { gateResult } from '../judge/gate.ts'
import { BUDGET, render } from '../report/render.ts'
import type { Rendering } from '../report/render.ts'
import type { Report } from '../report/report.ts'
import { changesIn } from '../report/rows.ts'
import { markerLine, shownText, stateLine } from './state.ts'
import type { Sequence, State } from './state.ts'

/** What the digest of the section on changes adds to the state at most. */
const OF_CHANGES = 110

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
 * @returns `undefined` for a report that could not be checked
 */
export function commentBody(
  report: Report,
  options: {
    readonly key: string
    readonly sequence: Sequence
    readonly style: Rendering['style']
    readonly recreated: boolean
  }
): CommentBody | undefined {
  const { finding, subject } = report
  if (finding.state === 'could-not-check') return undefined
  const issues = finding.state === 'no-data' ? [] : finding.issues
  const ofReport: State = {
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
  const ofNoChanges = stateLine(ofReport)
  const budget = BUDGET - first.length - ofNoChanges.length - OF_CHANGES - 2
  const shown = render(report, { style: options.style, budget })
  const section = changesIn(shownText(shown))
  const state = section === undefined ? ofReport : { ...ofReport, changes: sha256(section) }
  return { body: [first, shown, stateLine(state)].join('\n'), state }
}

/** Equal for reports that look the same, whatever the one before them was: then nothing needs to be written. */
export function digest(report: Report, style: Rendering['style']): string {
  const markdown = render({ ...report, changes: undefined }, { style, budget: BUDGET })
  return sha256(markdown)
}

/**
 * Whether a comment shows what would be written now, so that nothing needs to be. It may still show what changed with the report
 * before, as that was written. What people have edited by hand is not the same, whatever the comment's state says.
 *
 * @param standing the comment as GitHub has it
 */
export function showsTheSame(
  standing: { readonly body: string; readonly state: State },
  written: { readonly body: string }
): boolean {
  const shown = shownText(standing.body)
  const section = changesIn(shown)
  const isAsWritten = section !== undefined && sha256(section) === standing.state.changes
  const rest = isAsWritten ? shown.replace(section, () => '').replace(/\n{3,}/g, '\n\n') : shown
  return rest.trim() === shownText(written.body)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
