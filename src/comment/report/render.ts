import { code, link, proseCode, text } from '../../text/markdown.ts'
import { maskSensitive } from '../../text/mask.ts'
import { short } from '../../text/names.ts'
import { isChecked, type Checked, type Finding, type NoData } from '../finding.ts'
import { type Kind, KINDS } from '../issue.ts'
import { healthLine } from '../health/line.ts'
import { brokenHealth, failedGate, openGate, showingIn } from './gate.ts'
import type { Changes, Report, Subject } from './report.ts'
import { assignment, changeList, issueTable, legend, minute } from './table.ts'

/** How much room there is, and what the host can show. */
export interface Rendering {
  /** `plain`: quotes instead of alerts, for old Enterprise Servers. */
  readonly style: 'github' | 'plain'
  /** The most UTF-16 units. */
  readonly budget: number
}

/** GitHub refuses bodies above 65,536 characters and does not say of which kind. */
export const BUDGET = 60_000

/** The most that `max_issues` may ask for. */
const MOST_ROWS = 50

const NOTHING_KNOWN: Readonly<Record<NoData['missing'], string>> = {
  release: 'Sentry does not know this release.',
  environment: 'Sentry does not know this environment yet.',
  events: 'Sentry has not seen any event of this release yet, so there is nothing to judge.'
}

/** A report whose parts are rendered at their first use, and once, however many texts are made of them. */
export interface Rendered {
  /**
   * The report as Markdown, for the job summary, the output `report` and (with marker and state around it) the comment. The same
   * report gives the same bytes: there is no clock and no run in it. What does not fit is left out whole, from the end: rows first,
   * then the folded sections, then all but counts, gate and links.
   *
   * @param options `budget`: the most UTF-16 units; `changes`: those since the report that this one replaces, if there is one
   */
  markdown(options: { readonly budget: number; readonly changes: Changes | undefined }): string
  /** The report as it counts for the question whether it says something new: more sessions alone do not. */
  digestText(): string
}

/** What is shown of a report with a number of rows. */
interface Parts {
  readonly head: readonly (string | undefined)[]
  /** Folded, and left out where there is no room. */
  readonly assignment: string | undefined
}

/** Renders a report. What was rendered for one text is used again for the next one. */
export function rendered(report: Report, style: Rendering['style']): Rendered {
  const { finding, subject, maxIssues, details } = report
  const byRows = new Map<number, Parts>()
  const footing = footer(finding, subject)
  const most = finding.state === 'issues' ? Math.min(maxIssues, MOST_ROWS, finding.issues.length) : 0

  function partsOf(rows: number): Parts {
    const known = byRows.get(rows) ?? parts(report, style, rows)
    byRows.set(rows, known)
    return known
  }

  return {
    markdown({ budget, changes }) {
      const changed = changes === undefined || !isChecked(finding) ? undefined : changeList(changes, details)
      const at = (rows: number, isFolded: boolean): string => {
        const { head, assignment: assigned } = partsOf(rows)
        const folded = isFolded ? [changed, assigned] : []
        return [...head, ...folded, footing].filter(block => block !== undefined).join('\n\n')
      }
      for (const isFolded of [true, false]) {
        const rows = largest(most, count => at(count, isFolded).length <= budget)
        if (rows !== undefined) return at(rows, isFolded)
      }
      return at(0, false)
    },
    digestText() {
      const isCounted = report.health !== undefined && report.isCoarse !== true
      const counted = isCounted ? rendered({ ...report, isCoarse: true }, style) : this
      return counted.markdown({ budget: BUDGET, changes: undefined })
    }
  }
}

/** The report as Markdown, where only one text is made of it. */
export function render(report: Report, { style, budget }: Rendering): string {
  return rendered(report, style).markdown({ budget, changes: report.changes })
}

/** The largest number up to `most` that fits, found by halving. `undefined` when only 0 fits and `most` is more. */
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

