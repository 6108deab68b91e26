import { createHash } from 'node:crypto'
import { gateResult, isChecked, type Reportable } from '../finding.ts'
import type { Issue } from '../issue.ts'
import type { OwnComment } from './own.ts'
import { markerLine, type Sequence, shownText, type State, stateLine } from './state.ts'
import { BUDGET, type Rendered } from '../report/render.ts'
import type { Changes, Report } from '../report/report.ts'

/** How many characters the digest of the written text adds to the state at most. */
const OF_DIGEST = 110

/** What a comment is made of, apart from the comment before it. */
export interface Writing {
  readonly report: Report & { readonly finding: Reportable }
  readonly rendered: Rendered
  readonly sequence: Sequence
  readonly key: string
  /** Takes the run's secrets out of a text. */
  readonly redact: (text: string) => string
}

/** A comment as it is written: its body, and the state that its last line holds. */
export interface CommentBody {
  readonly body: string
  readonly state: State
}

/**
 * Makes the comment that follows an earlier one. It shows what changed since, and notes whether a new comment was written for this release.
 *
 * @param recreating the comment is a new one that replaces the earlier one, because the release got worse
 */
export type BodyAfter = (
  before: Pick<OwnComment, 'state'> | undefined,
  recreating?: 'recreating'
) => CommentBody

/** Makes the comments of a report, each as it follows an earlier one. */
export function commentBodies(writing: Writing): BodyAfter {
  const { finding, subject } = writing.report
  const bodyWith = framed(writing)
  return (before, recreating) => {
    const wasRecreated = before?.state.release === subject.release && before.state.recreated
    const isKnown = before !== undefined && isChecked(finding)
    return bodyWith({
      changes: isKnown ? changesSince(before.state, finding.issues) : undefined,
      recreated: recreating !== undefined || wasRecreated
    })
  }
}

/**
 * Puts marker and state around the report. Their length is taken off the budget first, so that they are never cut. Nothing is redacted in
 * them, or the comment would not be found again. The digest is taken once for all comments.
 */
export function framed({
  report,
  rendered,
  sequence,
  key,
  redact
}: Writing): (what: { readonly changes: Changes | undefined; readonly recreated: boolean }) => CommentBody {
  const { finding, subject } = report
  const issues = isChecked(finding) ? finding.issues : []
  const marker = markerLine(key)
  const base = {
    release: subject.release,
    sequence,
    digest: digestOf(rendered),
    finding: findingToState(finding),
    gate: gateResult(finding),
    ...brokenHealth(finding),
    issues: issues.map(({ id, shortId }) => ({ id, shortId })),
    total: issues.length
  }
  return ({ changes, recreated }) => {
    const ofReport = { ...base, recreated }
    const budget = BUDGET - marker.length - stateLine(ofReport).length - OF_DIGEST - 2
    const shown = rendered.markdown({ budget, changes })
    const text = redact(shown)
    const state = { ...ofReport, written: sha256(shownText(text)) }
    return { body: [marker, text, stateLine(state)].join('\n'), state }
  }
}

/** A broken gate counts like issues, even without data on issues. */
function findingToState(finding: Reportable): State['finding'] {
  return gateResult(finding) === 'fail' ? 'issues' : finding.state
}

/** The conditions on health that are broken. */
function brokenHealth({ gate }: Reportable): Pick<State, 'health'> {
  const broken = (gate?.health ?? []).filter(({ verdict }) => verdict === 'fail')
  return broken.length === 0 ? {} : { health: broken.map(({ term }) => term.text) }
}

/** Equal for reports that look the same, whatever report came before. Then nothing needs to be written. */
export function digestOf(rendered: Rendered): string {
  return sha256(rendered.digestText())
}

/**
 * What came and went since an earlier report.
 *
 * @param previous its state; if it does not list all of its issues, nothing counts as added
 * @param issues all issues of the report now
 * @returns `undefined` if the earlier report had no data
 */
export function changesSince(
  previous: Pick<State, 'finding' | 'issues' | 'total'>,
  issues: readonly Issue[]
): Changes | undefined {
  if (previous.finding === 'no-data') return undefined
  const before = new Set(previous.issues.map(issue => issue.id))
  const now = new Set(issues.map(issue => issue.id))
  const isComplete = previous.total === previous.issues.length
  return {
    added: isComplete ? issues.filter(issue => !before.has(issue.id)) : [],
    gone: previous.issues.filter(issue => !now.has(issue.id)).map(issue => issue.shortId)
  }
}

/**
 * Whether a comment already says what would be written now. It may show another run, and the changes of its own time. A comment that people
 * have edited by hand is not the same, whatever its state says.
 *
 * @param existing the comment as GitHub has it
 */
export function showsTheSame(
  existing: { readonly body: string; readonly state: State },
  written: { readonly state: Pick<State, 'digest'> }
): boolean {
  const { digest, written: asWritten } = existing.state
  return digest === written.state.digest && asWritten === sha256(shownText(existing.body))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
