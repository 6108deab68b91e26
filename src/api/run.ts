import { mayGoOn, rowsIn } from '../way/expected.ts'
import type { Context, Result } from '../run/context.ts'
import { triedLast } from '../run/tried.ts'
import { withGithub } from '../github/client.ts'
import { isPrivate, type RepositoryFacts } from '../github/repository.ts'
import { deedOf, placeToLook, purposeOf, type OperationCall } from '../sentry/operations/words.ts'
import type { AnyParameters } from '../sentry/operations/path.ts'
import type { Sentry } from '../sentry/client.ts'
import { wayLine, withSentry } from '../sentry/open.ts'
import { needsOrganization } from '../sentry/operations/row.ts'
import { operation } from '../sentry/operations/table.ts'
import { explainUnknown } from '../sentry/unknown.ts'
import { onlyOrganization } from '../sentry/seen.ts'
import { isRecord } from '../text/json.ts'
import { capitalized, counted } from '../text/names.ts'
import { redactJson } from '../text/secrets/redact.ts'
import { wordsToRepeat } from './confirm.ts'
import type { ApiRequest } from './request.ts'
import { doneReport, heldBackReport, previewLines, sentenceOf, type Answered } from './report.ts'
import { placeResult } from './result.ts'

/**
 * Carries out one operation. A write that `confirm` does not repeat is shown and not done; a dry run shows it too.
 * @throws Failure as the way to Sentry does, and when the organization is not clear
 */
export function runApi(request: ApiRequest, context: Context): Promise<Result> {
  return withSentry(request.access, context, async sentry => {
    const parameters = await pathFor(request, sentry)
    const call: OperationCall = { operation: request.name, parameters, body: request.body }
    if (operation(call.operation).effect !== 'read' && !(await isApproved(call, request, context))) {
      return heldBackReport({ call, given: request.confirm, dryRun: request.access.dryRun })
    }
    const answered = await sayingUnfinished(call, context, explaining(call, request, sentry))
    context.log.info(`${capitalized(deedOf(call))}: ${sentenceOf(answered)}.`)
    const result = await report(answered, request, context)
    return { ...result, summary: `${result.summary}\n\n${wayLine(sentry)}` }
  })
}

/** Logs a write that the end of the run cut off: someone has to look whether it happened. */
async function sayingUnfinished<T>(
  call: OperationCall,
  { signal, log }: Context,
  work: Promise<T>
): Promise<T> {
  try {
    return await work
  } catch (error) {
    const look = placeToLook(call)
    const where = look === undefined ? '' : `; look at ${look} before you run it again`
    if (signal.aborted && operation(call.operation).effect !== 'read')
      log.info(
        `The request to ${purposeOf(call)} may or may not have been carried out: the run ended before it was answered${where}.`
      )
    throw error
  }
}

/** The path parameters, with the connection's only organization where one is needed and none was given. */
async function pathFor({ name, parameters }: ApiRequest, sentry: Sentry): Promise<AnyParameters> {
  const { path } = parameters
  if (path['organization'] !== undefined || !needsOrganization(operation(name))) return path
  return { ...path, organization: await onlyOrganization(sentry) }
}

/** Shows a write, and tells whether it is to be done. */
async function isApproved(call: OperationCall, request: ApiRequest, { log }: Context): Promise<boolean> {
  const approved = !request.access.dryRun && request.confirm === wordsToRepeat(call)
  if (approved) return true
  await log.group(
    request.access.dryRun ? 'Dry run: what would be done' : 'Not confirmed: what would be done',
    async () => {
      for (const line of previewLines(call, request.parameters.query)) log.info(line)
    }
  )
  return false
}

/** Carries out the call. If Sentry does not know its organization or project, the failure says which there are. */
async function explaining(call: OperationCall, request: ApiRequest, sentry: Sentry): Promise<Answered> {
  try {
    return await carryOut(call, request, sentry)
  } catch (error) {
    const { organization, project } = call.parameters
    if (organization === undefined) throw error
    throw await explainUnknown(error, {
      sentry,
      organization,
      organizationFrom: organizationFrom(request),
      projects: project === undefined ? [] : [project],
      projectsFrom: 'project in parameters'
    })
  }
}

function organizationFrom({ parameters, access }: ApiRequest): string | undefined {
  const given = parameters.path['organization']
  return given === access.organization ? access.organizationFrom : given && 'organization in parameters'
}

async function carryOut(call: OperationCall, request: ApiRequest, sentry: Sentry): Promise<Answered> {
  const { query, size, cursor } = request.parameters
  const row = operation(call.operation)
  if (row.page === undefined) {
    const { status, json } = await sentry.callAny(call.operation, call.parameters, {
      query,
      ...(call.body === undefined ? {} : { body: call.body })
    })
    const rows = row.answer.kind === 'list' ? rowsIn(json, row.answer) : undefined
    const next = rows !== undefined && mayGoOn(json) ? 'unknown' : 'none'
    return { status, pages: 1, next, json, rows }
  }
  const options = {
    query,
    most: Infinity,
    ...(size === undefined ? {} : { size }),
    ...(cursor === undefined ? {} : { from: cursor })
  }
  const rows: unknown[] = []
  let last: Pick<Answered, 'status' | 'pages' | 'next'> = { status: 200, pages: 0, next: 'none' }
  for await (const page of sentry.pagesAny(call.operation, call.parameters, options)) {
    for (const row of page.rows) rows.push(row)
    last = { status: page.status, pages: last.pages + 1, next: page.next.kind }
    // a part of a list is a result too: `truncated` is then true
    if (page.next.kind === 'unknown' || last.pages >= request.maxPages) break
  }
  return { ...last, json: rows, rows }
}

async function report(answered: Answered, request: ApiRequest, context: Context): Promise<Result> {
  const { name } = request
  const { log, redact } = context
  if (answered.next !== 'none') log.warning(whyTruncated(answered))
  const afterwards = operation(name).afterwards
  if (afterwards !== undefined) log.notice(afterwards)
  const json = answered.json === undefined ? '' : JSON.stringify(redactJson(answered.json, redact))
  const placed = placeResult(json, context.env)
  const where = `in the file ${placed.resultFile} (result_file)`
  if (placed.resultFile !== '' && placed.result === '')
    log.notice(`The result is too large for an output: it is ${where}.`)
  else if (placed.resultFile !== '')
    log.info(`The result is ${where} too: it is too large for an environment variable of a script.`)
  const isEmpty = answered.rows === undefined ? !isRecord(answered.json) : answered.rows.length === 0
  const showResult = !isEmpty && (await isKnownPrivate(request, context))
  return doneReport({ name, answered, placed, showResult })
}

function whyTruncated({ next, pages }: Answered): string {
  return next === 'more'
    ? `The list goes on after ${counted(pages, 'page')}: raise max_pages (0 reads all), or narrow the query.`
    : 'The list may not be complete: nothing in the last answer says which page follows.'
}

/** Whether the repository is known to be private. If nobody can say it, it counts as public. */
async function isKnownPrivate({ event, access }: ApiRequest, context: Context): Promise<boolean> {
  const { githubToken: token } = access
  const facts = (fullName: string): Promise<RepositoryFacts | undefined> =>
    withGithub({ token, server: event.server, context }, async github => github.repository(fullName)?.facts())
  const asked = await triedLast(isPrivate(event, facts))
  return asked.kind === 'done' && asked.value === true
}
