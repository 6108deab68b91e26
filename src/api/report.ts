import type { Result } from '../run/context.ts'
import { Failure } from '../run/failure.ts'
import { pathOf, type Query } from '../sentry/operations/path.ts'
import { purposeOf, targetOf, type OperationCall } from '../sentry/operations/words.ts'
import type { Page } from '../sentry/client.ts'
import { operation, type OperationName } from '../sentry/operations/table.ts'
import { isRecord, recordAt } from '../text/json.ts'
import { code, table, text } from '../text/markdown.ts'
import { counted } from '../text/names.ts'
import { inPieces, visibleJson } from '../text/visible.ts'
import { wordsToRepeat } from './confirm.ts'
import { API_FAILURES } from './failures.ts'
import type { Placed } from './result.ts'

/** The outputs of the api step, in the order of the manifest. */
export const API_OUTPUTS = ['result', 'result_file', 'status', 'pages', 'truncated'] as const

/** What an operation answered. */
export interface Answered {
  readonly status: number
  readonly pages: number
  /** Whether the list goes on after the last page that was read. An answer that is no list has `none`. */
  readonly next: Page['next']['kind']
  /** The rows of all pages, or the answer as it is; `undefined` for an answer without a body. */
  readonly json: unknown
  /** `undefined` when the answer is no list. */
  readonly rows: readonly unknown[] | undefined
}

/**
 * The report of an operation that was carried out.
 * @param options.showResult whether the summary shows the answer. Only in a private repository: it holds personal data
 */
export function doneReport(options: {
  name: OperationName
  answered: Answered
  placed: Placed
  showResult: boolean
}): Result {
  const { name, answered, placed, showResult } = options
  const { rows, json } = answered
  const afterwards = operation(name).afterwards
  return {
    outputs: {
      result: placed.result,
      result_file: placed.resultFile,
      status: answered.status,
      pages: answered.pages,
      truncated: answered.next !== 'none'
    },
    summary: [
      `## Sentry API · ${code(name)}`,
      sentenceOf(answered),
      ...(afterwards === undefined ? [] : [text(afterwards, 300)]),
      ...(showResult ? (rows === undefined ? fieldsOf(recordAt(json)) : rowsTable(rows)) : [])
    ].join('\n\n'),
    ending: { kind: 'done' }
  }
}

/** `200, 57 rows on 1 page`, for the log and the summary. */
export function sentenceOf({ status, rows, pages, next }: Answered): string {
  if (rows === undefined) return `${status}`
  const cut = { none: '', more: '; the list goes on', unknown: '; the list may go on' }[next]
  return `${status}, ${counted(rows.length, 'row')} on ${counted(pages, 'page')}${cut}`
}

/** The fields that tell things apart, for all kinds of things. A table shows the first of them that its things have. */
const FIELDS = [
  'shortId',
  'slug',
  'version',
  'environment',
  'title',
  'name',
  'email',
  'connection_id',
  'app',
  'status',
  'level',
  'count',
  'role',
  'id',
  'eventID',
  'lastSeen',
  'dateCreated',
  'dateFinished',
  'creation_time'
]
/** A row with more fields does not fit on a phone. */
const MAX_FIELDS = 5
/** More rows make the summary hard to read. The output `result` has all of them. */
const MAX_ROWS = 50

/** The first rows as a table of two columns, which fits a phone, and how many more there are; nothing for rows without any of the fields. */
function rowsTable(rows: readonly unknown[]): readonly string[] {
  const shown = rows.slice(0, MAX_ROWS).map(row => recordAt(row))
  const [first, ...others] = FIELDS.filter(field => shown.some(row => cell(row[field]) !== '')).slice(
    0,
    MAX_FIELDS
  )
  if (first === undefined) return []
  const lines = table(
    [first, ...(others.length === 0 ? [] : [others.join(', ')])].map(title => [title, 'left']),
    shown.map(row => [
      cell(row[first]),
      ...(others.length === 0 ? [] : [others.map(field => cell(row[field]) || '–').join(' · ')])
    ])
  )
  const rest = rows.length - shown.length
  return rest === 0 ? [lines] : [lines, `… and ${counted(rest, 'more row')}`]
}

/** One thing, field by field. */
function fieldsOf(thing: Readonly<Record<string, unknown>>): readonly string[] {
  const rows = FIELDS.map(field => [field, cell(thing[field])]).filter(([, shown]) => shown !== '')
  return rows.length === 0 ? [] : [fieldsTable(rows)]
}

function fieldsTable(rows: readonly (readonly string[])[]): string {
  return table(
    [
      ['Field', 'left'],
      ['Value', 'left']
    ],
    rows
  )
}

function cell(value: unknown): string {
  if (value === '') return ''
  if (isRecord(value) && JSON.isRawJSON(value)) return code(JSON.stringify(value), 80)
  return typeof value === 'string' || typeof value === 'number' ? code(String(value), 80) : ''
}

/**
 * What a write would do, line by line for the log: the request, its effect and target, the body, the words to repeat. The body is
 * whole, and its invisible characters are written out, so that people approve exactly what is sent.
 */
export function previewLines(call: OperationCall, query: Query): readonly string[] {
  const { operation: name, parameters, body } = call
  const { method, summary, afterwards } = operation(name)
  const lines = body === undefined ? [] : visibleJson(body, 2).split('\n').flatMap(inPieces)
  return [
    `Operation: ${name} (${summary})`,
    `Request: ${method} ${pathOf(name, parameters)}`,
    ...(Object.keys(query).length === 0 ? [] : [`Query: ${visibleJson(query, 0)}`].flatMap(inPieces)),
    `Effect: ${operation(call.operation).effect}`,
    `Target: ${targetOf(call)}`,
    ...(body === undefined ? ['Body: none'] : ['Body:', ...lines]),
    ...(afterwards === undefined ? [] : [`Afterwards: ${afterwards}`]),
    `To do it, set confirm to: ${wordsToRepeat(call)}`
  ]
}

/** A line of the log shows no longer words, so longer words are refused. */
const LONGEST_WORDS = 2_000

/**
 * The report of a write that was not carried out. It fails the step whatever `on_error` says, because `confirm` is wrong, and no server.
 * @param options.given what `confirm` says
 */
export function heldBackReport(options: {
  call: OperationCall
  given: string | undefined
  dryRun: boolean
}): Result {
  const { call, given, dryRun } = options
  const words = wordsToRepeat(call)
  const message = `Nothing was written: to ${purposeOf(call)}, set confirm to exactly "${words}"${
    given === undefined ? '' : `; it is "${given}"`
  }`
  return {
    outputs: {},
    summary: [
      `## ${dryRun ? '🔎' : '✋'} Sentry API · ${code(call.operation)} · ${dryRun ? 'dry run, nothing written' : 'not confirmed'}`,
      fieldsTable([
        ['Effect', operation(call.operation).effect],
        ['Target', code(targetOf(call), LONGEST_WORDS)],
        ['confirm', code(words, LONGEST_WORDS)]
      ])
    ].join('\n\n'),
    ending: dryRun
      ? { kind: 'done' }
      : { kind: 'gate-broken', failure: new Failure(API_FAILURES.notConfirmed, message) }
  }
}
