/** The largest page that Sentry gives. */
export const PAGE_SIZE = 100

/** What follows a page. `unknown`: the list may go on, and nothing says where; `why` goes on "it may go on: …". */
export type Next =
  | { readonly kind: 'more'; readonly cursor: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * What follows a page, by Sentry's `Link` header. Only the cursor is taken: the URLs in it name Sentry's own host, where the key must
 * not go. Sentry always sends both directions and how many rows a page has says nothing, because rows are filtered after paging: so
 * only the words `results="false"` of the next page end a list. A server that sends no such header at all has given all its rows when
 * they are fewer than were asked for.
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
