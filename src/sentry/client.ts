import { Failure } from '../run/failure.ts'
import { rowsIn } from '../way/expected.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import type { Body, Reply, Way } from '../way/way.ts'
import type { Bodies } from './bodies.ts'
import { pathOf, queryText, type AnyParameters, type Query } from './operations/path.ts'
import { placeToLook, purposeOf, type AnyBody } from './operations/words.ts'
import { operation, type OperationName, type ParametersOf } from './operations/table.ts'

/** What goes with a call. Only the operations with which the product writes on its own take a body, and each its own. */
export interface CallOptions<Name extends OperationName> {
  readonly query?: Query
  readonly body?: Name extends keyof Bodies ? Bodies[Name] : never
}

/** What goes with a call whose operation is only known at run time. */
export interface AnyOptions {
  readonly query?: Query
  readonly body?: AnyBody
}

/** A write with all that belongs together: the operation, its parameters and its body. */
export type PlannedWrite = {
  readonly [Name in keyof Bodies]: {
    readonly operation: Name
    readonly parameters: ParametersOf<Name>
    readonly body: Bodies[Name]
  }
}[keyof Bodies]

export interface PageOptions {
  readonly query?: Query
  /** Rows on a page, at most 100. */
  readonly size?: number
  /** The cursor of the first page to read, from an earlier answer. */
  readonly from?: string
  /** The most pages that are read. A longer list counts as one that may go on. Default: 1,000, which no list has. */
  readonly most?: number
}

const MOST_PAGES = 1_000

/** One page of a list, and what follows it. */
export interface Page {
  readonly status: number
  readonly rows: readonly unknown[]
  readonly next: Next
}

export interface Sentry extends Pick<Way, 'caller' | 'words' | 'listsOrganizations' | 'uploads'> {
  /** @throws Failure as the way does */
  call<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
    options?: CallOptions<Name>
  ): Promise<Reply>
  /** Carries out one write of a plan. @throws Failure as the way does */
  write(write: PlannedWrite): Promise<Reply>
  /**
   * All pages of a list. Each is asked for when the caller has taken the one before, so a caller may stop at any page.
   * @throws Failure as the way does; of the kind `listIncomplete` behind a page after which the list may go on
   */
  pages<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
    options?: PageOptions
  ): AsyncGenerator<Page, void, void>
  /** All rows of a list. @throws Failure as `pages` does: never a part of them */
  rows<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
    options?: PageOptions
  ): Promise<readonly unknown[]>
  /** As `call`, for a name that is only known at run time. */
  callAny(name: OperationName, parameters: AnyParameters, options?: AnyOptions): Promise<Reply>
  /** As `pages`, for a name that is only known at run time. */
  pagesAny(
    name: OperationName,
    parameters: AnyParameters,
    options?: PageOptions
  ): AsyncGenerator<Page, void, void>
}

/** Bytes go as they are, all else as JSON. */
function bodyOf(body: AnyBody | undefined): Body | undefined {
  if (body === undefined) return undefined
  const { type, bytes } = body
  return typeof type === 'string' && bytes instanceof Uint8Array ? { type, bytes } : { json: body }
}

