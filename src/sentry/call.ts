import { Failure } from '../run/failure.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { clean } from '../text/clean.ts'
import { textAt } from '../text/json.ts'
import { parametersIn, type Effect, type Verb } from './row.ts'
import { isOperationName, operation, type OperationName } from './operations.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Parameters whose names were checked against the operation's row elsewhere. */
export type AnyParameters = Readonly<Record<string, string>>

/** The body of an operation that is only known at run time. */
export type AnyBody = Readonly<Record<string, unknown>>

/** A call of an operation, as far as it says what is done to what. */
export interface OperationCall {
  readonly operation: OperationName
  readonly parameters: AnyParameters
  readonly body?: AnyBody | undefined
}

/**
 * Why a value cannot stand in a path, or `undefined` if it can. A value is one segment: `/` would name another route, and `.` and
 * `..` are taken away by everything that parses addresses.
 */
export function segmentProblem(value: string): string | undefined {
  if (value === '') return 'is empty'
  if (value === '.' || value === '..') return 'is not a name'
  if (/[/\\]/.test(value)) return 'holds a slash'
  return value.isWellFormed() ? undefined : 'is not well-formed text'
}

/**
 * Fills a path template; each value becomes exactly one segment, encoded once.
 * @throws Failure when a value is missing or cannot be a segment
 */
export function fillPath(template: string, parameters: Readonly<Record<string, string | undefined>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name] ?? ''
    const problem = segmentProblem(value)
    if (problem !== undefined)
      throw new Failure(WAY_FAILURES.rejected, `the ${name} ${problem}`, {
        remedy: `Give a ${name} without slashes.`
      })
    return encodeURIComponent(value)
  })
}

/**
 * The path of an operation with its values filled in. Without an organization an operation that has one uses the reference's own form.
 * @throws Failure when a value cannot be one segment
 */
export function pathOf(name: OperationName, parameters: AnyParameters): string {
  const row = operation(name)
  const alone = parameters['organization'] === undefined ? row.pathWithoutOrganization : undefined
  return fillPath(alone ?? row.path, parameters)
}

/** A query as an address has it, with its `?`; empty without parameters. */
export function queryText(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) search.append(name, String(one))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What a call does to its target, by the row of its operation. */
export function effectOf(call: Pick<OperationCall, 'operation'>): Effect {
  return operation(call.operation).effect
}

/**
 * The target of a call: the path parameters in order, joined by `/`; for a create followed by what the body calls the new thing.
 * The output `plan` and the words of `confirm` name it so.
 */
export function targetOf(call: OperationCall): string {
  const { path } = operation(call.operation)
  const values = parametersIn(path).map(parameter => call.parameters[parameter])
  return [...values, newNameIn(call)].filter(value => typeof value === 'string').join('/')
}

/** What the body of a create calls the new thing. */
function newNameIn({ operation: name, body }: OperationCall): string | undefined {
  const names = operation(name).names ?? []
  return names.map(key => textAt(body, key)).find(value => value !== undefined)
}

/** How a message about a call is written. */
export interface Wording {
  /** How a name is written. Default: as clean text. */
  readonly show?: ((name: string) => string) | undefined
  /** Left out where the organization is clear. */
  readonly without?: 'organization'
}

/** What a call is to do: `record the deploy of shop@1.0.0 to production in acme`. */
export function purposeOf(call: OperationCall, wording: Wording = {}): string {
  return `${operation(call.operation).verb} ${thingOf(call, wording)}`
}

/** What a call did: `recorded the deploy of shop@1.0.0 to production in acme`. */
export function deedOf(call: OperationCall, wording: Wording = {}): string {
  return `${DONE[operation(call.operation).verb]} ${thingOf(call, wording)}`
}

/** Where it shows whether an unclear create was carried out: `the deploys of release shop@1.0.0 in acme`. */
export function placeToLook({ operation: name, parameters }: OperationCall): string | undefined {
  const look = operation(name).look ?? ''
  return isOperationName(look) ? thingOf({ operation: look, parameters }, {}) : undefined
}

const DONE: Readonly<Record<Verb, string>> = {
  list: 'listed',
  read: 'read',
  create: 'created',
  record: 'recorded',
  update: 'updated',
  delete: 'deleted',
  upload: 'uploaded'
}

function thingOf(call: OperationCall, { show = shortName, without }: Wording): string {
  const { thing } = operation(call.operation)
  const named = thing.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = parameter === 'name' ? newNameIn(call) : call.parameters[parameter]
    return value === undefined ? '(no name)' : show(value)
  })
  const organization = call.parameters['organization']
  const isClear = organization === undefined || without === 'organization' || thing.includes('{organization}')
  return isClear ? named : `${named} in ${show(organization)}`
}

/** The longest name at Sentry is a version, of 200 characters; encoded and with a prefix it is still told whole. */
function shortName(name: string): string {
  return clean(name, 300)
}
