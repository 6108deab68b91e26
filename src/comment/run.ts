import type { Repository } from '../github/repository.ts'
import type { Context, Result } from '../run/context.ts'
import type { Failure } from '../run/failure.ts'
import { tried, type Tried } from '../run/tried.ts'
import type { Sentry } from '../sentry/client.ts'
import { environmentsFor, UNKNOWN_FAILURES, unknownEnvironment } from '../sentry/unknown.ts'
import { clean } from '../text/clean.ts'
import { type Finding, isChecked } from './finding.ts'
import type { CommentRequest } from './request.ts'
import { frameOfIssue, type Issue } from './issue.ts'
import { healthLine, type ShownHealth, shownHealth } from './health/report/line.ts'
import { findingFor, withUnknownFiles } from './judge/assess.ts'
import { frameReader } from './look/frames.ts'
import { judge, kindsToQuery } from './judge/gate.ts'
import type { PatchedFile } from './judge/patch.ts'
import { type Check, checkRelease, openOrganization, type OpenedOrganization } from './look/check.ts'
import { publishTo } from './publish/attempt.ts'
import { type Authorship, createAuthorship } from './publish/own.ts'
import { choosePulls, type ChosenPull } from './pulls/choose.ts'
import { type FoundPulls, findPulls } from './pulls/find.ts'
import { showingInLog } from './report/gate-words.ts'
import { rendered, type Rendered } from './report/render.ts'
import { eventOfRelease, releasedCommit, type ReleasedCommit, withoutCommit } from './released.ts'
import { gateFailed, resultOf } from './report/outputs.ts'
import type { Report } from './report/report.ts'
import { runOf, subjectOf } from './report/subject.ts'
import { isAnnotated, showing, type Visibility, visibilityOf } from './visibility.ts'

/** What a run works with. */
export interface RunTools {
  readonly sentry: Sentry
  /** `undefined` without a token, or when the run has no repository. */
  readonly repository: Repository | undefined
  readonly context: Context
}

/** Everything that is known before the report is made. */
interface Facts {
  /** The slug; empty when it is not known. */
  readonly organization: string
  readonly check: Tried<Check>
  /** `undefined` if it was not asked for. */
  readonly health: ShownHealth | undefined
  readonly search: FoundPulls
  readonly visibility: Visibility
  readonly commit: ReleasedCommit | undefined
  readonly authorship: Authorship
}

/** Makes the finding for a pull request that changes these files. */
type Finder = (files: readonly PatchedFile[]) => Promise<Finding>

const NOT_FOUND = { action: 'skipped:not-found', comment: undefined } as const

/**
 * Checks the release in Sentry, finds the pull requests, and puts the report into them. If Sentry fails, the part at GitHub still runs, and
 * the other way round.
 * @throws only when the run was cancelled or its deadline has passed
 */
export async function reportRelease(request: CommentRequest, tools: RunTools): Promise<Result> {
  const { sentry, repository, context } = tools
  const authorship = createAuthorship(repository)
  const opening = openOrganization(request, sentry)
  const about = eventOfRelease(request, tools)
  const [opened, check, search, visibility, event] = await Promise.all([
    tried(opening, context),
    tried(checkRelease(request, opening, context), context),
    findPulls(request, { repository, context, opening, viewer: authorship.viewer, about }),
    visibilityOf(request, tools),
    tried(about, context),
    // Asked now, while Sentry is asked: that saves the comment a round trip.
    willComment(request) ? authorship.viewer() : undefined
  ])
  const release = check.kind === 'done' ? check.value.look.release : undefined
  const organization = organizationOf(request, opened, check)
  const commit = releasedCommit(
    { version: request.version, event: event.kind === 'done' ? event.value : withoutCommit(request.event) },
    release
  )
  const health = check.kind === 'done' ? shownHealth(request.health, check.value.health) : undefined
  const facts = { organization, check, health, search, visibility, commit, authorship }
  sayMissing(request, check, context)
  sayHealth(request, facts, context)
  return publishAll(request, facts, tools)
}

/** The slug, for links. There are no links to an organization that the connection does not see. */
function organizationOf(
  { access }: CommentRequest,
  opened: Tried<OpenedOrganization>,
  check: Tried<Check>
): string {
  if (check.kind === 'failed' && check.failure.kind === UNKNOWN_FAILURES.organizationUnknown) return ''
  return opened.kind === 'done' ? opened.value.organization : (access.organization ?? '')
}

function willComment({ comment, pulls }: CommentRequest): boolean {
  return comment !== 'never' && pulls.kind !== 'none'
}

async function publishAll(request: CommentRequest, facts: Facts, tools: RunTools): Promise<Result> {
  const { check, search } = facts
  const find = finderOf(request, facts, tools.context)
  const issues = check.kind === 'done' ? check.value.issues : []
  const reported: (Rendition & { readonly pull: ChosenPull })[] = []
  for (const pull of await chosenPulls(request, facts, { ...tools, find, issues }))
    reported.push({ pull, ...renditionOf(reportFor(request, facts, await findingOf(pull, find))) })
  const attempts = await Promise.all(
    reported.map(async ({ pull, ...one }) => ({
      number: pull.number,
      rule: pull.rule,
      ...(await publishTo(pull, one, { request, ...tools, ...facts }))
    }))
  )
  const unknown = search.unknown.map(number => ({ number, rule: 'input', published: NOT_FOUND }) as const)
  const failed = attempts.find(({ failure }) => failure !== undefined)?.failure ?? search.failure
  const first = reported[0] ?? renditionOf(reportFor(request, facts, await find([])))
  sayWouldFail(request, first.report, tools.context)
  return resultOf({
    ...first,
    queried: kindsToQuery(request.include, request.gate),
    issues: inOrderOf(first.report.finding, issues),
    pulls: [...attempts, ...unknown],
    without: search.without,
    failure: check.kind === 'failed' ? check.failure : (unjudged(facts) ?? failed),
    isDryRun: request.access.dryRun,
    annotated: isAnnotated(request, facts.visibility) ? reported.map(({ report }) => report) : []
  })
}

