import type { Failure } from '../../run/failure.ts'
import { releaseUrl, sentryHosts, type Home } from '../../sentry/addresses.ts'
import { hostsOf } from '../../text/address.ts'
import { code, link, table, text } from '../../text/markdown.ts'
import { capitalized, counted, minute, sizeOf } from '../../text/names.ts'
import { short } from '../../text/sha.ts'
import { visible, visibleJson } from '../../text/visible.ts'
import { rangeUrl } from '../addresses.ts'
import type { Written } from '../write/apply.ts'
import type { Facts, RangeFacts } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import { carries, type Plan, shownWrite, writesOf } from '../plan.ts'
import { type Setup, SETUP_SIGNS } from '../setup/report.ts'
import { did, sinceRelease, toDo } from './words.ts'

/** The job summary: what was done with release, commits, source maps and deploys, and how Sentry was reached. */
export function summaryOf(ended: EndedRun): string {
  const { request, facts } = ended
  const hosts = [...sentryHosts(homeOf(ended)), ...hostsOf(request.event.server.url)]
  const page = releaseUrl(homeOf(ended), request.version)
  const rows = [
    ['Commits', commitsCell(ended, hosts)],
    ...mapsRows(ended),
    ...deployRows(ended),
    ['Finalized', finalizedCell(ended)],
    ['Organization', code(facts.organization)],
    ['Projects', projectsCell(ended)],
    ['Way', code(`${facts.way}, ${facts.caller}`, 300)]
  ]
  return [
    `## ${sign(ended)} Sentry release ${link(code(visible(request.version), 2_000), page, hosts)} · ${state(ended)}`,
    table(
      [
        ['What', 'left'],
        ['Result', 'left']
      ],
      rows
    ),
    ...skippedParts(ended),
    ...(ended.written === undefined ? plannedParts(ended) : []),
    ...failureParts(ended),
    ...setupParts(ended)
  ].join('\n\n')
}

/** The job summary of a run that failed before it wrote anything. */
export function failureSummary(version: string, { message, remedy }: Failure): string {
  return [
    `## ❌ Sentry release ${code(version, 200)} · nothing was written`,
    `**${text(message, 600)}**`,
    text(remedy, 600)
  ].join('\n\n')
}

function sign(ended: EndedRun): string {
  if (failureOfRun(ended) !== undefined) return '❌'
  return ended.request.access.dryRun ? '🔎' : '🚀'
}

function state(ended: EndedRun): string {
  const { request, written } = ended
  if (written === undefined) return 'dry run, nothing written'
  if (failureOfRun(ended) !== undefined) return 'not complete'
  if (!request.parts.has('release')) return written.writes.length > 0 ? 'updated' : 'nothing to change'
  return written.created ? 'created' : 'was there already'
}

function commitsCell(ended: EndedRun, hosts: readonly string[]): string {
  const { request, facts } = ended
  const { association } = facts
  if (association.kind === 'none') return `none: ${text(association.why, 300)}`
  if (association.kind === 'unread') return `**not set**: ${text(association.why, 300)}`
  if (association.kind === 'present') return `${association.count}: ${text(association.why, 300)}`
  const { range } = association
  const [environment] = request.deploy.environments
  const since =
    range.previous === undefined
      ? ', no previous commit was found'
      : ` since ${text(sinceRelease(range.previous, environment), 250)}`
  const count = ended.commitCount === undefined ? 'the commits' : counted(ended.commitCount, 'commit')
  const notes = (range.notes ?? []).map(note => text(note, 250))
  return [`${count}${since}`, commitsState(ended), rangeLink(range, request, hosts), ...notes].join(', ')
}

/** Where the commits of a range come from, and whether they are there. */
function commitsState({ facts: { association }, written, commitCount }: EndedRun): string {
  if (association.kind === 'refs') {
    if (commitCount !== undefined) return "from Sentry's integration"
    if (written === undefined) return 'to be fetched by Sentry'
    const isRequested = written.writes.some(write => carries(write, 'refs'))
    return isRequested ? 'requested from Sentry, not there yet' : '**not requested**'
  }
  const isLocal = association.kind === 'commits' && association.source === 'local'
  const read = isLocal ? 'read from the checkout' : 'read from GitHub'
  return commitCount === undefined ? `${read}, **not written**` : read
}

/** The range, linked to its page at GitHub if there is one. */
function rangeLink(
  { head, previous, mergeBase, begin }: RangeFacts,
  { commits, event }: ReleaseRequest,
  hosts: readonly string[]
): string {
  const base = begin ?? mergeBase ?? previous?.commit
  const label = code(base === undefined ? short(head) : `${short(base)}...${short(head)}`)
  const url = rangeUrl({ base, head }, { repo: commits.repo, serverUrl: event.server.url })
  return url === undefined ? label : link(label, url, hosts)
}

function deployRows({ request, plan, written }: EndedRun): readonly (readonly string[])[] {
  if (!request.parts.has('deploy')) return [['Deploy', 'none']]
  return request.deploy.environments.map(environment => {
    const name = code(environment)
    const deploy = written?.deploys.find(one => one.environment === environment)
    if (deploy !== undefined) return ['Deploy', `${name} recorded`]
    const before = plan.present.find(one => one.environment === environment)
    if (before !== undefined) return ['Deploy', `${name} was recorded already`]
    if (written === undefined) return ['Deploy', `${name} planned`]
    const isHidden = written.hiddenDeploys.includes(environment)
    return ['Deploy', `${name} ${isHidden ? '**may have been recorded**' : '**not recorded**'}`]
  })
}

