import { code, link, proseCode, text } from '../../text/markdown.ts'
import { maskSensitive } from '../../text/secrets/mask.ts'
import { counted, minute } from '../../text/names.ts'
import { short } from '../../text/sha.ts'
import { isChecked, type Checked, type NoData } from '../finding.ts'
import { healthLine } from '../health/report/line.ts'
import { type Issue, type Kind, KINDS } from '../issue.ts'
import { failedGate, openGate, showingIn } from './gate-words.ts'
import { headingOf } from './headline.ts'
import type { Changes, RedactedBy, Report, Subject } from './report.ts'
import { changeList, issueTable, kindShown } from './table.ts'

/** GitHub refuses bodies above 65,536 characters, and does not say what it counts as a character. So there is some room. */
export const BUDGET = 60_000

/** The most that `max_issues` may ask for. */
const MOST_ROWS = 50

/** A report whose parts are rendered once, at their first use. */
export interface Rendered {
  /**
   * The report as Markdown, for the job summary, the output `report` and (with marker and state around it) the comment. The same report
   * gives the same bytes: there is no clock in it. What does not fit is left out whole: first the last rows, then the folded section, then
   * all rows.
   *
   * @param options `budget`: the most UTF-16 units; `changes`: those since the report that this one replaces, if there is one
   */
  markdown(options: { readonly budget: number; readonly changes: Changes | undefined }): string
  /** The text by which reports are compared. Another run or a few more sessions do not change it: they are nothing new. */
  digestText(): string
}

/** Renders a report. */
export function rendered(report: Report): Rendered {
  const { finding, maxIssues, details } = report
  const byRows = new Map<number, string>()
  const most = finding.state === 'issues' ? Math.min(maxIssues, MOST_ROWS, finding.issues.length) : 0

  function bodyWith(rows: number): string {
    const known = byRows.get(rows) ?? blocks(body(report, rows))
    byRows.set(rows, known)
    return known
  }

  return {
    markdown({ budget, changes }) {
      const changed = changes === undefined || !isChecked(finding) ? undefined : changeList(changes, details)
      const at = (rows: number, isFolded: boolean): string =>
        blocks([bodyWith(rows), isFolded ? changed : undefined, footer(report, rows)])
      for (const isFolded of [true, false]) {
        const rows = largest(most, count => at(count, isFolded).length <= budget)
        if (rows !== undefined) return at(rows, isFolded)
      }
      return at(0, false)
    },
    digestText() {
      return rendered({ ...report, run: undefined, isCoarse: true }).markdown({
        budget: BUDGET,
        changes: undefined
      })
    }
  }
}

/** The report as Markdown, if only one text is made of it. */
export function render(report: Report, budget = BUDGET): string {
  return rendered(report).markdown({ budget, changes: report.changes })
}

/** The largest number up to `most` that fits, found by halving. `undefined` if only 0 fits and `most` is more. */
function largest(most: number, fits: (count: number) => boolean): number | undefined {
  if (fits(most)) return most
  let fitting = 0
  let tooMany = most
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2)
    if (fits(middle)) fitting = middle
    else tooMany = middle
  }
  return fitting === 0 ? undefined : fitting
}

/** All blocks but the folded section and the footer. */
function body(report: Report, most: number): readonly (string | undefined)[] {
  const { finding, subject } = report
  const heading = headingOf(report)
  if (finding.state === 'could-not-check') return [heading, text(maskSensitive(finding.message), 500)]
  const showing = showingIn(report)
  const failed = finding.gate === undefined ? undefined : failedGate(finding.gate, showing)
  const open = finding.gate === undefined ? undefined : openGate(finding.gate, showing)
  const health = report.health === undefined ? undefined : healthLine(report.health, showing)
  if (finding.state === 'no-data')
    return [heading, lines([failed, nothingKnown(finding, subject), open, health])]
  const rows = finding.issues.slice(0, most)
  return [
    heading,
    lines([counts(finding, subject, failed), open, health]),
    rows.length === 0 ? undefined : issueTable(report, rows, finding.include),
    remainder(finding, rows.length, subject)
  ]
}

/** Lines below each other: two blanks break a line in comments and in job summaries. */
function lines(all: readonly (string | undefined)[]): string {
  return all.filter(line => line !== undefined).join('  \n')
}

function blocks(all: readonly (string | undefined)[]): string {
  return all.filter(block => block !== undefined).join('\n\n')
}

/** The failed gate, the number of issues of each kind, and whether the gate passed. */
function counts(finding: Checked, subject: Subject, failed: string | undefined): string {
  const shown = KINDS.filter(kind => finding.include.includes(kind))
  return [
    ...(failed === undefined ? [] : [failed]),
    ...shown.map(kind => count(kind, finding.counts[kind] ?? 0, subject)),
    ...(finding.gate?.result === 'pass' ? ['gate passed'] : [])
  ].join(' · ')
}

