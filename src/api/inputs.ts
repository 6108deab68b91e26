import { needOrganization, readAccess } from '../actions/access/access.ts'
import { refuseForgottenAddress } from '../actions/access/forgotten.ts'
import type { InputReader } from '../actions/inputs.ts'
import type { Event } from '../event/event.ts'
import { needsOrganization, signatureOf, takesBody, type Operation } from '../sentry/operations/row.ts'
import { isOperationName, operation, OPERATIONS, type OperationName } from '../sentry/operations/table.ts'
import { clean } from '../text/clean.ts'
import { isRecord, parseJson, type JsonRecord } from '../text/json.ts'
import { nearestNames } from '../text/nearest.ts'
import { hiddenIn, visible } from '../text/visible.ts'
import { refusalOf } from '../way/chosen.ts'
import { canBeRepeated } from './confirm.ts'
import { doubtsAbout, type Doubt } from './given-json.ts'
import { readParameters, type Parameters } from './parameters.ts'
import type { ApiRequest } from './request.ts'

/** 1,000 rows. Whoever needs more says so. */
const DEFAULT_PAGES = 10
/** No list is that long. A higher number is a typing mistake. */
const MOST_PAGES = 100_000

/** Reads the inputs of the api step. The reader collects what is wrong with them. */
export function readApiRequest(
  reader: InputReader,
  { env, event }: { env: Readonly<Record<string, string | undefined>>; event: Event }
): ApiRequest {
  const access = readAccess(reader)
  refuseForgottenAddress(reader, access, [env['GITHUB_WORKSPACE']])
  const name = readOperation(reader)
  const maxPages = reader.integer('max_pages', { min: 0, max: MOST_PAGES, otherwise: DEFAULT_PAGES })
  const given = readObject(reader, 'parameters') ?? {}
  const body = readObject(reader, 'body')
  const request = {
    access,
    event,
    name: name ?? 'list-organizations',
    body,
    maxPages: maxPages === 0 ? Infinity : maxPages,
    confirm: reader.text('confirm')
  }
  if (name === undefined) return { ...request, parameters: NOTHING }
  const row = operation(name)
  const refusal = refusalOf(access.way, row)
  if (refusal !== undefined) reader.problem('operation', name, `it ${refusal}`)
  const { parameters, problems } = readParameters(row, given, access.organization)
  for (const problem of problems) {
    const allowed = `${clean(problem.name, 60)} ${problem.allowed}; ${name} takes ${signatureOf(row)}`
    reader.problem('parameters', undefined, allowed)
  }
  if (needsOrganization(row) && parameters.path['organization'] === undefined)
    needOrganization(reader, access)
  if (row.effect !== 'read') checkQuery(reader, parameters)
  checkBody(reader, { name, row, body, path: parameters.path })
  return { ...request, parameters }
}

const NOTHING: Parameters = { path: {}, query: {}, size: undefined, cursor: undefined }

function readOperation(reader: InputReader): OperationName | undefined {
  const given = reader.text('operation')
  if (given === undefined) {
    reader.problem(
      'operation',
      undefined,
      'needed: the name of an operation, such as list-organization-issues'
    )
  } else if (isOperationName(given)) {
    return given
  } else {
    reader.problem('operation', given, `${nearestOperation(given)}api/README.md lists them all`)
  }
  return undefined
}

function nearestOperation(given: string): string {
  const [nearest, ...others] = nearestNames(given, Object.keys(OPERATIONS))
  if (nearest === undefined || !isOperationName(nearest)) return ''
  const near = others.length === 0 ? '' : `; near, too: ${others.join(', ')}`
  return `the nearest is ${nearest}, which takes ${signatureOf(operation(nearest))}${near}; `
}

const OBJECTS = { parameters: '{"project": "web"}', body: '{"status": "resolved"}' } as const

/** A JSON object; `undefined` when the input is empty or holds something else. */
function readObject(reader: InputReader, input: keyof typeof OBJECTS): JsonRecord | undefined {
  const given = reader.text(input)
  if (given === undefined) return undefined
  const json = parseJson(given)
  if (!isRecord(json)) {
    reader.problem(input, given, `a JSON object, such as ${OBJECTS[input]}`)
    return undefined
  }
  for (const { path, why, read } of doubtsAbout(given)) {
    // any other number is refused as a parameter anyway
    if (input === 'parameters' && why === 'number' && !Number.isSafeInteger(read)) continue
    reader.problem(input, undefined, `${visible(path)} ${WHY[why]}`)
  }
  return json
}

const WHY: Readonly<Record<Doubt['why'], string>> = {
  twice: 'is given twice: only one of the two would be sent',
  number: 'has more digits than a JSON number keeps: write it as a text, in double quotes'
}

/** The preview of a write shows exactly what is sent. Parameters of the path are part of the target, and are checked there. */
function checkQuery(reader: InputReader, { query }: Parameters): void {
  for (const [name, value] of Object.entries(query)) {
    const hidden = hiddenIn([value].flat().join(','))
    if (hidden !== undefined)
      reader.problem('parameters', undefined, `${name} holds ${hidden}, which nobody sees: write it without`)
  }
}

interface Written {
  readonly name: OperationName
  readonly row: Operation
  readonly body: JsonRecord | undefined
  readonly path: Parameters['path']
}

function checkBody(reader: InputReader, { name, row, body, path }: Written): void {
  if (row.effect === 'read') {
    if (reader.text('body') !== undefined) reader.problem('body', undefined, `not with ${name}, which reads`)
    return
  }
  if (!takesBody(row) && reader.text('body') !== undefined)
    reader.problem('body', undefined, `not with ${name}, which deletes`)
  if (takesBody(row) && reader.text('body') === undefined)
    reader.problem('body', undefined, `needed with ${name}${exampleOf(row)}`)
  const names = row.names ?? []
  const named = names.some(key => typeof body?.[key] === 'string' && body[key] !== '')
  if (body !== undefined && names.length > 0 && !named)
    reader.problem('body', undefined, `${names.join(' or ')} as a text, which names the new thing`)
  if (!canBeRepeated({ operation: name, parameters: path, body }))
    reader.problem(
      canBeRepeated({ operation: name, parameters: path }) ? 'body' : 'parameters',
      undefined,
      'names without line breaks, invisible characters, ##[ and blanks at the end, so that confirm can repeat them'
    )
}

function exampleOf({ example }: Operation): string {
  return example === undefined ? '' : `, such as ${JSON.stringify(example)}`
}
