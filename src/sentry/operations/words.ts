import { clean } from '../../text/clean.ts'
import { textAt } from '../../text/json.ts'
import type { AnyParameters } from './path.ts'
import { parametersIn, type Verb } from './row.ts'
import { isOperationName, operation, type OperationName } from './table.ts'

/** The body of an operation that is only known at run time. */
export type AnyBody = Readonly<Record<string, unknown>>

/** A call of an operation, as far as it says what is done to what. */
export interface OperationCall {
  readonly operation: OperationName
  readonly parameters: AnyParameters
  readonly body?: AnyBody | undefined
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
