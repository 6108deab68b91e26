import { Failure, GATEWAY_FAILURES } from '../gateway/errors.ts'
import { explainUnknownConnection } from '../gateway/connections.ts'
import type { Gateway, Reply } from '../gateway/gateway.ts'
import { listOf } from '../text/json.ts'
import { isOfSentry, parametersIn } from './operation.ts'
import { operation, type OperationName, type ParametersOf } from './operations.ts'
import { nextCursor, PAGE_SIZE } from './pages.ts'
import { fillPath } from './path.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export interface CallOptions {
  readonly query?: Query
  readonly body?: Readonly<Record<string, unknown>>
}

export interface PageOptions {
  readonly query?: Query
  /** Rows on a page, at most 100. */
  readonly size?: number
  /** The cursor of the first page to read, from an earlier answer. */
  readonly from?: string
  /** Pages that are read at most. Default: 1,000, which no list of a sane server has. */
  readonly most?: number
}

const MOST_PAGES = 1_000

/**
 * One page of a list. `more`: another page follows. `unknown`: it may go on, but the page is full and nothing says whether another
 * follows, or the next would be one that was read already.
 */
export interface Page {
  readonly status: number
  readonly rows: readonly unknown[]
  readonly next: 'more' | 'none' | 'unknown'
}

/** Parameters whose names were checked against the operation's row elsewhere. */
export type AnyParameters = Readonly<Record<string, string>>

export interface Sentry {
  /** @throws Failure as the gateway does */
  call<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
    options?: CallOptions
  ): Promise<Reply>
  /** All pages of a list, each asked for when the one before has been taken. @throws Failure as the gateway does */
  pages<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
    options?: PageOptions
  ): AsyncGenerator<Page, void, void>
  /** As `call`, for a name that is only known at run time. */
  callAny(name: OperationName, parameters: AnyParameters, options?: CallOptions): Promise<Reply>
  /** As `pages`, for a name that is only known at run time. */
  pagesAny(
    name: OperationName,
    parameters: AnyParameters,
    options?: PageOptions
  ): AsyncGenerator<Page, void, void>
}

/** Calls rows of the operation table through the gateway, over one connection. Maton's own operations go without the connection. */
export function createSentry({
  gateway,
  connection
}: {
  gateway: Gateway
  connection: string | undefined
}): Sentry {
  async function call(
    name: OperationName,
    parameters: AnyParameters,
    options: CallOptions = {}
  ): Promise<Reply> {
    const row = operation(name)
    const ofSentry = isOfSentry(row)
    try {
      return await gateway.call({
        method: row.method,
        path: pathOf(name, parameters) + queryText(options.query ?? {}),
        body: options.body,
        connection: ofSentry ? connection : undefined,
        repeat: row.repeat,
        conflict: row.commitLock === true ? 'wait' : 'final',
        expects: row.answer,
        purpose: purposeOf(name, parameters, options.body),
        scopes: row.scopes,
        look: row.look
      })
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== GATEWAY_FAILURES.unknownConnection) throw error
      if (ofSentry) throw await explainUnknownConnection(gateway, error)
      // the id is that of a parameter, not that of the input
      throw new Failure(GATEWAY_FAILURES.notFound, error.message, {
        remedy: 'See with list-connections which connections there are.',
        cause: error
      })
    }
  }

  async function* pages(
    name: OperationName,
    parameters: AnyParameters,
    options: PageOptions = {}
  ): AsyncGenerator<Page, void, void> {
    const { page } = operation(name)
    const size = options.size ?? PAGE_SIZE
    const asked = new Set<string>()
    let cursor = options.from
    let left = options.most ?? MOST_PAGES
    if (cursor !== undefined) asked.add(cursor)
    do {
      const query = { ...options.query, ...(page === undefined ? {} : { [page]: size }), cursor }
      const { status, headers, json } = await call(name, parameters, { query })
      const rows = listOf(json)
      cursor = nextCursor(headers['link'])
      left -= 1
      // a cursor that comes again would turn in a circle for ever, new ones without an end would not end either
      const isEndless = cursor !== undefined && (asked.has(cursor) || left <= 0)
      if (cursor !== undefined) asked.add(cursor)
      if (isEndless) cursor = undefined
      const unknown =
        isEndless || (page !== undefined && headers['link'] === undefined && rows.length >= size)
      yield { status, rows, next: cursor !== undefined ? 'more' : unknown ? 'unknown' : 'none' }
    } while (cursor !== undefined)
  }

  return { call, pages, callAny: call, pagesAny: pages }
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

function queryText(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) search.append(name, String(one))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** What a call is to do, for messages: `create-deploy acme/shop@1.0.0/production`. */
function purposeOf(name: OperationName, parameters: AnyParameters, body: CallOptions['body']): string {
  const target = targetOf(name, parameters, body)
  return target === '' ? name : `${name} ${target}`
}

/**
 * The target of an operation in words: the path parameters in order, joined by `/`; for a create followed by what the body calls
 * the new thing.
 */
export function targetOf(name: OperationName, parameters: AnyParameters, body: CallOptions['body']): string {
  const row = operation(name)
  const values = parametersIn(row.path).map(parameter => parameters[parameter])
  const named = (row.names ?? [])
    .map(key => body?.[key])
    .find(value => typeof value === 'string' && value !== '')
  return [...values, named].filter(value => typeof value === 'string').join('/')
}
