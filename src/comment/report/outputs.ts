import type { Ending, OutputValue, Result } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { cutUnits } from '../../text/clean.ts'
import { code, link } from '../../text/markdown.ts'
import { GATE_FAILURES } from '../failures.ts'
import type { SkipReason } from '../published.ts'
import { gateResult } from '../finding.ts'
import { HEALTH_OUTPUTS, healthOutputs } from '../health/report/outputs.ts'
import { annotationsOf } from './annotations.ts'
import { brokenTerms, showingInLog } from './gate-words.ts'
import { headlineOf } from './headline.ts'
import type { Issue, Kind } from '../issue.ts'
import type { Published } from '../published.ts'
import type { Match } from '../pulls/match.ts'
import { BUDGET, type Rendered } from './render.ts'
import type { Report } from './report.ts'

/** The outputs of the comment step, in the order of the manifest. */
export const COMMENT_OUTPUTS = [
  'new_count',
  'regressed_count',
  'escalating_count',
  'total_count',
  'issues',
  'pull_requests',
  'comment_id',
  'comment_url',
  'comment_action',
  'gate_result',
  'headline',
  'report',
  ...HEALTH_OUTPUTS
] as const

type Outputs = Readonly<Record<(typeof COMMENT_OUTPUTS)[number], OutputValue>>

/** A pull request and what became of its comment. */
export interface ReportedPull {
  readonly number: number
  readonly rule: Match['rule']
  readonly published: Published
}

/** All that a run knows at its end. */
export interface RunEnd {
  /** The report for the first pull request. */
  readonly report: Report
  readonly rendered: Rendered
  /** The kinds that were queried, by `include` or by the gate. */
  readonly queried: readonly Kind[]
  /** All distinct issues, in the order of the report. */
  readonly issues: readonly Issue[]
  readonly pulls: readonly ReportedPull[]
  /** Why there is no pull request. */
  readonly without: { readonly skipped: SkipReason; readonly why: string } | undefined
  /** A dry run does not fail by its gate. */
  readonly isDryRun: boolean
  /** The reports to annotate. */
  readonly annotated: readonly Report[]
  /** A failure of Sentry, Maton or GitHub. The rest is known in spite of it. */
  readonly failure: Failure | undefined
}

/** Issues in the output `issues`. With `MAX_TEXT` their usual size is far below GitHub's limit. */
const MAX_ISSUES = 200
/** Longest text in the output `issues`, in UTF-16 units: GitHub allows 1 MB for all outputs of a job. */
const MAX_TEXT = 1_000

/** Makes outputs, job summary and ending from what a run knows. Pure. */
export function resultOf(end: RunEnd): Result {
  const markdown = end.rendered.markdown({ budget: BUDGET, changes: undefined })
  return {
    outputs: outputsOf(end, markdown),
    summary: [markdown, pullsLine(end)].filter(part => part !== '').join('\n\n'),
    ending: endingOf(end),
    annotations: annotationsOf(end.annotated)
  }
}

function outputsOf({ report, queried, issues, pulls, without }: RunEnd, markdown: string): Outputs {
  const { finding } = report
  const isKnown = finding.state !== 'could-not-check'
  const count = (kind: Kind): OutputValue =>
    isKnown && queried.includes(kind) ? issues.filter(issue => issue.kinds.includes(kind)).length : ''
  const first = pulls[0]?.published
  return {
    new_count: count('new'),
    regressed_count: count('regressed'),
    escalating_count: count('escalating'),
    total_count: isKnown ? issues.length : '',
    issues: issues.slice(0, MAX_ISSUES).map(issueOutput),
    pull_requests: pulls.map(({ number, rule, published }) => ({
      number,
      rule,
      comment_id: published.comment?.id ?? null,
      comment_url: published.comment?.url ?? null,
      comment_action: published.action
    })),
    comment_id: first?.comment?.id ?? '',
    comment_url: first?.comment?.url ?? '',
    comment_action: first?.action ?? (without === undefined ? '' : `skipped:${without.skipped}`),
    gate_result: gateResult(finding),
    headline: headlineOf(report),
    report: markdown,
    ...healthOutputs(report.health, report.subject)
  }
}

/** Always in full: the workflow decides who sees it. */
function issueOutput(issue: Issue): Readonly<Record<string, unknown>> {
  const { id, shortId, kinds, title, level, project, url, count, userCount, file, line, inPullRequest } =
    issue
  return {
    id,
    shortId,
    kind: kinds[0] ?? null,
    title: bounded(title),
    level,
    project,
    url,
    count: count ?? null,
    userCount: userCount ?? null,
    file: file === undefined ? null : bounded(file),
    line: line ?? null,
    inPullRequest: inPullRequest === 'unknown' ? null : inPullRequest !== 'no'
  }
}

function bounded(text: string): string {
  return text.length <= MAX_TEXT ? text : `${cutUnits(text, MAX_TEXT)}…`
}

function pullsLine({ report, pulls, without }: RunEnd): string {
  if (pulls.length === 0) return without === undefined ? '' : `No comment: ${code(without.why, 300)}`
  return pulls
    .map(({ number, published }) => {
      const label = `Pull request ${number}`
      const url = published.comment?.url ?? ''
      return `${link(label, url, report.subject.hosts)}: ${said(published)}`
    })
    .join('<br>')
}

const REASONS: Readonly<Record<SkipReason, string>> = {
  clear: 'no comment, there is nothing to report',
  'no-data': 'its comment is left as it is, there is no data yet',
  newer: 'there is a newer report, or a newer commit to report on',
  never: 'no comment is wanted',
  'dry-run': 'dry run, nothing written',
  error: 'nothing is known to be written, something failed; see the log',
  permission: 'the token may not comment',
  locked: 'the conversation is locked',
  'not-found': 'it does not exist',
  'rate-limit': "GitHub's limit of requests is used up",
  'no-token': 'there is no token',
  'no-pull-request': 'there is no pull request',
  'unknown-author': 'whether its comment is ours is not known',
  'not-happened': 'what the event is about did not happen'
}

function said({ action, comment }: Published): string {
  if (action === 'skipped:no-data' && comment === undefined)
    return 'no comment is written, there is no data yet'
  if (action === 'created' || action === 'recreated') return 'comment written'
  if (action === 'updated') return 'comment updated'
  if (action === 'unchanged') return 'its comment says the same already'
  return Object.entries(REASONS).find(([why]) => action === `skipped:${why}`)?.[1] ?? action
}

/** A broken gate counts more than a comment that could not be written. A dry run shows it and does not fail. */
function endingOf({ report, failure, isDryRun }: RunEnd): Ending {
  const message = isDryRun ? undefined : gateFailed(report)
  if (message !== undefined)
    return { kind: 'gate-broken', failure: new Failure(GATE_FAILURES.failed, message) }
  return failure === undefined ? { kind: 'done' } : { kind: 'failed', failure }
}

/** The message of a failed gate; `undefined` if it did not fail. */
export function gateFailed(report: Report): string | undefined {
  const { finding, subject } = report
  const gate = finding.state === 'could-not-check' ? undefined : finding.gate
  if (gate?.result !== 'fail') return undefined
  const terms = brokenTerms(gate, showingInLog(report))
    .map(({ term, found }) => `${term} (${found})`)
    .join(', ')
  return `The gate failed for ${subject.release}: ${terms}`
}
