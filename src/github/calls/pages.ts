import { Failure } from '../../run/failure.ts'
import type { GitHubAnswer, Asked, CallGitHub, CallKind } from './call.ts'
import { GITHUB_FAILURES } from '../failures.ts'

/** GitHub's largest page. */
export const PER_PAGE = 100

/** More pages than GitHub has of comments and files. A list with more is a failure, because it is not read to its end. */
const MAX_PAGES = 300

/**
 * How many pages are asked for together. Then the reader checks whether they brought anything new. Of these only as many are under way at once
 * as there are connections, and of a page that has come only the wanted rows are held.
 */
const SIDE_BY_SIDE = 30

/** A request for a list that comes in pages. */
export interface ListKind<T> extends CallKind<readonly T[]> {
  /** What tells a row from the others. */
  keyOf(row: T): string | number
  /** GitHub gives the list in one piece: a full page does not mean that there is another. */
  readonly comesWhole?: true
}

/** A row that has come: its key, and the row itself where it is wanted. */
interface Row<T> {
  readonly key: string | number
  readonly row: T | undefined
}

type Page<T> = Extract<GitHubAnswer<readonly Row<T>[]>, { kind: 'good' }>

/** A request for the rows of a list. */
export interface AskedRows<T> extends Asked {
  /** Which rows are held; the others are read and dropped. Default: all. */
  readonly isWanted?: (row: T) => boolean
}

/**
 * Reads all pages of a list, or fails: the first, which tells the last, then the others side by side. Only the numbers are taken
 * from a `Link` header: an address that came in an answer is never followed. A full page whose header is missing, cut or odd is
 * not taken for the last one.
 *
 * @param call sends one request
 * @param asked the list, without `page` and `per_page`
 * @returns the rows in order, each once, with the headers of the first page
 * @throws Failure also when a page brings nothing new, as where a server does not know `page`, and after 300 pages
 */
export async function allPages<T>(
  call: CallGitHub,
  kind: ListKind<T>,
  { isWanted, ...asked }: AskedRows<T>
): Promise<GitHubAnswer<readonly T[]>> {
  const reading = startReading(call, kind, asked, isWanted)
  const first = await reading.first()
  if (first.kind === 'expected') return first
  const last = linksOf(first).last ?? 1
  if (last > MAX_PAGES) throw incomplete(asked, `it has ${last} pages, and at most ${MAX_PAGES} are read`)
  while (reading.count() < last) await reading.next(Math.min(last - reading.count(), SIDE_BY_SIDE))
  while (reading.goesOn()) await reading.next(1)
  return { ...first, value: reading.rows() }
}

/**
 * Reads all pages of a list that has at most `most`; of a longer one only the first.
 *
 * @param most in pages, from 1 on
 * @throws Failure as `allPages` does
 */
export async function fewPages<T>(
  call: CallGitHub,
  kind: ListKind<T>,
  { most, ...asked }: Asked & { readonly most: number }
): Promise<{ readonly rows: readonly T[]; readonly isWhole: boolean }> {
  const reading = startReading(call, kind, asked)
  const first = await reading.first()
  if (first.kind === 'expected') return { rows: [], isWhole: true }
  const last = linksOf(first).last ?? 1
  const ofFirst = reading.rows()
  if (last > most) return { rows: ofFirst, isWhole: false }
  if (last > 1) await reading.next(last - 1)
  while (reading.goesOn() && reading.count() < most) await reading.next(1)
  return reading.goesOn() ? { rows: ofFirst, isWhole: false } : { rows: reading.rows(), isWhole: true }
}

/**
 * Reads a list page after page, for as long as the caller wants more; ends at once where the first answer is an expected status.
 * @throws Failure as `allPages` does
 */
export async function* eachPage<T>(
  call: CallGitHub,
  kind: ListKind<T>,
  asked: Asked
): AsyncGenerator<readonly T[], void, void> {
  const reading = startReading(call, kind, asked)
  const first = await reading.first()
  if (first.kind === 'expected') return
  yield reading.rows()
  while (reading.goesOn()) {
    const known = reading.rows().length
    await reading.next(1)
    yield reading.rows().slice(known)
  }
}

