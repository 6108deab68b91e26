import { clean } from '../../text/clean.ts'
import { link, proseCode } from '../../text/markdown.ts'
import { isChecked, type Checked } from '../finding.ts'
import { type Issue, type Kind, KINDS, type Nearness } from '../issue.ts'
import { brokenHealth, showingIn, showingInLog } from './gate-words.ts'
import type { Showing } from '../health/report/words.ts'
import type { Report } from './report.ts'

/** What a report says first, round the name of the release: `3 issues in` web@2.1.0. */
interface Opening {
  readonly sign: string
  readonly before: string
  readonly after: string
}

/** The heading, in Markdown: sign, finding, release, environment, and how many issues are near the changes. */
export function headingOf(report: Report): string {
  const { finding, subject } = report
  const count = isChecked(finding) ? finding.issues.length : 0
  const { sign, before, after } = opening(
    report,
    `${count} ${count === 1 ? 'issue' : 'issues'}`,
    showingIn(report)
  )
  const name = proseCode(subject.release)
  // a release without data may not exist
  const isThere = sign !== '⚪'
  const release = isThere ? link(name, subject.releaseUrl, subject.hosts) : name
  const environment = subject.environment === undefined ? '' : ` on ${proseCode(subject.environment)}`
  const here = nearness(report)
  return `## ${sign} ${before} ${release}${after}${environment}${here === undefined ? '' : ` · ${here}`}`
}

/** One plain line for chat messages, such as `🔴 3 new, 1 regressed in web@2.1.0 (production), 1 on a changed line`. */
export function headlineOf(report: Report): string {
  const { finding, subject } = report
  const counted = isChecked(finding) ? countedKinds(finding).join(', ') : ''
  const { sign, before, after } = opening(report, counted, showingInLog(report))
  const environment = subject.environment === undefined ? '' : ` (${clean(subject.environment, 64)})`
  const here = nearness(report)
  return `${sign} ${before} ${clean(subject.release, 200)}${after}${environment}${here === undefined ? '' : `, ${here}`}`
}

/** @param issues how many issues there are, for a report that has some */
function opening({ finding }: Report, issues: string, showing: Showing): Opening {
  const said = (sign: string, before: string, after = ''): Opening => ({ sign, before, after })
  if (finding.state === 'could-not-check') return said('⚠️', 'Could not check')
  if (isChecked(finding) && finding.issues.length > 0) return said('🔴', `${issues} in`)
  const broken = brokenHealth(finding.gate, showing)
  if (broken !== undefined) return said('🔴', `${broken} in`)
  if (finding.state === 'no-data') return said('⚪', 'No events of', ' yet')
  return finding.state === 'clear'
    ? said('✅', `No ${adjective(finding.include)} issues in`)
    : said('🔴', 'Gate failed for')
}

function countedKinds(finding: Checked): readonly string[] {
  return KINDS.filter(kind => finding.include.includes(kind))
    .map(kind => ({ kind, count: finding.counts[kind] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
}

/** How many issues are near the pull request's changes; `undefined` for none. */
function nearness({ finding }: Report): string | undefined {
  if (!isChecked(finding)) return undefined
  const are = (near: Nearness): number =>
    finding.issues.filter((issue: Issue) => issue.inPullRequest === near).length
  const lines = are('line')
  if (lines > 0) return `${lines} on ${lines === 1 ? 'a changed line' : 'changed lines'}`
  const files = are('file')
  return files === 0 ? undefined : `${files} in ${files === 1 ? 'a changed file' : 'changed files'}`
}

function adjective(include: readonly Kind[]): string {
  return include.includes('new') ? 'new' : KINDS.filter(kind => include.includes(kind)).join(' or ')
}