/** A number of issues, linked to the search that lists them. */
function count(kind: Kind, number: number, { searches, hosts }: Subject): string {
  const said = `${number} ${kind}`
  return number === 0 ? said : link(said, searches[kind], hosts)
}

/** The issues that have no row, each counted as the kind that its row would name. */
function remainder({ issues, include }: Checked, rows: number, subject: Subject): string | undefined {
  const left = issues.slice(rows)
  if (left.length === 0) return undefined
  const kinds = KINDS.map(kind => ({ kind, number: countOf(left, kind, include) }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => count(kind, number, subject))
    .join(', ')
  return rows === 0 ? `Not listed here: ${kinds}` : `and ${left.length} more: ${kinds}`
}

function countOf(issues: readonly Issue[], kind: Kind, include: readonly Kind[]): number {
  return issues.filter(issue => kindShown(issue, include) === kind).length
}

/** Names that are shown: enough to see a typing mistake. */
const MOST_NAMES = 10

/** Why there is nothing to judge, with the name that was looked for and the names that Sentry knows. */
function nothingKnown({ missing, known }: NoData, subject: Subject): string {
  const { release, environment } = subject
  const names = (known?.names ?? [])
    .slice(0, MOST_NAMES)
    .map(name => proseCode(name))
    .join(', ')
  const name = proseCode(release)
  if (missing === 'environment') {
    const there = names === '' ? '' : ` It knows ${names}. Names are case-sensitive.`
    return `Sentry does not know the environment ${proseCode(environment ?? '')} yet.${there}`
  }
  const others = names === '' ? '' : ` The newest releases that events came from: ${names}.`
  if (missing === 'release')
    return `Sentry does not know a release ${name}. Check the name, with its prefix.${others}`
  const unseen = `Sentry has not seen any event of ${name}${searchedIn(subject)} yet, so there is nothing to judge.`
  if (known?.what !== 'environments') return `${unseen}${others}`
  const there = names === '' ? '' : ` Its other environments: ${names}. Names are case-sensitive.`
  return `${unseen} It has seen the release elsewhere.${there}`
}

/** Projects whose names still fit in a sentence. */
const MOST_PROJECTS = 3

/** Where events were looked for. */
function searchedIn({ projects, environment }: Subject): string {
  const names =
    projects.length > MOST_PROJECTS
      ? counted(projects.length, 'project')
      : projects.map(project => proseCode(project)).join(', ')
  return `${names === '' ? '' : ` in ${names}`}${environment === undefined ? '' : ` on ${proseCode(environment)}`}`
}

const REDACTED: Readonly<Record<RedactedBy, string>> = {
  input: 'Titles are hidden (details: full shows them)',
  public: 'Titles are hidden because the repository is public (details: full shows them)',
  unknown: 'Titles are hidden because the repository is not known to be private (details: full shows them)'
}
const TOTALS = "\\* events and users of the issue's whole life, not of this release alone"

/** Explains the rows, says what to do about them, and names the deploy and the run. */
function footer(report: Report, rows: number): string | undefined {
  const shown = isChecked(report.finding) ? report.finding.issues.slice(0, rows) : []
  const isRedacted = report.details === 'redacted' && shown.length > 0
  const notes = [
    shown.some(({ countsAre }) => countsAre === 'total') ? TOTALS : undefined,
    isRedacted ? REDACTED[report.redactedBy ?? 'unknown'] : undefined,
    source(report)
  ].filter(note => note !== undefined)
  return notes.length === 0 ? undefined : notes.map(note => `<sub>${note}</sub>`).join('<br>')
}

function source({ finding, subject, run }: Report): string | undefined {
  const parts = [
    isChecked(finding) ? action(finding.issues) : undefined,
    deployed(subject),
    run === undefined ? undefined : link(run.label, run.url, subject.hosts)
  ].filter(part => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** The one thing to do: it names the first issue on a changed line, else the first new one. */
function action(issues: readonly Issue[]): string | undefined {
  const mine =
    issues.find(issue => issue.inPullRequest === 'line') ?? issues.find(({ kinds }) => kinds.includes('new'))
  // without a short id of Sentry the words would resolve nothing
  if (mine === undefined || mine.shortId === mine.id) return undefined
  return `${proseCode(`Fixes ${mine.shortId}`)} in a commit resolves it with the release that has the commit`
}

function deployed({ commit, deployedAt, hosts }: Subject): string | undefined {
  const time = minute(deployedAt)
  const linked = commit === undefined ? undefined : link(code(short(commit.sha)), commit.url, hosts)
  if (time === undefined) return linked === undefined ? undefined : `commit ${linked}`
  return linked === undefined ? `deploy of ${time} UTC` : `deploy of ${linked}, ${time} UTC`
}