interface ListReading<T> {
  first(): Promise<GitHubAnswer<readonly Row<T>[]>>
  /** Reads `count` more pages, side by side. */
  next(count: number): Promise<void>
  /** Whether a page follows the latest one, as far as anybody can know. */
  goesOn(): boolean
  /** How many pages are read. */
  count(): number
  /** All wanted rows so far, each once: lists move while they are read. */
  rows(): readonly T[]
}

function startReading<T>(
  call: CallGitHub,
  kind: ListKind<T>,
  asked: Asked,
  isWanted: (row: T) => boolean = () => true
): ListReading<T> {
  const rows = new Map<string | number, T | undefined>()
  let latest: Page<T> | undefined
  let count = 0

  async function page(number: number): Promise<GitHubAnswer<readonly Row<T>[]>> {
    const parameters = { ...asked.parameters, per_page: PER_PAGE, page: number }
    const read = await call(kind, { ...asked, parameters })
    if (read.kind === 'expected') return read
    const value = read.value.map(row => ({ key: kind.keyOf(row), row: isWanted(row) ? row : undefined }))
    return { ...read, value }
  }

  function take(read: GitHubAnswer<readonly Row<T>[]>): void {
    count += 1
    if (read.kind === 'expected') throw incomplete(asked, `page ${count} was answered with ${read.status}`)
    const known = rows.size
    for (const { key, row } of read.value) if (!rows.has(key)) rows.set(key, row)
    latest = read
    const mayGoOn = isFull(read) || linksOf(read).hasNext
    // a server that does not know `page` gives the same for every number
    if (count > 1 && rows.size === known && mayGoOn)
      throw incomplete(asked, `page ${count} has nothing that the pages before it do not have`)
  }

  return {
    async first() {
      const read = await page(1)
      if (read.kind === 'good') take(read)
      return read
    },
    async next(more) {
      if (count >= MAX_PAGES) throw incomplete(asked, `it goes on after ${MAX_PAGES} pages`)
      for (const read of await Promise.all(range(count + 1, count + more).map(page))) take(read)
    },
    goesOn: () => latest !== undefined && goesOn(latest, kind.comesWhole ?? false),
    count: () => count,
    rows: () => [...rows.values()].filter(row => row !== undefined)
  }
}

function isFull({ value }: Page<unknown>): boolean {
  return value.length >= PER_PAGE
}

function goesOn(page: Page<unknown>, comesWhole: boolean): boolean {
  const { hasNext, isEnd } = linksOf(page)
  return hasNext || (isFull(page) && !isEnd && !comesWhole)
}

interface Links {
  readonly hasNext: boolean
  readonly last: number | undefined
  /** Whether the header says that this is the last page. `first` is what GitHub writes at its end: it is not cut. */
  readonly isEnd: boolean
}

const LINK = /^\s{0,9}<[^<>]{1,4000}>;\s{0,9}rel="?(\w{1,20})"?\s{0,9}$/

function linksOf({ headers }: Page<unknown>): Links {
  const parts = (headers['link'] ?? '').split(/,(?=\s{0,9}<)/)
  const names = parts.map(part => LINK.exec(part)?.[1])
  const hasNext = names.includes('next')
  const last = parts[names.indexOf('last')] ?? ''
  const digits = /[?&]page=(\d{1,9})[&>]/.exec(last)?.[1]
  // the last page names neither a next nor a last one
  const goesNowhere = !hasNext && !names.includes('last')
  return {
    hasNext,
    last: digits === undefined ? undefined : Number(digits),
    isEnd: goesNowhere && names.includes('first') && !names.includes(undefined)
  }
}

function incomplete({ purpose }: Asked, why: string): Failure {
  return new Failure(GITHUB_FAILURES.listIncomplete, `Could not ${purpose} to the end: ${why}`)
}

/** The whole numbers from `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

/** The first page of a list; empty when there is none. */
export async function firstPage<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page
  return []
}
