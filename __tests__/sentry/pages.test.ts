import { describe, expect, test } from '@jest/globals'
import { nextOf } from '../../src/sentry/client.ts'
import { BROKEN_LINKS } from './broken-links.ts'

const previous =
  '<https://acme.sentry.io/api/0/x/?&cursor=100:-1:1>; rel="previous"; results="false"; cursor="100:-1:1"'
const next = '<https://acme.sentry.io/api/0/x/?&cursor=100:1:0>; rel="next"; results="true"; cursor="100:1:0"'
const last = next.replace('results="true"', 'results="false"')

/** `more 100:1:0`, `none`, `unknown`: whatever the length of the page, unless it is said. */
function wordsOf(link: string | undefined, { isFull }: { isFull: boolean }): string {
  const read = nextOf(link, { isFull })
  return read.kind === 'more' ? `more ${read.cursor}` : read.kind
}

describe('what follows a page, by its Link header', () => {
  test.each([
    ['of both directions', `${previous}, ${next}`, 'more 100:1:0'],
    ['in the other order', `${next}, ${previous}`, 'more 100:1:0'],
    ['at the last page', `${previous}, ${last}`, 'none'],
    [
      'in other letters',
      next.replace('rel', 'REL').replace('results', 'Results').replace('cursor=', 'Cursor='),
      'more 100:1:0'
    ],
    ['with blanks', next.replace(/; (\w+)=/g, ' ;  $1 = '), 'more 100:1:0'],
    ['without blanks', `${previous},${next}`.replace(/; /g, ';'), 'more 100:1:0'],
    [
      'of parameters in another order',
      '<https://x/>; cursor="1:2:0"; results="true"; rel="next"',
      'more 1:2:0'
    ],
    ['of an address with a comma in it', next.replace('?', '?sort=a,b'), 'more 100:1:0'],
    ['of a time', next.replace(/cursor="[^"]*"/, 'cursor="1700000000000:0:0"'), 'more 1700000000000:0:0'],
    ['of another server', '<https://api.github.com/x?page=2>; rel="next"', 'unknown'],
    ['when only the one before has results', previous.replace('"false"', '"true"'), 'unknown']
  ])('%s', (_, link, words) => {
    for (const isFull of [true, false]) expect(wordsOf(link, { isFull })).toBe(words)
  })

  test.each(BROKEN_LINKS)('that is $name', ({ link, isKnownWhenShort }) => {
    expect(wordsOf(link, { isFull: true })).toBe('unknown')
    expect(wordsOf(link, { isFull: false })).toBe(isKnownWhenShort ? 'none' : 'unknown')
  })

  test('that is cut anywhere never ends a list that goes on', () => {
    const whole = `${previous}, ${next}`
    for (let length = 0; length < whole.length; length += 1)
      expect(wordsOf(whole.slice(0, length), { isFull: true })).toBe('unknown')
  })
})