/** Calls rows of the operation table on the way that a run takes. */
export function createSentry(way: Way): Sentry {
  async function call(
    name: OperationName,
    parameters: AnyParameters,
    options: AnyOptions = {}
  ): Promise<Reply> {
    const { body, query = {} } = options
    const row = operation(name)
    const asked = { operation: name, parameters, body }
    return way.call({
      method: row.method,
      path: pathOf(name, parameters) + queryText(query),
      body: bodyOf(body),
      repeat: row.repeat,
      conflict: row.commitLock === true ? 'wait' : 'final',
      expects: row.answer,
      purpose: purposeOf(asked),
      scopes: row.scopes,
      look: placeToLook(asked)
    })
  }

  async function* pages(
    name: OperationName,
    parameters: AnyParameters,
    options: PageOptions = {}
  ): AsyncGenerator<Page, void, void> {
    const { page, answer } = operation(name)
    const size = options.size ?? PAGE_SIZE
    const asked = new Set<string>()
    const most = options.most ?? MOST_PAGES
    let cursor = options.from
    for (let number = 1; ; number += 1) {
      if (cursor !== undefined) asked.add(cursor)
      const query = { ...options.query, ...(page === undefined ? {} : { [page]: size }), cursor }
      const { status, headers, json } = await call(name, parameters, { query })
      const rows = answer.kind === 'list' ? rowsIn(json, answer) : undefined
      if (rows === undefined) throw new Error(`${name} is no list`)
      const said = nextOf(headers['link'], { isFull: rows.length >= size })
      const next = bounded(said, { asked, isLast: number >= most })
      yield { status, rows, next }
      if (next.kind === 'none') return
      if (next.kind === 'unknown') throw incomplete(purposeOf({ operation: name, parameters }), next.why)
      cursor = next.cursor
    }
  }

  async function rows(
    name: OperationName,
    parameters: AnyParameters,
    options?: PageOptions
  ): Promise<readonly unknown[]> {
    const all: unknown[] = []
    for await (const page of pages(name, parameters, options)) for (const row of page.rows) all.push(row)
    return all
  }

  const { words, listsOrganizations, uploads } = way
  return {
    call,
    write: ({ operation: name, parameters, body }) => call(name, parameters, { body }),
    pages,
    rows,
    callAny: call,
    pagesAny: pages,
    caller: () => way.caller(),
    words,
    listsOrganizations,
    uploads
  }
}

/** Stops a list that would never end: one whose cursor comes again, and one that always has a new cursor. */
function bounded(next: Next, { asked, isLast }: { asked: ReadonlySet<string>; isLast: boolean }): Next {
  if (next.kind !== 'more') return next
  if (asked.has(next.cursor)) return { kind: 'unknown', why: 'a page that was read already comes next' }
  return isLast ? { kind: 'unknown', why: 'it has more pages than are read' } : next
}

function incomplete(purpose: string, why: string): Failure {
  return new Failure(WAY_FAILURES.listIncomplete, `Could not ${purpose} to the end: ${why}`)
}

/** The largest page that Sentry gives. */
export const PAGE_SIZE = 100

/** What follows a page. `unknown`: the list may go on, and nothing says where; `why` goes on "it may go on: …". */
export type Next =
  | { readonly kind: 'more'; readonly cursor: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * What follows a page, by Sentry's `Link` header. Only the cursor is taken: the URLs in the header name Sentry's own host, where the key
 * must not go. Sentry filters rows after paging, so a short page does not end a list: only `results="false"` of the next page does. A
 * server that sends no such header has given all its rows if they are fewer than were asked for.
 * Source: `Link` of every paged route of Sentry; a gateway may drop it.
 */
export function nextOf(link: string | undefined, page: { readonly isFull: boolean }): Next {
  if (link === undefined || link.trim() === '')
    return page.isFull
      ? { kind: 'unknown', why: 'the page is full, and no Link header says whether another follows' }
      : { kind: 'none' }
  const next = partsOf(link).find(part => part.get('rel') === 'next')
  const cursor = next?.get('cursor') ?? ''
  if (next?.get('results') === 'false') return { kind: 'none' }
  if (next?.get('results') === 'true' && cursor !== '') return { kind: 'more', cursor }
  return { kind: 'unknown', why: 'its Link header does not say what follows' }
}

/** The parameters of each link of a header, by their names in small letters. */
function partsOf(link: string): readonly ReadonlyMap<string, string>[] {
  return link.split(/,\s*(?=<)/).map(part => {
    const parameters = new Map<string, string>()
    for (const [, name, value] of part.matchAll(/;\s*([a-z]+)\s*=\s*"([^"]*)"/gi))
      parameters.set((name ?? '').toLowerCase(), value ?? '')
    return parameters
  })
}
