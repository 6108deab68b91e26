import type { OutputValue, Report } from '../gateway/run.ts'
import { code, link, table, text } from '../text/markdown.ts'
import type { Written } from './apply.ts'
import type { Association, Facts, RangeFacts } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import { shownWrite, writesOf, type Plan, type Write } from './plan.ts'
import { short } from './range.ts'

/** The outputs of the release step, in the order of the manifest. */
export const RELEASE_OUTPUTS = [
  'release',
  'version',
  'release_url',
  'created',
  'previous_release',
  'previous_commit',
  'previous_commit_source',
  'commit_source',
  'commit_count',
  'finalized',
  'deploys',
  'plan',
  'dry_run'
] as const

type Outputs = Readonly<Record<(typeof RELEASE_OUTPUTS)[number], OutputValue>>

/** All that a run knows at its end. */
export interface Outcome {
  readonly request: ReleaseRequest
  readonly facts: Facts
  readonly plan: Plan
  /** `undefined` in a dry run. */
  readonly written: Written | undefined
  /** How many commits Sentry holds or was sent; `undefined` when that is not known (yet). */
  readonly commitCount: number | undefined
}

/** Makes outputs and job summary from what a run knows. Pure. */
export function reportOf(outcome: Outcome): Report {
  const failure = outcome.written?.failure
  return {
    outputs: outputsOf(outcome),
    summary: summaryOf(outcome),
    ending: failure === undefined ? { kind: 'done' } : { kind: 'failed', failure }
  }
}

/** Sentry's page of a release. */
export function releaseUrl(organization: string, version: string): string {
  return `https://${organization}.sentry.io/releases/${encodeURIComponent(version)}/`
}

function outputsOf(outcome: Outcome): Outputs {
  const { request, facts, written, commitCount } = outcome
  const range = rangeOf(facts.association)
  const known = facts.release.kind === 'there' ? facts.release.release : undefined
  const release = written?.release ?? known
  return {
    release: request.version,
    version: request.version,
    release_url: releaseUrl(facts.organization, request.version),
    created: written?.created ?? false,
    previous_release: range?.previous?.release ?? '',
    previous_commit: range?.previous?.commit ?? '',
    previous_commit_source: range === undefined ? '' : (range.previous?.source ?? 'none'),
    commit_source: commitSource(facts.association),
    commit_count: commitCount ?? '',
    finalized: release?.dateReleased !== undefined,
    deploys: (written?.deploys ?? []).map(({ id, environment, name, url, dateFinished }) => ({
      id,
      environment,
      name: name ?? null,
      url: url ?? null,
      dateFinished: dateFinished ?? null
    })),
    plan: shownWrites(outcome).map(shownWrite),
    dry_run: request.access.dryRun
  }
}

function rangeOf(association: Association): RangeFacts | undefined {
  return association.range
}

function commitSource(association: Association): string {
  if (association.kind === 'refs') return 'integration'
  return association.kind === 'list' ? association.source : 'none'
}

/** The planned writes, with the one that was decided by Sentry's answer. */
function shownWrites({ plan, written }: Outcome): readonly Write[] {
  const planned = writesOf(plan)
  const late = (written?.writes ?? []).filter(write => !planned.includes(write))
  return plan.release === undefined
    ? [...planned, ...late]
    : [plan.release, ...late, ...planned.filter(write => write !== plan.release)]
}

function summaryOf(outcome: Outcome): string {
  const { request, facts, written } = outcome
  const { version, event } = request
  const sentryHost = `${facts.organization}.sentry.io`
  const hosts = [sentryHost, ...hostOf(event.server.url)]
  const failed = written?.failure !== undefined
  const sign = failed ? '❌' : request.access.dryRun ? '🔎' : '🚀'
  const state = failed
    ? 'not complete'
    : request.access.dryRun
      ? 'dry run, nothing written'
      : stateOf(outcome)
  return [
    `## ${sign} Sentry release ${link(code(version, 200), releaseUrl(facts.organization, version), hosts)} · ${state}`,
    table(
      [
        ['What', 'left'],
        ['Result', 'left']
      ],
      [
        ['Commits', commitsLine(outcome, hosts)],
        ...deployLines(outcome),
        ['Finalized', finalizedLine(outcome)],
        ['Organization', code(facts.organization)],
        [
          'Projects',
          facts.projects.length === 0
            ? 'those of the release'
            : facts.projects.map(project => code(project)).join(' ')
        ],
        [
          'Connection',
          `${code(facts.connection)} ${request.access.connection === undefined ? '(the only active one)' : ''}`.trim()
        ]
      ]
    ),
    ...(written?.failure === undefined
      ? []
      : [
          `**${text(written.failure.message, 600)}**`,
          text(written.failure.remedy, 600),
          writtenLine(written)
        ])
  ].join('\n\n')
}

function stateOf({ request, written }: Outcome): string {
  if (!request.parts.has('release')) return 'updated'
  return written?.created === true ? 'created' : 'was there already'
}

function hostOf(url: string): readonly string[] {
  return URL.canParse(url) ? [new URL(url).host] : []
}

function commitsLine({ request, facts, commitCount }: Outcome, hosts: readonly string[]): string {
  const { association } = facts
  if (association.kind === 'none') return `none: ${text(association.why, 300)}`
  if (association.kind === 'kept') return text(association.why, 300)
  const { range } = association
  const count =
    commitCount === undefined
      ? association.kind === 'refs'
        ? 'requested from Sentry, not there yet'
        : ''
      : `${commitCount}`
  const how =
    association.kind === 'refs'
      ? 'fetched by Sentry'
      : association.source === 'github'
        ? 'read from GitHub'
        : 'read from the checkout'
  return `${count} ${rangeLink(range, request.event.server.url, hosts)}, ${how}${range.previous === undefined ? '; no previous commit was found' : ` since ${text(range.previous.why, 200)}`}`
}

function rangeLink(
  { repository, head, previous, mergeBase }: RangeFacts,
  serverUrl: string,
  hosts: readonly string[]
): string {
  const page = `${serverUrl}/${repository.split('/').map(encodeURIComponent).join('/')}`
  if (previous === undefined)
    return link(code(short(head)), `${page}/commits/${encodeURIComponent(head)}`, hosts)
  const base = mergeBase ?? previous.commit
  return link(
    code(`${short(base)}...${short(head)}`),
    `${page}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`,
    hosts
  )
}

function deployLines({ request, written }: Outcome): readonly (readonly string[])[] {
  if (!request.parts.has('deploy')) return [['Deploy', 'none']]
  return request.deploy.environments.map(environment => {
    if (written === undefined) return ['Deploy', `${code(environment)} planned`]
    const deploy = written.deploys.find(one => one.environment === environment)
    if (deploy !== undefined) return ['Deploy', `${code(environment)} recorded (${code(deploy.id)})`]
    return [
      'Deploy',
      `${code(environment)} ${written.hiddenDeploys.includes(environment) ? '**may have been recorded**' : '**not recorded**'}`
    ]
  })
}

function finalizedLine({ request, facts, written }: Outcome): string {
  const release = written?.release ?? (facts.release.kind === 'there' ? facts.release.release : undefined)
  if (release?.dateReleased !== undefined) return `yes, ${code(release.dateReleased, 40)}`
  if (written === undefined && request.parts.has('finalize')) return 'planned'
  return request.parts.has('finalize') && written?.failure !== undefined ? '**no**' : 'no'
}

function writtenLine({ writes }: Written): string {
  if (writes.length === 0) return 'Nothing was written before.'
  return `Written before: ${writes.map(write => `${write.operation} ${code(write.target, 200)}`).join(', ')}.`
}
