import { shortWords } from '../../text/clean.ts'
import { code, details, link, proseCode, table } from '../../text/markdown.ts'
import { maskSensitive } from '../../text/secrets/mask.ts'
import { minute } from '../../text/names.ts'
import { type Issue, type Kind, KINDS, type IssueLevel } from '../issue.ts'
import { shownPath } from '../judge/attribution.ts'
import type { Changes, Details, Report } from './report.ts'

/** The sign of a level, and the level that needs no word beside the sign. */
const LEVEL_SIGNS: Readonly<Record<IssueLevel, readonly [sign: string, says: IssueLevel]>> = {
  fatal: ['🔴', 'error'],
  error: ['🔴', 'error'],
  warning: ['🟠', 'warning'],
  info: ['🔵', 'info'],
  debug: ['🔵', 'info']
}
const NEARNESS: Readonly<Record<Details, Readonly<Record<Issue['inPullRequest'], string>>>> = {
  full: { line: ' on a changed line 📍', file: ' in a changed file 📄', no: '', unknown: '' },
  redacted: { line: ' 📍', file: ' in a changed file 📄', no: '', unknown: '' }
}

/** Changes of each sort that are listed. The rest is counted. */
const MOST_CHANGES = 20
/** The longest word that fits beside the numbers on a page of 390 px. A longer one would push the numbers out of sight. */
const LONGEST_WORD = 28
/** More names would make the row longer than its title. */
const MOST_OWNERS = 3

/** The table of issues. `include` are the kinds that may be named. */
export function issueTable(report: Report, issues: readonly Issue[], include: readonly Kind[]): string {
  return table(
    [
      ['Issue', 'left'],
      ['Events · Users', 'right']
    ],
    issues.map(issue => [issueCell(issue, report, include), numbersCell(issue)])
  )
}

/** The kind that a row names: the first of the issue's kinds that may be named. */
export function kindShown(issue: Issue, include: readonly Kind[]): Kind {
  return KINDS.find(kind => include.includes(kind) && issue.kinds.includes(kind)) ?? 'new'
}

/** The issues that came and went, folded; `undefined` if there are none. */
export function changeList(changes: Changes, level: Details): string | undefined {
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

/** The issue on the first line, the facts to act on below it. */
function issueCell(issue: Issue, report: Report, include: readonly Kind[]): string {
  const { details: level, subject } = report
  const [sign] = LEVEL_SIGNS[issue.level]
  const kind = kindShown(issue, include)
  const named =
    level === 'full'
      ? link(cellCode(maskSensitive(issue.title), 120), issue.url, subject.hosts)
      : `${link(cellCode(issue.shortId, 60), issue.url, subject.hosts)} ${issue.level}`
  const facts = level === 'full' ? fullFacts(issue, kind, subject.hosts) : redactedFacts(issue)
  const first = `${sign} **${kind}**${NEARNESS[level][issue.inPullRequest]} ${named}`
  return facts.length === 0 ? first : `${first}<br>${facts.join(' · ')}`
}

function fullFacts(issue: Issue, kind: Kind, hosts: readonly string[]): readonly string[] {
  const [, said] = LEVEL_SIGNS[issue.level]
  const seen = kind === 'regressed' ? minute(issue.firstSeen)?.slice(0, 10) : undefined
  return [
    place(issue, hosts),
    cellCode(issue.shortId, 60),
    issue.level === said ? undefined : issue.level,
    issue.isUnhandled ? 'unhandled' : undefined,
    whose(issue),
    seen === undefined ? undefined : `first seen ${seen}`
  ].filter(fact => fact !== undefined)
}

function redactedFacts(issue: Issue): readonly string[] {
  return [
    ...(issue.file === undefined ? [] : [code(shortPath(issue.file, ''))]),
    ...(issue.isUnhandled ? ['unhandled'] : [])
  ]
}

function place(issue: Issue, hosts: readonly string[]): string | undefined {
  const within = issue.function === undefined ? undefined : `in ${cellCode(issue.function, 60)}`
  if (issue.file === undefined) return within
  const shown = code(shortPath(issue.file, issue.line === undefined ? '' : `:${issue.line}`))
  const linked = issue.fileUrl === undefined ? shown : link(shown, issue.fileUrl, hosts)
  return within === undefined ? linked : `${linked} ${within}`
}

/** Who looks after it, or who could; `undefined` when nobody is known. */
function whose({ assignedTo, owners }: Issue): string | undefined {
  const named = (name: string): string => cellCode(maskSensitive(name), 60)
  if (assignedTo !== undefined) return `assigned to ${named(assignedTo)}`
  return owners.length === 0 ? undefined : `suggested: ${owners.slice(0, MOST_OWNERS).map(named).join(' ')}`
}

/** Totals have a star, which the footer explains. */
function numbersCell({ count, userCount, countsAre }: Issue): string {
  return `${count ?? '–'} · ${userCount ?? '–'}${countsAre === 'total' ? ' \\*' : ''}`
}

/** A foreign text as code in a cell that stays narrow. */
function cellCode(value: string, max: number): string {
  return code(shortWords(value, LONGEST_WORD, max), max)
}

/** Cuts a long path at its beginning: the end says more. */
function shortPath(file: string, line: string): string {
  const room = LONGEST_WORD - line.length
  const path = shownPath(file)
  if (path.length <= room) return path + line
  const segments = path.split('/')
  while (segments.length > 1 && segments.join('/').length + 2 > room) segments.shift()
  return `…/${shortWords(segments.join('/'), room - 2)}${line}`
}

function shortened<T>(entries: readonly T[], line: (entry: T) => string, what: string): readonly string[] {
  const rest = entries.length - MOST_CHANGES
  return [...entries.slice(0, MOST_CHANGES).map(line), ...(rest > 0 ? [`- and ${rest} more ${what}`] : [])]
}