function heading({ finding, subject, ...report }: Report): string {
  const name = proseCode(subject.release)
  const linked = link(name, subject.releaseUrl, subject.hosts)
  const broken =
    finding.state === 'could-not-check' ? undefined : brokenHealth(finding.gate, showingIn(report))
  if (broken !== undefined && !(isChecked(finding) && finding.issues.length > 0))
    return `## 🔴 Sentry · ${broken} in ${linked}`
  if (finding.state === 'no-data') return `## ⚪ Sentry · no events of ${name} yet`
  if (finding.state === 'could-not-check') return `## ⚠️ Sentry · could not check ${name}`
  if (finding.state === 'clear') return `## ✅ Sentry · no ${adjective(finding.include)} issues in ${linked}`
  const total = finding.issues.length
  return total === 0
    ? `## 🔴 Sentry · gate failed for ${linked}`
    : `## 🔴 Sentry · ${total} ${total === 1 ? 'issue' : 'issues'} in ${linked}`
}

function parts(report: Report, style: Rendering['style'], most: number): Parts {
  const { finding, subject } = report
  const head = heading(report)
  if (finding.state === 'could-not-check')
    return { head: [head, text(maskSensitive(finding.message), 500)], assignment: undefined }
  const { gate } = finding
  const showing = showingIn(report)
  const alert = gate === undefined ? undefined : failedGate(gate, style, showing)
  const open = gate === undefined ? undefined : openGate(gate, showing)
  const health = report.health === undefined ? undefined : healthLine(report.health, showing)
  if (finding.state === 'no-data')
    return {
      head: [head, alert, lines([nothingKnown(finding, subject), open, health])],
      assignment: undefined
    }
  const rows = finding.issues.slice(0, most)
  return {
    head: [
      head,
      alert,
      lines([counts(finding, subject), open, health]),
      rows.length === 0 ? undefined : issueTable(report, rows, finding.include),
      remainder(finding.issues.length - rows.length, rows.length, subject),
      legend(rows)
    ],
    assignment: assignment(report, rows)
  }
}

/** Lines below each other: two blanks break a line in comments and in job summaries. */
function lines(all: readonly (string | undefined)[]): string {
  return all.filter(line => line !== undefined).join('  \n')
}

function counts(finding: Checked, subject: Subject): string {
  const numbers = KINDS.filter(kind => finding.include.includes(kind))
    .map(kind => `**${finding.counts[kind] ?? 0} ${kind}**`)
    .join(' · ')
  const context = [
    ...(subject.environment === undefined ? [] : [proseCode(subject.environment)]),
    ...(finding.gate?.result === 'pass' ? ['gate passed'] : [])
  ].join(' · ')
  return context === '' ? numbers : `${numbers} | ${context}`
}

function remainder(left: number, rows: number, subject: Subject): string | undefined {
  if (left <= 0) return undefined
  const all = link('all in Sentry', subject.searchUrl, subject.hosts)
  return rows === 0 ? `Not listed here: ${all}` : `and ${left} more: ${all}`
}

function nothingKnown(finding: NoData, subject: Subject): string {
  const environment = subject.environment === undefined ? '' : ` | ${proseCode(subject.environment)}`
  return `${NOTHING_KNOWN[finding.missing]}${environment}`
}

function footer(finding: Finding, subject: Subject): string | undefined {
  // An organization that is not known has no page.
  const isLinked = finding.state !== 'clear' && subject.organization !== ''
  const parts = [
    deployed(subject),
    isLinked ? link('all in Sentry', subject.searchUrl, subject.hosts) : undefined
  ].filter(part => part !== undefined)
  return parts.length === 0 ? undefined : `<sub>${parts.join(' · ')}</sub>`
}

function deployed({ commit, deployedAt, hosts }: Subject): string | undefined {
  const time = minute(deployedAt)
  const linked = commit === undefined ? undefined : link(code(short(commit.sha)), commit.url, hosts)
  if (time === undefined) return linked === undefined ? undefined : `Commit ${linked}`
  return linked === undefined ? `Deploy of ${time} UTC` : `Deploy of ${linked}, ${time} UTC`
}

function adjective(include: readonly Kind[]): string {
  return include.includes('new') ? 'new' : KINDS.filter(kind => include.includes(kind)).join(' or ')
}
