import { sinceWords } from '../../range/previous.ts'
import { targetOf } from '../../sentry/operations/words.ts'
import { clean } from '../../text/clean.ts'
import type { Log } from '../../run/log.ts'
import { capitalized, counted } from '../../text/names.ts'
import { short } from '../../text/sha.ts'
import { inPieces, visibleJson } from '../../text/visible.ts'
import { rangeUrl } from '../addresses.ts'
import type { Written } from '../write/apply.ts'
import type { Facts } from '../facts.ts'
import { defaultDeployName } from '../limits.ts'
import type { ReleaseRequest } from '../request.ts'
import { shownWrite, writesOf, type Plan, type Write } from '../plan.ts'
import { did, toDo } from './words.ts'

/** Logs who asks Sentry, the organization, the projects and the commits of a run. */
export function sayFacts(
  { caller, organization, projects, association }: Facts,
  { commits, deploy, event, parts }: Pick<ReleaseRequest, 'commits' | 'deploy' | 'event' | 'parts'>,
  log: Log
): void {
  log.info(
    `${capitalized(caller)}, organization ${organization}, projects ${projects.join(', ') || 'those of the release'}`
  )
  if (deploy.environments.length === 0 && parts.has('release'))
    log.info('Deploy: none is recorded, environment is empty')
  if (association.kind === 'none' || association.kind === 'present' || association.kind === 'unread') {
    log.info(`Commits: nothing is sent, ${association.why}`)
    return
  }
  const { repository, head, previous, mergeBase, begin } = association.range
  const since = previous === undefined ? 'no previous commit was found' : sinceWords(previous)
  const what =
    association.kind === 'refs'
      ? 'Commits that Sentry is to fetch'
      : `${counted(association.own.length, 'commit')}, read from ${association.source === 'github' ? 'GitHub' : 'the checkout'}`
  log.info(`${what}: ${repository} up to ${short(head)}, ${since}`)
  const range = { base: begin ?? mergeBase ?? previous?.commit, head }
  const url = rangeUrl(range, { repo: commits.repo, serverUrl: event.server.url })
  if (url !== undefined) log.info(url)
}

/** Logs which deploys are there already. If neither name nor url is the run's own, another run may have recorded them. */
export function sayPresent(
  { present }: Plan,
  { deploy, event }: Pick<ReleaseRequest, 'deploy' | 'event'>,
  log: Log
): void {
  const { run } = event
  const isByName = run.number !== undefined && deploy.name === defaultDeployName(event)
  const isByUrl = run.url !== undefined && deploy.url === run.url
  for (const { environment, id, name } of present) {
    const said = `The deploy ${clean(name ?? '', 64)} to ${clean(environment, 64)} is recorded already (${clean(id, 40)})`
    if (isByName || isByUrl) log.info(`${said}, so it is not recorded again.`)
    else
      log.notice(
        `${said}, so it is not recorded again. If another run recorded it, give deploy_name a part that differs by run.`
      )
  }
}

/** Logs what a dry run would write. */
export function sayPlan(plan: Plan, log: Log): void {
  const writes = writesOf(plan)
  if (writes.length === 0) log.info('Nothing would be written.')
  for (const write of writes) {
    log.info(`Would ${toDo(write)}.`)
    for (const piece of inPieces(visibleJson(shownWrite(write)['body'], 0))) log.info(piece)
  }
}

/** Addresses that a dry run names. With more they are hard to read; the others are counted. */
const MOST_ADDRESSES = 200

/** Logs under which address and debug id Sentry gets each file, as far as the release has source maps. */
export async function sayAddresses({ maps }: Facts, log: Log): Promise<void> {
  if (maps === undefined) return
  await log.group('Addresses of the files at Sentry', async () => {
    for (const { url, headers } of maps.files.slice(0, MOST_ADDRESSES))
      log.info(clean(`${url} (${headers['debug-id'] ?? 'no debug id'})`, 500))
    const rest = maps.files.length - MOST_ADDRESSES
    if (rest > 0) log.info(`and ${rest} more`)
  })
}

/** Logs a write that Sentry confirmed. */
export function sayWrote(write: Write, created: boolean, log: Log): void {
  log.info(`${capitalized(did(write, { created }))}.`)
}

/** Logs what a run came to: what is unclear, and what was not written. */
export function sayWritten(
  { writes, hiddenDeploys, halfDone, failure, maps, finalize }: Written,
  plan: Plan,
  log: Log
): void {
  if (writes.length === 0) log.info('Nothing was written.')
  if (halfDone !== undefined) log.info(halfDone)
  for (const environment of hiddenDeploys)
    log.warning(
      `The deploy to ${environment} may have been recorded: the answer was lost, and Sentry's list does not tell.`
    )
  if (failure === undefined && maps?.failure === undefined) return
  // compared without their bodies: Sentry's answer may have changed the body of an update
  const open = writesOf(plan).filter(write =>
    write === plan.finalize
      ? finalize === undefined
      : !writes.some(done => done !== finalize && isSame(done, write))
  )
  if (open.length > 0)
    log.info(`Still to be done, as far as Sentry told: ${open.map(write => toDo(write)).join('; ')}.`)
}

function isSame(one: Write, other: Write): boolean {
  return one.operation === other.operation && targetOf(one) === targetOf(other)
}
