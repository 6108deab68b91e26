import type { Answer } from '../../http.ts'
import { commentNodeId, commentUrl } from '../comments.ts'
import { nodeId, type Context } from '../context.ts'
import {
  parseQuery,
  SyntaxProblem,
  type Location,
  type Operation,
  type Selection,
  type Value
} from './parser.ts'
import { isAllowed, WRITE_COMMENTS } from '../permissions.ts'
import { CLASSIFIERS, type Comment } from '../state/state.ts'
import { isBot, userId } from '../users.ts'

/** The part of GitHub's schema that is simulated: the type of each field, `undefined` for a scalar. */
const SCHEMA: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  Query: { viewer: 'User' },
  User: { id: undefined, login: undefined, databaseId: undefined },
  Mutation: { minimizeComment: 'MinimizeCommentPayload' },
  MinimizeCommentPayload: { clientMutationId: undefined, minimizedComment: 'Minimizable' },
  Minimizable: { isMinimized: undefined, minimizedReason: undefined, viewerCanMinimize: undefined },
  IssueComment: {
    id: undefined,
    databaseId: undefined,
    body: undefined,
    url: undefined,
    isMinimized: undefined,
    minimizedReason: undefined,
    viewerCanMinimize: undefined
  }
}

interface Problem {
  readonly message: string
  readonly type?: string
  readonly path?: readonly string[]
  readonly extensions?: Readonly<Record<string, unknown>>
  readonly locations?: readonly Location[]
}

/** The value of a root field: its data, or why there is none. */
type Resolved = { readonly data: Readonly<Record<string, unknown>> } | { readonly problem: Problem }

/** `POST /graphql`: `viewer` and `minimizeComment`. Errors come with status 200, as GitHub's do. */
export function graphql(context: Context): Answer {
  const request = readRequest(context.request.body)
  if (!request) return errors([{ message: 'A query attribute must be specified and must be a string.' }])
  try {
    const operations = parseQuery(request.query)
    const operation = operations.find(
      ({ name }) => request.operationName === undefined || name === request.operationName
    )
    if (!operation) return errors([{ message: `No operation named "${request.operationName}"` }])
    return run(context, operation, request.variables)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    return errors([{ message: error.message, locations: [error.location] }])
  }
}

function run(context: Context, operation: Operation, given: Readonly<Record<string, unknown>>): Answer {
  const type = operation.kind === 'query' ? 'Query' : 'Mutation'
  const invalid = problemsOf(type, operation.selections, [
    operation.name ? `${operation.kind} ${operation.name}` : operation.kind
  ])
  if (invalid.length > 0) return errors(invalid)
  const missing = operation.required.filter(name => (given[name] ?? null) === null)
  if (missing.length > 0) {
    return errors(
      missing.map(name => ({
        message: `Variable $${name} of type ID! was provided invalid value`,
        extensions: { value: null, problems: [{ path: [], explanation: 'Expected value to not be null' }] },
        locations: [operation.location]
      }))
    )
  }
  const defaults = Object.entries(operation.defaults).map(([name, value]) => [name, plain(value, {})])
  const variables = { ...Object.fromEntries(defaults), ...given }
  const data: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const selection of operation.selections) {
    if (selection.name === '__typename') {
      data[selection.alias] = type
      continue
    }
    const resolved =
      selection.name === 'viewer'
        ? { data: viewer(context.state.tokenUser) }
        : minimizeComment(context, selection, variables)
    data[selection.alias] = 'data' in resolved ? select(resolved.data, selection.selections) : null
    if ('problem' in resolved) problems.push(resolved.problem)
  }
  return { status: 200, body: { data, ...(problems.length > 0 && { errors: problems }) } }
}

function viewer(login: string): Readonly<Record<string, unknown>> {
  const id = userId(login)
  return { __typename: 'User', id: nodeId(isBot(login) ? 'BOT' : 'U', id), login, databaseId: id }
}

