const ISO_8601 =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/**
 * Reads an ISO 8601 time; without a zone it is UTC.
 * @returns milliseconds since the epoch; `undefined` for any other text
 */
export function parseTime(text: string): number | undefined {
  if (!ISO_8601.test(text)) return undefined
  const [date = '', clock] = text.toUpperCase().replace(',', '.').split(/[T ]/, 2)
  const time = Date.parse(clock === undefined ? date : `${date}T${normalClock(clock)}`)
  return Number.isNaN(time) ? undefined : time
}

/** Rewrites a clock time for `Date.parse`: at most milliseconds, and a zone as `Z` or `±hh:mm`. */
function normalClock(clock: string): string {
  const [, time = '', , zone = 'Z'] = /^([\d:]+(\.\d{1,3})?)\d*(Z|[+-].*)?$/.exec(clock) ?? []
  const [, sign = '', hours = '', minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  return sign === '' ? `${time}Z` : `${time}${sign}${hours}:${minutes}`
}
