import type { Context, Report } from '../gateway/run.ts'
import { withGithub } from '../github/open.ts'
import { openSentry, withGateway } from '../sentry/open.ts'
import { code } from '../text/markdown.ts'
import { fetchedCommits } from './arrival.ts'
import { applyPlan, type Written } from './apply.ts'
import type { Facts } from './facts.ts'
import { readReleaseRequest, type ReleaseRequest } from './inputs.ts'
import { planRelease, writesOf, type Plan } from './plan.ts'
import { readFacts, type ReadTools } from './read.ts'
import { RELEASE_OUTPUTS, reportOf } from './report.ts'

/** The release step, as the frame runs it. */
export const releaseStep = {
  title: 'Sentry release',
  outputs: RELEASE_OUTPUTS,
  read: readReleaseRequest,
  deadlineMs: (): number => 10 * 60_000,
  onError: (request: ReleaseRequest): 'fail' | 'warn' => request.access.onError,
  run: runRelease
}

async function runRelease(request: ReleaseRequest, context: Context): Promise<Report> {
  if (request.nothing !== undefined) return nothingToDo(request.nothing, context)
  const { access, event } = request
  return withGateway(access, context, gateway =>
    withGithub({ token: access.githubToken, server: event.server, context }, async github => {
      const open = await openSentry(gateway, access.connection)
      return release(request, { ...open, context, openRepository: fullName => github.repository(fullName) })
    })
  )
}

/**
 * A run of the release step: facts, plan, effects, report. A dry run stops at the plan.
 * @throws Failure when the facts cannot be read; later failures come back in the report, with what was written before
 */
async function release(request: ReleaseRequest, tools: ReadTools): Promise<Report> {
  const { context } = tools
  const { log, clock } = context
  const facts = await log.group('Reading what is there', async () => {
    const read = await readFacts(request, tools)
    sayFacts(read, request, context)
    return read
  })
  const now = clock.now()
  const plan = planRelease(request, facts, now)
  if (request.access.dryRun) {
    for (const write of writesOf(plan)) log.info(`Would ${write.operation} ${write.target}: ${write.reason}.`)
    return reportOf({ request, facts, plan, written: undefined, commitCount: countOf(facts, undefined) })
  }
  const written = await log.group('Writing', async () => {
    const done = await applyPlan(plan, { ...tools, request, facts, now })
    sayWritten(done, request, context)
    return done
  })
  const commitCount = await arrivedCount({ request, facts, plan, written }, tools)
  return reportOf({ request, facts, plan, written, commitCount })
}

function nothingToDo(why: string, { log }: Context): Report {
  log.notice(`Nothing to release: ${why}.`)
  return {
    outputs: {},
    summary: `## Sentry release\n\nNothing to do: ${code(why, 200)}`,
    ending: { kind: 'done' }
  }
}

function sayFacts(
  { connection, organization, projects, association }: Facts,
  { access, event }: ReleaseRequest,
  { log }: Context
): void {
  log.info(
    `Connection ${connection}${access.connection === undefined ? ' (the only active one)' : ''}, organization ${organization}, projects ${projects.join(', ') || 'those of the release'}`
  )
  if (association.kind === 'none' || association.kind === 'kept') {
    log.info(`Commits: nothing is sent, ${association.why}`)
    return
  }
  const { repository, head, previous, mergeBase } = association.range
  const since =
    previous === undefined ? 'no previous commit was found' : `since ${previous.commit}, ${previous.why}`
  log.info(`Commits of ${repository} up to ${head}, ${since}`)
  if (previous !== undefined)
    log.info(`${event.server.url}/${repository}/compare/${mergeBase ?? previous.commit}...${head}`)
}

function sayWritten(
  { writes, hiddenDeploys, release }: Written,
  { version }: ReleaseRequest,
  { log }: Context
): void {
  for (const write of writes) log.info(`${write.operation} ${write.target}: done`)
  for (const environment of hiddenDeploys)
    log.warning(
      `The deploy to ${environment} may have been recorded: the answer was lost, and a later deploy hides it in Sentry's list.`
    )
  if (release === undefined && writes.length === 0) log.info(`Nothing was written for ${version}`)
}

async function arrivedCount(
  { request, facts, plan, written }: { request: ReleaseRequest; facts: Facts; plan: Plan; written: Written },
  tools: ReadTools
): Promise<number | undefined> {
  const { association, organization } = facts
  const sent = written.failure === undefined && (plan.release ?? plan.update) !== undefined
  if (association.kind !== 'refs' || !sent) return countOf(facts, written)
  return fetchedCommits(tools, { organization, version: request.version, head: association.range.head })
}

/** How many commits Sentry holds or was sent, as far as the answers tell. */
function countOf({ association }: Facts, written: Written | undefined): number | undefined {
  if (association.kind === 'kept') return association.count
  if (association.kind === 'none') return 0
  if (association.kind === 'refs') return undefined
  return written?.release?.commitCount || association.list.commits.length
}
