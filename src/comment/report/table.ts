import { code, details, link, proseCode, table } from '../../text/markdown.ts'
import { maskSensitive } from '../../text/mask.ts'
import { type Issue, type Kind, KINDS, type Level } from '../issue.ts'
import { shownPath } from '../judge/attribution.ts'
import type { Changes, Report } from './report.ts'

const LEVEL_SIGNS: Readonly<Record<Level, string>> = {
  fatal: '🔴',
  error: '🔴',
  warning: '🟠',
  info: '🔵',
  debug: '🔵'
}
const NEARNESS_SIGNS: Readonly<Record<Issue['inPullRequest'], string>> = {
  line: ' 📍',
  file: ' 📄',
  no: '',
  unknown: ''
}

/** This many changes of each sort are listed. The rest is counted. */
const MOST_CHANGES = 20
/** A path does not wrap: a longer one would leave the titles a column as narrow as a word. */
const LONGEST_PATH = 50

/** The table of issues. `include` are the kinds that may be named. */
export function issueTable(report: Report, issues: readonly Issue[], include: readonly Kind[]): string {
  const { hosts } = report.subject
  return table(
    [
      ['', 'left'],
      ['Issue', 'left'],
      ['Events', 'right'],
      ['Users', 'right'],
      ['Where', 'left']
    ],
    issues.map(issue => [
      signs(issue, include),
      report.details === 'full' ? titleCell(issue, hosts) : redactedCell(issue, hosts),
      number(issue.count, issue),
      number(issue.userCount, issue),
      report.details === 'full' ? placeCell(issue, hosts) : redactedPlaceCell(issue)
    ])
  )
}

/** Explains the signs that the rows bear; `undefined` when they bear none. */
export function legend(issues: readonly Issue[]): string | undefined {
  const meanings = [
    ...(issues.some(issue => issue.inPullRequest === 'line')
      ? ['📍 the top in-app frame is on a line this pull request changed']
      : []),
    ...(issues.some(issue => issue.inPullRequest === 'file')
      ? ['📄 the top in-app frame is in a file this pull request changed']
      : [])
  ]
  return meanings.length === 0 ? undefined : `<sub>${meanings.join('<br>')}</sub>`
}

/** Who looks after the issues. A redacted report does not show it. */
export function assignment(report: Report, issues: readonly Issue[]): string | undefined {
  if (report.details === 'redacted' || issues.length === 0) return undefined
  const rows = issues.map(issue => [code(issue.shortId), assigned(issue), minute(issue.firstSeen) ?? ''])
  const head = [
    ['Issue', 'left'],
    ['Assigned', 'left'],
    ['First seen (UTC)', 'left']
  ] as const
  return details('Assignment', table(head, rows))
}

/** What came and went, folded; `undefined` when nothing did. */
export function changeList(changes: Changes, level: Report['details']): string | undefined {
  const { added, gone } = changes
  const summary = [
    ...(added.length === 0 ? [] : [`${added.length} added`]),
    ...(gone.length === 0 ? [] : [`${gone.length} gone`])
  ].join(', ')
  if (summary === '') return undefined
  const title = (entry: { readonly title: string }): string =>
    level === 'full' ? ` ${proseCode(maskSensitive(entry.title))}` : ''
  const lines = [
    ...shortened(added, entry => `- added: ${proseCode(entry.shortId)}${title(entry)}`, 'added'),
    ...shortened(gone, shortId => `- gone: ${proseCode(shortId)}`, 'gone')
  ]
  return details(`Since the previous report: ${summary}`, lines.join('\n'))
}

/** The section of `changeList` in a report, as it stands there. */
export function changesIn(markdown: string): string | undefined {
  return /^<details>\n<summary>Since the previous report: .*<\/summary>\n[^]*?\n<\/details>$/m.exec(
    markdown
  )?.[0]
}

/** A time to the minute, in UTC, such as `2026-01-15 10:05`; `undefined` for what is no time. */
export function minute(time: string | undefined): string | undefined {
  const date = new Date(time ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 16).replace('T', ' ')
}

function signs(issue: Issue, include: readonly Kind[]): string {
  const kind =
    KINDS.find(candidate => include.includes(candidate) && issue.kinds.includes(candidate)) ?? 'new'
  const sign = kind === 'regressed' ? '🔁' : LEVEL_SIGNS[issue.level]
  return `${sign} ${kind}${NEARNESS_SIGNS[issue.inPullRequest]}`
}

function titleCell(issue: Issue, hosts: readonly string[]): string {
  return `${link(code(maskSensitive(issue.title)), issue.url, hosts)} ${code(issue.shortId)}`
}

function redactedCell(issue: Issue, hosts: readonly string[]): string {
  return `${link(code(issue.shortId), issue.url, hosts)} ${issue.level}`
}

function number(value: number | undefined, issue: Issue): string {
  if (value === undefined) return '–'
  return issue.countsAre === 'total' ? `${value} total` : String(value)
}

function placeCell(issue: Issue, hosts: readonly string[]): string {
  if (issue.file === undefined) return ''
  const place = code(`${shortPath(issue.file)}${issue.line === undefined ? '' : `:${issue.line}`}`)
  const linked = issue.fileUrl === undefined ? place : link(place, issue.fileUrl, hosts)
  return issue.function === undefined ? linked : `${linked} ${code(issue.function, 60)}`
}

function redactedPlaceCell(issue: Issue): string {
  return issue.file === undefined ? '' : code(shortPath(issue.file))
}

/** The end of a long path tells more than its beginning. */
function shortPath(file: string): string {
  const path = shownPath(file)
  if (path.length <= LONGEST_PATH) return path
  const segments = path.split('/')
  while (segments.length > 1 && segments.join('/').length > LONGEST_PATH) segments.shift()
  return `…/${segments.join('/')}`
}

function assigned(issue: Issue): string {
  if (issue.assignedTo !== undefined) return code(maskSensitive(issue.assignedTo), 60)
  const owners = issue.owners.slice(0, 3).map(owner => code(maskSensitive(owner), 60))
  return owners.length === 0 ? 'nobody' : `nobody, suggested: ${owners.join(' ')}`
}

function shortened<T>(entries: readonly T[], line: (entry: T) => string, what: string): readonly string[] {
  const rest = entries.length - MOST_CHANGES
  return [...entries.slice(0, MOST_CHANGES).map(line), ...(rest > 0 ? [`- and ${rest} more ${what}`] : [])]
}