function mapsRows({ facts: { maps }, written }: EndedRun): readonly (readonly string[])[] {
  if (maps === undefined) return []
  const files = `${counted(maps.scripts, 'script')} and ${counted(maps.maps, 'source map')} (${sizeOf(maps.bytes)})`
  const skipped = maps.skipped.length === 0 ? [] : [`${counted(maps.skipped.length, 'file')} left out`]
  return [['Source maps', [files, ...mapsState(written), ...skipped].join(', ')]]
}

function mapsState(written: Written | undefined): readonly string[] {
  if (written === undefined) return ['planned']
  const { maps } = written
  if (maps === undefined) return ['**not uploaded**']
  const bundles = maps.bundles.map(({ bytes, state }) => `${sizeOf(bytes)} ${state}`)
  const failed = maps.failure === undefined ? [] : [`**not uploaded**: ${text(maps.failure.message, 300)}`]
  return [...bundles, ...failed]
}

/** Left-out files that the summary names. With more it is hard to read; the others are counted. */
const MOST_SKIPPED = 20

/** The files that were left out, each with its reason. */
function skippedParts({ facts: { maps } }: EndedRun): readonly string[] {
  const skipped = maps?.skipped ?? []
  if (skipped.length === 0) return []
  const items = skipped
    .slice(0, MOST_SKIPPED)
    .map(({ file, reason }) => `- ${code(visible(file), 300)}: ${text(reason, 200)}`)
  const rest = skipped.length - items.length
  return ['Left out of the source maps:', [...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')]
}

function finalizedCell({ request, facts, written }: EndedRun): string {
  const release = written?.release ?? (facts.release.kind === 'there' ? facts.release.release : undefined)
  if (release?.dateReleased !== undefined) {
    const time = minute(release.dateReleased)
    return time === undefined ? 'yes' : `yes, ${time} UTC`
  }
  if (!request.parts.has('finalize')) return 'no'
  return written === undefined ? 'planned' : '**no**'
}

function projectsCell({ facts }: EndedRun): string {
  if (facts.projects.length === 0) return 'those of the release'
  return facts.projects.map(project => code(project)).join(' ')
}

/** What a dry run would write. A list: JSON makes a table wider than a phone. */
function plannedParts({ plan }: EndedRun): readonly string[] {
  const writes = writesOf(plan)
  if (writes.length === 0) return ['Nothing would be written.']
  const items = writes.map(
    write =>
      `1. ${capitalized(toDo(write, shownName))}: ${code(visibleJson(shownWrite(write)['body'], 0), 4_000)}`
  )
  return ['Would be written:', items.join('\n')]
}

/** What a dry run found about the setup. */
function setupParts({ setup }: EndedRun): readonly string[] {
  if (setup === undefined) return []
  const rows = setup.rows.map(({ sign, what, found, isName }) => [
    SETUP_SIGNS[sign],
    what === 'github_token' ? code(what) : what,
    isName === true ? code(found, 300) : text(found, 1_000)
  ])
  const head = [
    ['', 'left'],
    ['Setup', 'left'],
    ['Found', 'left']
  ] as const
  return [table(head, rows)]
}

/** Why a run is not complete, and what was written. */
function failureParts(ended: EndedRun): readonly string[] {
  const failure = failureOfRun(ended)
  if (failure === undefined) return []
  const said = [`**${text(failure.message, 600)}**`, text(failure.remedy, 600)]
  return ended.written === undefined ? said : [...said, ...writtenParts(ended.written)]
}

function writtenParts({ writes, created, halfDone }: Written): readonly string[] {
  const done = writes.map(write => did(write, { created, show: shownName }))
  return [
    ...(halfDone === undefined ? [] : [text(halfDone, 600)]),
    done.length === 0
      ? halfDone === undefined
        ? 'Nothing was written.'
        : 'Nothing else was written.'
      : `Before that, the run ${done.join('; ')}.`
  ]
}

function shownName(name: string): string {
  return code(visible(name), 2_000)
}

/** All that a run knows at its end. */
export interface EndedRun {
  readonly request: ReleaseRequest
  readonly facts: Facts
  readonly plan: Plan
  /** `undefined` in a dry run. */
  readonly written: Written | undefined
  /** How many commits Sentry holds or was sent; `undefined` if that is not known (yet). */
  readonly commitCount: number | undefined
  /** Only in a dry run. */
  readonly setup?: Setup | undefined
}

/** Where the pages of the release's organization are. */
export function homeOf({ request, facts }: Pick<EndedRun, 'request' | 'facts'>): Home {
  return { site: request.access.site, organization: facts.organization }
}

/** Why a run is not complete, or in a dry run would not be. */
export function failureOfRun({
  facts,
  written,
  setup
}: Pick<EndedRun, 'facts' | 'written' | 'setup'>): Failure | undefined {
  const { association } = facts
  const unread = association.kind === 'unread' ? association.failure : undefined
  return written?.failure ?? written?.maps?.failure ?? unread ?? setup?.failure
}
