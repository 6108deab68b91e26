import { type Access, needOrganization, readAccess } from '../actions/access/access.ts'
import { refuseForgottenAddress } from '../actions/access/forgotten.ts'
import { alternatives, type InputReader, isOtherForm } from '../actions/inputs.ts'
import type { Event } from '../event/event.ts'
import { operation } from '../sentry/operations/table.ts'
import {
  identifierOf,
  isEnvironmentName,
  LONGEST_ENVIRONMENT,
  tagNamesOf,
  versionProblem
} from '../sentry/version.ts'
import { refusalOf } from '../way/chosen.ts'
import { readHealth } from './health/request.ts'
import { type Kind, KINDS, type IssueLevel, LEVELS } from './issue.ts'
import { type Gate, parseGate } from './judge/gate.ts'
import { queryProblem } from './look/query.ts'
import { defaultKey } from './publish/state.ts'
import type { CommentRequest, WantedPulls } from './request.ts'

/** The key is in the comment's first line, and GitHub limits the body. */
const MAX_KEY = 200
/** The query is a part of the URL. Servers refuse long URLs, often those above 8 kB, and a character may take nine bytes there. */
const MAX_QUERY = 1_000

/** Reads the inputs of the comment step. The reader collects what is wrong with them. */
export function readCommentRequest(
  reader: InputReader,
  given: { readonly env: Readonly<Record<string, string | undefined>>; readonly event: Event }
): CommentRequest {
  const access = readAccess(reader)
  needOrganization(reader, access)
  refuseForgottenAddress(reader, access, [given.env['GITHUB_WORKSPACE']])
  needIssues(reader, access)
  const environment = readEnvironment(reader)
  const named = readVersion(reader, given)
  const gate = readGate(reader)
  return {
    access,
    event: given.event,
    ...named,
    environment,
    pulls: readPulls(reader),
    maxPulls: reader.integer('max_pull_requests', { min: 1, max: 50, otherwise: 5 }),
    include: readInclude(reader),
    minLevel: readMinLevel(reader),
    further: readQuery(reader),
    maxIssues: reader.integer('max_issues', { min: 1, max: 50, otherwise: 10 }),
    waitMs: reader.duration('wait', { unit: 'm', min: 0, max: 1_440, otherwise: 0 }),
    intervalMs: reader.duration('interval', { unit: 's', min: 1, max: 3_600, otherwise: 60 }),
    comment: reader.oneOf('comment', ['on_issues', 'always', 'never'], 'on_issues'),
    notify: reader.oneOf('notify', ['on_worse', 'never'], 'on_worse'),
    key: readKey(reader) ?? defaultKey(access.projects, environment),
    details: reader.oneOf('details', ['auto', 'full', 'redacted'], 'auto'),
    annotate: readAnnotate(reader),
    gate,
    health: readHealth(reader, { terms: gate?.health ?? [], version: named.version })
  }
}

/** Refuses a token that may not read issues before anything is sent: there would be nothing to report. */
function needIssues(reader: InputReader, { way }: Access): void {
  const refusal = refusalOf(way, operation('list-organization-issues'))
  if (refusal !== undefined)
    reader.problem(
      'sentry_auth_token',
      undefined,
      `reading issues ${refusal} (Issue & Event: Read, Project: Read, Organization: Read)`
    )
}

function readVersion(
  reader: InputReader,
  { env, event }: Parameters<typeof readCommentRequest>[1]
): Pick<CommentRequest, 'version' | 'tagNames' | 'nothing'> {
  const prefix = reader.text('release_prefix') ?? ''
  const named = identifierOf({
    given: reader.text('release'),
    fromEnvironment: env['SENTRY_RELEASE']?.trim() || undefined,
    commit: event.commit,
    prefix
  })
  const { occurrence } = event
  const nothing =
    occurrence.kind === 'did-not-happen'
      ? ({ why: occurrence.why, skipped: 'not-happened' } as const)
      : undefined
  if ('missing' in named)
    return {
      version: '',
      tagNames: [],
      nothing: nothing ?? { why: named.missing, skipped: 'no-pull-request' }
    }
  const problem = versionProblem(named.version)
  if (problem !== undefined) reader.problem(named.decidedBy, named.version, problem)
  return { version: named.version, tagNames: tagNamesOf(named, prefix), nothing }
}

function readEnvironment(reader: InputReader): string | undefined {
  const environment = reader.text('environment')
  if (environment === undefined) return undefined
  if (!isEnvironmentName(environment) || environment.includes(',') || isOtherForm(environment, 'names')) {
    const allowed = `one name of at most ${LONGEST_ENVIRONMENT} characters, without / and commas, brackets and quotes`
    reader.problem('environment', environment, allowed)
  }
  return environment
}

/** GitHub: numbers of pull requests begin at 1. */
function readPulls(reader: InputReader): WantedPulls {
  const items = reader.list('pull_request', 'newline, comma or space')
  const [word = 'auto'] = items
  if (items.length <= 1 && /^(?:auto|none)$/i.test(word)) {
    return { kind: word.toLowerCase() === 'auto' ? 'auto' : 'none' }
  }
  for (const item of items) {
    if (/^(?:auto|none)$/i.test(item)) reader.problem('pull_request', item, 'auto and none only alone')
    else if (!/^[1-9]\d{0,9}$/.test(item))
      reader.problem('pull_request', item, 'auto, none, or numbers of pull requests')
  }
  return { kind: 'numbers', numbers: [...new Set(items.map(Number))] }
}

function readInclude(reader: InputReader): readonly Kind[] {
  const items = reader.list('include', 'newline, comma or space').map(item => item.toLowerCase())
  for (const item of items) {
    if (!KINDS.some(kind => kind === item)) reader.problem('include', item, alternatives(KINDS))
  }
  return items.length === 0 ? ['new', 'regressed'] : KINDS.filter(kind => items.includes(kind))
}

function readMinLevel(reader: InputReader): IssueLevel | undefined {
  const given = reader.text('min_level')?.toLowerCase()
  if (given === undefined) return undefined
  const level = LEVELS.find(candidate => candidate === given)
  if (level === undefined) reader.problem('min_level', given, alternatives(LEVELS))
  return level
}

function readQuery(reader: InputReader): string | undefined {
  const query = reader.text('query')
  if (query === undefined) return undefined
  const problem = query.length > MAX_QUERY ? `at most ${MAX_QUERY} characters` : queryProblem(query)
  if (problem !== undefined) reader.problem('query', query, problem)
  return query
}

function readKey(reader: InputReader): string | undefined {
  const key = reader.text('key')
  if (key !== undefined && key.length > MAX_KEY) reader.problem('key', key, `at most ${MAX_KEY} characters`)
  return key
}

function readAnnotate(reader: InputReader): CommentRequest['annotate'] {
  const given = reader.oneOf('annotate', ['auto', 'true', 'false', '1', '0'], 'auto')
  return given === 'auto' ? given : given === 'true' || given === '1'
}

function readGate(reader: InputReader): Gate | undefined {
  const given = reader.text('fail_on')
  if (given === undefined) return undefined
  const parsed = parseGate(given)
  if ('gate' in parsed) return parsed.gate
  for (const problem of parsed.problems) reader.problem('fail_on', undefined, problem)
  return undefined
}
