import type { Request } from '../http.ts'

/** GitHub's page sizes. */
const MOST_PER_PAGE = 100
const DEFAULT_PER_PAGE = 30

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly number: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The page that `page` and `per_page` ask for, with the `Link` header to the other pages.
 * @param address GitHub's API, without a slash at the end
 * @param sizes for a list that does not have GitHub's usual page sizes of 30 and at most 100
 */
export function pageOf<T>(
  list: readonly T[],
  { query, path }: Request,
  address: string,
  sizes: { usual: number; most: number } = { usual: DEFAULT_PER_PAGE, most: MOST_PER_PAGE }
): Page<T> {
  const size = Math.min(positive(query.get('per_page')) ?? sizes.usual, sizes.most)
  const number = positive(query.get('page')) ?? 1
  const last = Math.max(1, Math.ceil(list.length / size))
  const link = (rel: string, page: number): string => {
    const target = new URLSearchParams(query)
    target.set('page', String(page))
    return `<${address}${path}?${target.toString()}>; rel="${rel}"`
  }
  const links = [
    ...(number > 1 ? [link('prev', number - 1)] : []),
    ...(number < last ? [link('next', number + 1), link('last', last)] : []),
    ...(number > 1 ? [link('first', 1)] : [])
  ]
  return {
    items: list.slice((number - 1) * size, number * size),
    number,
    headers: links.length > 0 ? { link: links.join(', ') } : {}
  }
}

/** GitHub ignores a page or a size that is not a positive number. */
function positive(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) && Number(value) > 0 ? Number(value) : undefined
}
