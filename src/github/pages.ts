import type { Answer, Call, Request } from './call.ts'

/** GitHub's largest page. */
export const PER_PAGE = 100

/** A bound for what an answer claims: more than GitHub keeps of comments and files. */
const MAX_PAGES = 300

/**
 * Reads all pages of a list: the first, which tells the last, then the others side by side.
 *
 * @param call sends one request
 * @param request the list, without `page`; `per_page` stays as it is given
 * @returns the answers in order, the first one included; at most 300
 */
export async function allPages(call: Call, request: Request): Promise<Answer[]> {
  const page = (number: number): Promise<Answer> =>
    call({ ...request, parameters: { ...request.parameters, page: number } })
  const first = await page(1)
  const last = lastPage(first.headers['link'])
  if (last !== undefined) return [first, ...(await Promise.all(range(2, last).map(page)))]
  return followNext(page, [first])
}

/**
 * Reads all pages of a list that has at most so many; of a longer one only the first.
 *
 * @param options.most in pages, from 1 on
 */
export async function fewPages(
  call: Call,
  { request, most }: { readonly request: Request; readonly most: number }
): Promise<{ readonly answers: readonly Answer[]; readonly isWhole: boolean }> {
  const page = (number: number): Promise<Answer> =>
    call({ ...request, parameters: { ...request.parameters, page: number } })
  const first = await page(1)
  const last = lastPage(first.headers['link']) ?? 1
  if (last > most) return { answers: [first], isWhole: false }
  return { answers: [first, ...(await Promise.all(range(2, last).map(page)))], isWhole: true }
}

/** Lists whose end GitHub does not know have only a next page. */
async function followNext(page: (number: number) => Promise<Answer>, read: Answer[]): Promise<Answer[]> {
  const latest = read.at(-1)
  if (!/rel="next"/.test(latest?.headers['link'] ?? '') || read.length >= MAX_PAGES) return read
  return followNext(page, [...read, await page(read.length + 1)])
}

/** The whole numbers from `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

/** Only the number is taken from the header: an address that came in an answer is never followed. */
function lastPage(link: string | undefined): number | undefined {
  const digits = /[?&]page=(\d{1,9})(?:&[^>]*)?>;\s*rel="last"/.exec(link ?? '')?.[1]
  return digits === undefined ? undefined : Math.min(Number(digits), MAX_PAGES)
}
