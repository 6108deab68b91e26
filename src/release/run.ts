import { endingFailure } from '../run/tried.ts'
import type { Context, Result } from '../run/context.ts'
import { withGithub } from '../github/client.ts'
import { withSentry } from '../sentry/open.ts'
import { code } from '../text/markdown.ts'
import { fetchedCommits } from './write/refs-fetched.ts'
import { willAssociate } from './commits/refs-or-commits.ts'
import { presentDeploys } from './write/deploy.ts'
import type { EndedRun } from './report/summary.ts'
import { readFacts, type ReadTools } from './read.ts'
import { applyPlan, type Written } from './write/apply.ts'
import type { Facts } from './facts.ts'
import type { ReleaseRequest } from './request.ts'
import { carries, planRelease, withPresent, type Write } from './plan.ts'
import { nothingWritten, reportOf } from './report/outputs.ts'
import { sayAddresses, sayFacts, sayPlan, sayPresent, sayWritten, sayWrote } from './report/log.ts'

/** A run of the release step, from its request to its result. */
export async function runRelease(request: ReleaseRequest, context: Context): Promise<Result> {
  if (request.nothing !== undefined) return nothingToDo(request.nothing, context)
  const { access, event } = request
  try {
    return await withSentry(access, context, sentry =>
      withGithub({ token: access.githubToken, server: event.server, context }, async github => {
        // the handshake with GitHub takes place while Sentry is read
        if (willAssociate(request) && request.commits.mode !== 'local') github.connect()
        return release(request, {
          sentry,
          caller: await sentry.caller(),
          context,
          openRepository: fullName => github.repository(fullName)
        })
      })
    )
  } catch (error) {
    const failure = endingFailure(error, context)
    // this failure came before the first write: `applyPlan` returns later ones
    context.log.info('Nothing was written.')
    return nothingWritten(request, failure)
  }
}

/**
 * Facts, plan, effects, report. A dry run stops at the plan.
 * @throws Failure if the facts cannot be read. The report has later failures, with what was written before
 */
async function release(request: ReleaseRequest, tools: ReadTools): Promise<Result> {
  const { log, serverTime } = tools.context
  const facts = await log.group('Reading what is there', async () => {
    const read = await readFacts(request, tools)
    sayFacts(read, request, log)
    return read
  })
  const now = serverTime.now()
  const plan = planRelease(request, facts, now)
  if (request.access.dryRun) return dryRun({ request, facts, plan }, tools)
  const wrote = (write: Write, created: boolean): void => sayWrote(write, created, log)
  const written = await log.group('Writing', async () => {
    const done = await applyPlan(plan, { ...tools, request, facts, now, wrote })
    const open = withPresent(plan, done.present)
    sayPresent(open, request, log)
    sayWritten(done, open, log)
    return done
  })
  const head = requestedHead(facts, written)
  const { organization } = facts
  const commitCount =
    head === undefined
      ? commitCountOf(facts, written)
      : await fetchedCommits(tools, {
          organization,
          version: request.version,
          head,
          before: lastCommitOf(facts)
        })
  if (commitCount !== undefined) log.info(`Commits: ${commitCount}`)
  return reportOf({ request, facts, plan: withPresent(plan, written.present), written, commitCount })
}

/** Shows the plan and checks the setup. Looks up the deploys of an existing release, as a run does before it records them. */
async function dryRun(
  { request, facts, plan }: Pick<EndedRun, 'request' | 'facts' | 'plan'>,
  tools: ReadTools
): Promise<Result> {
  const { sentry, context } = tools
  const { organization, release } = facts
  const { version } = request
  const present =
    release.kind === 'there' && plan.deploys.length > 0
      ? await presentDeploys(plan.deploys, { sentry, organization, version, release: release.release })
      : []
  const open = withPresent(plan, present)
  sayPresent(open, request, context.log)
  sayPlan(open, context.log)
  await sayAddresses(facts, context.log)
  const { checkSetup } = await import(/* webpackChunkName: "setup" */ './setup/check.ts')
  const setup = await checkSetup(request, facts, tools)
  const commitCount = commitCountOf(facts, undefined)
  return reportOf({ request, facts, plan: open, written: undefined, commitCount, setup })
}

function nothingToDo(why: string, { log }: Context): Result {
  log.notice(`Nothing to release: ${why}.`)
  return {
    outputs: {},
    summary: `## Sentry release\n\nNothing to do: ${code(why, 200)}`,
    ending: { kind: 'done' }
  }
}

/** The head whose commits Sentry was asked to fetch; `undefined` if a write failed. */
function requestedHead({ association }: Facts, { writes, failure }: Written): string | undefined {
  const isSent = failure === undefined && writes.some(write => carries(write, 'refs'))
  return association.kind === 'refs' && isSent ? association.range.head : undefined
}

function lastCommitOf({ release }: Facts): string | undefined {
  return release.kind === 'there' ? release.release.lastCommit?.sha : undefined
}

/** How many commits Sentry holds or was sent; `undefined` if no answer says. */
function commitCountOf({ association, release }: Facts, written: Written | undefined): number | undefined {
  const known = written?.release ?? (release.kind === 'there' ? release.release : undefined)
  if (association.kind === 'present') return association.count
  if (association.kind === 'none' || association.kind === 'unread')
    return known?.commitCount ?? (release.kind === 'absent' ? 0 : undefined)
  if (association.kind === 'refs') return undefined
  const sent = association.list.commits.length
  if (written === undefined) return sent
  return written.writes.some(write => carries(write, 'commits'))
    ? written.release?.commitCount || sent
    : undefined
}
