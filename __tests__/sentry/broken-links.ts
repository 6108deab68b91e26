/** Link headers of which nobody can tell whether another page follows. */
export const BROKEN_LINKS: readonly {
  readonly name: string
  readonly link: string | undefined
  /** A server without the header has given all its rows when they are fewer than were asked for. */
  readonly isKnownWhenShort?: true
}[] = [
  { name: 'missing', link: undefined, isKnownWhenShort: true },
  { name: 'empty', link: ' ', isKnownWhenShort: true },
  { name: 'no list of links', link: 'next page please' },
  {
    name: 'cut before its end',
    link: '<https://acme.sentry.io/x/>; rel="next"; results="true"; cursor="100:1'
  },
  { name: 'cut before the results', link: '<https://acme.sentry.io/x/>; rel="next"' },
  { name: 'without a cursor', link: '<https://acme.sentry.io/x/?cursor=1:1:0>; rel="next"; results="true"' },
  { name: 'of an empty cursor', link: '<https://acme.sentry.io/x/>; rel="next"; results="true"; cursor=""' },
  {
    name: 'of other results',
    link: '<https://acme.sentry.io/x/>; rel="next"; results="yes"; cursor="1:1:0"'
  },
  {
    name: 'only of the page before',
    link: '<https://acme.sentry.io/x/>; rel="previous"; results="false"; cursor="100:-1:1"'
  }
]
