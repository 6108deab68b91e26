import { listAt, numberAt, oneOf, parseJson, recordAt, rowsAt, textAt } from '../../text/json.ts'
import type { GateResult } from '../finding.ts'

/**
 * The numbers by which `compareSequences` finds the newer report. Times are milliseconds since 1970 by the clock of Maton and Sentry
 * (`Context.serverTime`), never by a runner's alone; a deploy that is not known is 0.
 */
export interface Sequence {
  readonly deployedAt: number
  readonly checkedAt: number
  readonly runId: number
  readonly runAttempt: number
}

/**
 * What a comment's last line says about the report in it. Whoever may edit the comment may change it: nothing in
 * it is trusted beyond its shape, and its texts are foreign.
 */
export interface State {
  readonly release: string
  readonly sequence: Sequence
  /** SHA-256 (hex) of the report as it is shown, without the section on changes and the run. */
  readonly digest: string
  /** SHA-256 (hex) of all that was written between the first and the last line. Older comments may have none. */
  readonly written?: string | undefined
  /** In the comment's JSON this is `verdict`. */
  readonly finding: 'issues' | 'clear' | 'no-data'
  readonly gate: GateResult
  /** The conditions on release health that were broken; undefined without one. */
  readonly health?: readonly string[] | undefined
  /** Whether a new comment was written already because this release had got worse. */
  readonly recreated: boolean
  /** At most 200. */
  readonly issues: readonly { readonly id: string; readonly shortId: string }[]
  /** How many issues there were; more than `issues` holds when they did not all fit. */
  readonly total: number
}

/** Anyone who may edit a comment may change its state, so its parts have limits: Sentry's longest release has 200 characters. */
const MOST_ISSUES = 200
const LONGEST_ID = 100
const LONGEST_RELEASE = 250
/** A gate has a handful of conditions on health. */
const MOST_TERMS = 20
const LONGEST_TERM = 100
/** 100 issues are about 3,000 characters; 200 with the longest short ids that Sentry makes stay below this. */
const LONGEST_STATE = 24_000
/** GitHub: no body is longer. */
const LONGEST_BODY = 65_536

const MARKER = /^<!-- sentry-release-comment:v1 key=([\w-]*) -->\r?\n/
const SHA256 = /^[\da-f]{64}$/
const FIRST_LINE = /^[^\r\n]*(?=\r?\n|$)/
const STATE_LINE = /\n<!-- sentry-release-state:v1 ([\w-]+) -->(?:\r?\n)?$/

/** The first line of a comment that was replaced by a new one: it is never found again. */
export const SUPERSEDED_MARKER = '<!-- sentry-release-comment:v1 superseded -->'

/** The comment's key without the input: projects and environment as given, such as `api,web:production`. */
export function defaultKey(projects: readonly string[], environment: string | undefined): string {
  return `${projects.toSorted().join(',')}:${environment ?? ''}`
}

/** A comment's first line. */
export function markerLine(key: string): string {
  return `<!-- sentry-release-comment:v1 key=${base64url(key)} -->`
}

/** A comment's last line. It lists as many of the first issues as fit. */
export function stateLine(state: State): string {
  for (const most of [MOST_ISSUES, 100, 50]) {
    const encoded = encode({ ...state, issues: state.issues.slice(0, most) })
    if (encoded.length <= LONGEST_STATE) return wrap(encoded)
  }
  return wrap(encode({ ...state, issues: [] }))
}

/**
 * Reads a comment's state if its body is one of ours with this key. That alone does not make it ours: the author
 * must be our own user too.
 *
 * @param body as GitHub returns it; the web editor saves it with CRLF
 * @returns `undefined` when the marker is not its first line, the key is another one, or the last line is no state
 */
export function readState(body: string, key: string): State | undefined {
  if (body.length > LONGEST_BODY) return undefined
  if (MARKER.exec(body)?.[1] !== base64url(key)) return undefined
  const encoded = STATE_LINE.exec(body)?.[1]
  return encoded === undefined || encoded.length > LONGEST_STATE ? undefined : decode(encoded)
}

/**
 * What people see of a comment: without marker and state, and without the differences that saving in the web editor makes (CRLF,
 * blanks at the ends of lines).
 */
export function shownText(body: string): string {
  return body
    .replace(MARKER, '')
    .replace(STATE_LINE, '')
    .replaceAll('\r\n', '\n')
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .trim()
}

/** The body of a comment that a new one replaces. `pointer` is a line of Markdown that says where the new one is. */
export function supersede(body: string, pointer?: string): string {
  return body.replace(FIRST_LINE, () =>
    pointer === undefined ? SUPERSEDED_MARKER : `${SUPERSEDED_MARKER}\n${pointer}\n`
  )
}

