/**
 * The cursor of the next page, from Sentry's `Link` header. Only the cursor is taken: the URLs in it name Sentry's own host, where
 * the key must not go. How many rows a page has says nothing: rows are filtered after paging.
 * @returns `undefined` at the last page, and when there is no such header
 */
export function nextCursor(link: string | undefined): string | undefined {
  for (const part of (link ?? '').split(/,\s*(?=<)/)) {
    const parameters = new Map<string, string>()
    for (const [, name, value] of part.matchAll(/;\s*([a-z]+)\s*=\s*"([^"]*)"/gi))
      parameters.set((name ?? '').toLowerCase(), value ?? '')
    if (parameters.get('rel') === 'next' && parameters.get('results') === 'true')
      return parameters.get('cursor') || undefined
  }
  return undefined
}

/** The largest page that Sentry gives. */
export const PAGE_SIZE = 100