function minimizeComment(
  { state }: Context,
  selection: Selection,
  variables: Readonly<Record<string, unknown>>
): Resolved {
  const fail = (message: string, rest: Omit<Problem, 'message'>): Resolved => ({
    problem: { message, path: [selection.alias], locations: [selection.location], ...rest }
  })
  const { input } = selection.values
  const { subjectId, classifier, clientMutationId = null } = record(input && plain(input, variables))
  if (typeof subjectId !== 'string') return fail(missingArgument('subjectId', 'ID!'), MISSING)
  const reason = CLASSIFIERS.find(known => known === classifier)
  if (!reason) return fail(missingArgument('classifier', 'ReportedContentClassifiers!'), MISSING)
  const comment = [...state.comments.values()].find(known => commentNodeId(known) === subjectId)
  if (!comment)
    return fail(`Could not resolve to a node with the global id of '${subjectId}'`, { type: 'NOT_FOUND' })
  if (!isAllowed(WRITE_COMMENTS, state))
    return fail('Resource not accessible by integration', {
      type: 'FORBIDDEN',
      extensions: { saml_failure: false }
    })
  const minimized = { ...comment, minimized: reason }
  state.comments.set(comment.id, minimized)
  return {
    data: { __typename: 'MinimizeCommentPayload', clientMutationId, minimizedComment: minimizable(minimized) }
  }
}

const MISSING = { extensions: { code: 'missingRequiredInputObjectAttribute' } }

function missingArgument(name: string, type: string): string {
  return `Argument '${name}' on InputObject 'MinimizeCommentInput' is required. Expected type ${type}`
}

function minimizable(comment: Comment): Readonly<Record<string, unknown>> {
  return {
    __typename: 'IssueComment',
    id: commentNodeId(comment),
    databaseId: comment.id,
    body: comment.body,
    url: commentUrl(comment),
    isMinimized: comment.minimized !== undefined,
    minimizedReason: comment.minimized?.toLowerCase() ?? null,
    viewerCanMinimize: true
  }
}

/** The problems of a query that asks for something that is not in the schema. */
function problemsOf(type: string, selections: readonly Selection[], path: readonly string[]): Problem[] {
  return selections.flatMap(({ name, alias, on, selections: below, location }) => {
    const owner = on ?? type
    if (name === '__typename') return []
    const fields = SCHEMA[owner] ?? {}
    const at = [...path, alias]
    if (!Object.hasOwn(fields, name)) {
      return {
        message: `Field '${name}' doesn't exist on type '${owner}'`,
        path: at,
        extensions: { code: 'undefinedField', typeName: owner, fieldName: name },
        locations: [location]
      }
    }
    const inner = fields[name]
    if ((inner === undefined) === (below.length === 0))
      return inner === undefined ? [] : problemsOf(inner, below, at)
    return {
      message:
        inner === undefined
          ? `Selections can't be made on scalars (field '${name}' has selections)`
          : `Field must have selections (field '${name}' returns ${inner} but has no selections.)`,
      path: at,
      extensions: { code: 'selectionMismatch' },
      locations: [location]
    }
  })
}

/** The selected fields of an object. */
function select(
  object: Readonly<Record<string, unknown>>,
  selections: readonly Selection[]
): Record<string, unknown> {
  const chosen = selections.filter(({ on }) => on === undefined || on === object['__typename'])
  return Object.fromEntries(
    chosen.map(({ name, alias, selections: below }) => [
      alias,
      below.length > 0 ? select(record(object[name]), below) : object[name]
    ])
  )
}

function plain(value: Value, variables: Readonly<Record<string, unknown>>): unknown {
  if (value.kind === 'variable') return variables[value.name]
  if (value.kind === 'list') return value.items.map(item => plain(item, variables))
  if (value.kind === 'literal') return value.value
  return Object.fromEntries(
    Object.entries(value.fields).map(([name, field]) => [name, plain(field, variables)])
  )
}

function readRequest(body: unknown) {
  const { query, variables, operationName } = record(body)
  if (typeof query !== 'string') return undefined
  return {
    query,
    variables: record(variables),
    operationName: typeof operationName === 'string' ? operationName : undefined
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function errors(problems: readonly Problem[]): Answer {
  return { status: 200, body: { errors: problems } }
}