/**
 * Above 0 when `a` is the newer report, below 0 when `b` is, 0 when they are the same.
 *
 * Reports are ordered by the time of their deploy, then of their check, then by run and attempt. Without a known deploy the time of the
 * check stands in: a deploy that was not there at the check is later. To compare deploys only if both are known would be no order: A could
 * follow C, C follow B, and B follow A.
 */
export function compareSequences(a: Sequence, b: Sequence): number {
  return (
    placeInTime(a) - placeInTime(b) ||
    a.checkedAt - b.checkedAt ||
    a.runId - b.runId ||
    a.runAttempt - b.runAttempt
  )
}

function placeInTime({ deployedAt, checkedAt }: Sequence): number {
  return deployedAt === 0 ? checkedAt : deployedAt
}

/**
 * Whether people should hear of it, at most once per release: issues after all was clear, a newly broken gate, or a newly broken condition
 * on release health.
 */
export function gotWorse(
  before: State,
  now: Pick<State, 'release' | 'finding' | 'gate' | 'health'>
): boolean {
  if (before.recreated && before.release === now.release) return false
  const newIssues = before.finding === 'clear' && now.finding === 'issues'
  const newlyBroken = before.gate !== 'fail' && now.gate === 'fail'
  const newlyIll = now.health?.some(term => before.health?.includes(term) !== true) === true
  return newIssues || newlyBroken || newlyIll
}

function encode(state: State): string {
  const { deployedAt, checkedAt, runId, runAttempt } = state.sequence
  return base64url(
    JSON.stringify({
      release: state.release,
      sequence: [deployedAt, checkedAt, runId, runAttempt],
      digest: state.digest,
      verdict: state.finding,
      gate: state.gate,
      written: state.written,
      health: state.health?.slice(0, MOST_TERMS),
      recreated: state.recreated,
      issues: state.issues.map(issue => [issue.id, issue.shortId]),
      total: state.total
    })
  )
}

function decode(encoded: string): State | undefined {
  const fields = recordAt(parseJson(Buffer.from(encoded, 'base64url').toString('utf8')))
  const release = boundedText(fields['release'], LONGEST_RELEASE)
  const sequence = decodeSequence(fields['sequence'])
  const digest = textAt(fields, 'digest')
  const written = textAt(fields, 'written')
  const health = decodeTerms(fields['health'])
  const finding = oneOf(fields['verdict'], ['issues', 'clear', 'no-data'])
  const gate = oneOf(fields['gate'], ['pass', 'fail', 'no-data', 'error', 'none'])
  const { recreated } = fields
  const issues = decodeIssues(fields['issues'])
  const total = numberAt(fields, 'total')
  if (release === undefined || sequence === undefined || digest === undefined || !SHA256.test(digest))
    return undefined
  if (written !== undefined && !SHA256.test(written)) return undefined
  if (health === 'wrong') return undefined
  if (finding === undefined || gate === undefined || typeof recreated !== 'boolean') return undefined
  if (issues === undefined || total === undefined || total < issues.length) return undefined
  return { release, sequence, digest, written, finding, gate, health, recreated, issues, total }
}

function decodeTerms(value: unknown): State['health'] | 'wrong' {
  if (value === undefined) return undefined
  const terms = rowsAt(value, [], entry => boundedText(entry, LONGEST_TERM))
  return terms === undefined || terms.length > MOST_TERMS ? 'wrong' : terms
}

function decodeSequence(value: unknown): Sequence | undefined {
  const [deployedAt, checkedAt, runId, runAttempt] = listAt(value, []).map(entry => numberAt(entry))
  if (deployedAt === undefined || checkedAt === undefined || runId === undefined || runAttempt === undefined)
    return undefined
  return { deployedAt, checkedAt, runId, runAttempt }
}

function decodeIssues(value: unknown): State['issues'] | undefined {
  if (!Array.isArray(value) || value.length > MOST_ISSUES) return undefined
  return rowsAt(value, [], entry => {
    const [id, shortId] = listAt(entry, []).map(part => boundedText(part, LONGEST_ID))
    return id === undefined || shortId === undefined ? undefined : { id, shortId }
  })
}

function boundedText(value: unknown, longest: number): string | undefined {
  const text = textAt(value)
  return text === undefined || text.length > longest ? undefined : text
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

function wrap(encoded: string): string {
  return `<!-- sentry-release-state:v1 ${encoded} -->`
}