/** A report and its rendered parts. The comment and the job summary share them. */
interface Rendition {
  readonly report: Report
  readonly rendered: Rendered
}

function renditionOf(report: Report): Rendition {
  return { report, rendered: rendered(report) }
}

async function findingOf({ files, isWhole }: ChosenPull, find: Finder): Promise<Finding> {
  const finding = await find(files)
  return isWhole ? finding : withUnknownFiles(finding)
}

function finderOf(request: CommentRequest, { check, commit, health }: Facts, context: Context): Finder {
  if (check.kind === 'failed') {
    const { message, remedy } = check.failure
    return async () => ({ state: 'could-not-check', message: `${message}. ${remedy}` })
  }
  const { look, issues, sentry, organization, known } = check.value
  const { include, environment, gate, maxIssues } = request
  const verdicts = health?.verdicts ?? []
  if (look.kind === 'no-data') {
    const judged = gate === undefined ? undefined : judge(gate, undefined, verdicts)
    return async () => ({ state: 'no-data', missing: look.missing, known, gate: judged })
  }
  const assessing = {
    include,
    queried: kindsToQuery(include, gate),
    gate,
    health: verdicts,
    maxIssues,
    at: commit,
    readFrames: frameReader(sentry, { organization, environment, context })
  }
  return files => findingFor(issues, files, assessing)
}

/** In a range, the choice depends on where the issues were raised. That is looked up first. */
async function chosenPulls(
  { maxPulls }: CommentRequest,
  { search }: Facts,
  {
    repository,
    context,
    find,
    issues
  }: RunTools & { readonly find: Finder; readonly issues: readonly Issue[] }
): Promise<readonly ChosenPull[]> {
  if (repository === undefined || search.matches.length === 0) return []
  const isRanked = search.isRange && search.matches.length > 1
  const known = isRanked ? inOrderOf(await find([]), issues) : issues
  const frames = known.map(frameOfIssue).filter(frame => frame !== undefined)
  return choosePulls(search, {
    frames: issues.length === 0 ? undefined : frames,
    max: maxPulls,
    repository,
    context
  })
}

function reportFor(
  request: CommentRequest,
  { organization, check, health, commit, visibility }: Facts,
  finding: Finding
): Report {
  const release = check.kind === 'done' ? check.value.look.release : undefined
  return {
    subject: subjectOf(request, { organization, release, commit }),
    finding,
    changes: undefined,
    health,
    ...showing(request, visibility),
    maxIssues: request.maxIssues,
    run: runOf(request.event)
  }
}

/** The issues of a finding in its order, then those that only the gate asked for. */
function inOrderOf(finding: Finding, issues: readonly Issue[]): readonly Issue[] {
  if (!isChecked(finding)) return issues
  const shown = new Set(finding.issues.map(({ id }) => id))
  return [...finding.issues, ...issues.filter(({ id }) => !shown.has(id))]
}

/** The failure because of which a condition on health could not be judged. */
function unjudged({ health }: Facts): Failure | undefined {
  const failed = health?.verdicts.find(({ verdict }) => verdict === 'error')
  return failed?.verdict === 'error' ? failed.failure : undefined
}

/** Logs the report's line about health. If health was only to be shown and could not be read, it logs that instead. */
function sayHealth(request: CommentRequest, { check, health, visibility }: Facts, { log }: Context): void {
  if (health === undefined || check.kind === 'failed') return
  const line = healthLine(health, showingInLog(showing(request, visibility)))
  if (line !== undefined) log.info(line)
  const look = check.value.health
  if (look?.kind !== 'failed' || health.verdicts.length > 0) return
  const { message, remedy } = look.failure
  log.notice(`Release health is left out of the report: ${message}. ${remedy}`)
}

/** A dry run does not fail by its gate, so it says that the real run would. */
function sayWouldFail({ access }: CommentRequest, report: Report, { log }: Context): void {
  const message = access.dryRun ? gateFailed(report) : undefined
  if (message !== undefined) log.notice(`${message}. Without dry_run this would fail the step.`)
}

function sayMissing({ version, environment }: CommentRequest, check: Tried<Check>, { log }: Context): void {
  if (check.kind === 'failed' || check.value.look.kind !== 'no-data') return
  const { sentry, organization, look, known } = check.value
  if (look.missing === 'release') {
    log.warning(
      `Sentry does not know the release ${clean(version, 200)} in ${clean(organization, 100)}, or ${sentry.words.caller} does not see all of its projects: there is no data. Check the name, with its prefix.`
    )
  }
  if (look.missing === 'environment')
    log.notice(`There is no data: ${unknownEnvironment(environment ?? '', known?.names)}`)
  if (look.missing === 'events' && environment !== undefined && known?.what === 'environments') {
    const unseen = `Sentry has not seen any event of ${clean(version, 200)} on ${clean(environment, 64)} yet, only elsewhere`
    log.notice(
      `There is no data: ${unseen}; it knows ${environmentsFor(environment, known.names, 'other environment')}`
    )
  }
}
