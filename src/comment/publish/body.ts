import { createHash } from 'node:crypto'
import { gateResult } from '../finding.ts'
import type { Issue } from '../issue.ts'
import type { Publication, CommentCall } from './call.ts'
import type { OwnComment } from './own.ts'
import { markerLine, type Sequence, shownText, type State, stateLine } from './state.ts'
import { BUDGET, render, type Rendering } from '../report/render.ts'
import type { Changes, Report } from '../report/report.ts'
import { changesIn } from '../report/table.ts'

/** The comment as it follows an earlier one: with what changed since, and whether people were told of this release. */
export function bodyAfter(
  before: OwnComment | undefined,
  { publication }: CommentCall,
  recreating: boolean
): CommentBody {
  const { report, key, sequence, style, redact } = publication
  const issues =
    report.finding.state === 'issues' || report.finding.state === 'clear' ? report.finding.issues : undefined
  const changes =
    before === undefined || issues === undefined ? undefined : changesSince(before.state, issues)
  const wasRecreated = before?.state.release === report.subject.release && before.state.recreated
  const options = { key, sequence, style, recreated: recreating || wasRecreated }
  const written = commentBody({ ...report, changes }, options)
  if (written === undefined) throw new Error('A report that could not be checked is never published')
  return { ...written, body: redactedBetween(written.body, redact) }
}

/** Marker and state stay as they are: with a hole in one of them the comment would not be found again. */
function redactedBetween(body: string, redact: Publication['redact']): string {
  const [marker = '', ...lines] = body.split('\n')
  const state = lines.pop() ?? ''
  return [marker, redact(lines.join('\n')), state].join('\n')
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
