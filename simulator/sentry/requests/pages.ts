import { badRequest, Refusal } from './answers.ts'
import type { Call } from './router.ts'

/** A cursor `value:offset:previous`. Each list gives the numbers their meaning. */
export interface Cursor {
  readonly value: number
  readonly offset: number
  readonly previous: boolean
}

/** One direction of a `Link` header. */
export interface PageLink {
  readonly cursor: Cursor
  readonly results: boolean
}

/** Sentry's largest and usual page. */
const MAX_PER_PAGE = 100

/**
 * The cursor of a request; `undefined` for the first page.
 * @throws Refusal (400) for any other form
 */
export function requestedCursor(call: Call): Cursor | undefined {
  const given = call.query.get('cursor')
  if (given === null || given === '') return undefined
  const parts = /^(-?\d+)(?:\.0+)?:(-?\d+):([01])$/.exec(given)
  if (parts === null) throw new Refusal(badRequest('Invalid cursor parameter.'))
  return { value: Number(parts[1]), offset: Number(parts[2]), previous: parts[3] === '1' }
}

/**
 * The page size of a request, 1 to 100. Default: 100.
 * @throws Refusal (400)
 */
export function perPage(call: Call): number {
  return givenPerPage(call, MAX_PER_PAGE) ?? MAX_PER_PAGE
}

/**
 * The given `per_page`, 1 to `most`; `undefined` without one.
 * @throws Refusal (400)
 */
export function givenPerPage(call: Call, most: number): number | undefined {
  const given = call.query.get('per_page')
  if (given === null || given === '') return undefined
  if (!/^\s*[+-]?\d+\s*$/.test(given)) throw new Refusal(badRequest('Invalid per_page parameter.'))
  const size = Number(given)
  if (size < 1 || size > most)
    throw new Refusal(badRequest(`Invalid per_page value. Must be between 1 and ${most}.`))
  return size
}

/**
 * The `Link` header of a page. It names Sentry's own host, keeps the other parameters, and always has both directions. Without other
 * parameters the address is `…/?&cursor=…`, as at Sentry.
 */
export function linkHeader(call: Call, previous: PageLink, next: PageLink): { link: string } {
  const others = new URLSearchParams([...call.query].filter(([name]) => name !== 'cursor')).toString()
  const base = `${call.host}${call.path}?${others}`
  const part = (rel: string, { cursor, results }: PageLink) => {
    const text = `${cursor.value}:${cursor.offset}:${cursor.previous ? 1 : 0}`
    return `<${base}&cursor=${text}>; rel="${rel}"; results="${results}"; cursor="${text}"`
  }
  return { link: `${part('previous', previous)}, ${part('next', next)}` }
}

/**
 * One page of a list with cursors `size:page:0`.
 * @param rows the whole list, or a function that makes the rows from `start` to before `end`. It is asked for one row more than the page
 * has, to know whether there is a next page.
 */
export function pageByOffset<T>(
  call: Call,
  rows: readonly T[] | ((start: number, end: number) => readonly T[])
): { rows: readonly T[]; headers: { link: string } } {
  const size = perPage(call)
  const cursor = requestedCursor(call) ?? { value: size, offset: 0, previous: false }
  const start = cursor.value * cursor.offset
  if (start < 0) throw new Refusal(badRequest('Invalid cursor parameter.'))
  const taken =
    typeof rows === 'function' ? rows(start, start + size + 1) : rows.slice(start, start + size + 1)
  const headers = linkHeader(
    call,
    { cursor: { value: size, offset: cursor.offset - 1, previous: true }, results: cursor.offset > 0 },
    { cursor: { value: size, offset: cursor.offset + 1, previous: false }, results: taken.length > size }
  )
  return { rows: taken.slice(0, size), headers }
}
