import { describe, expect, test } from '@jest/globals'
import { nextCursor } from '../../src/sentry/pages.ts'

const previous =
  '<https://acme.sentry.io/api/0/x/?&cursor=100:-1:1>; rel="previous"; results="false"; cursor="100:-1:1"'
const next = '<https://acme.sentry.io/api/0/x/?&cursor=100:1:0>; rel="next"; results="true"; cursor="100:1:0"'
const last = next.replace('results="true"', 'results="false"')

describe('the next cursor', () => {
  test.each([
    ['of both directions', `${previous}, ${next}`, '100:1:0'],
    ['in the other order', `${next}, ${previous}`, '100:1:0'],
    ['at the last page', `${previous}, ${last}`, undefined],
    ['without a header', undefined, undefined],
    ['of an empty header', '', undefined],
    ['of another server', '<https://api.github.com/x?page=2>; rel="next"', undefined],
    ['when only the one before has results', previous.replace('"false"', '"true"'), undefined],
    [
      'in other letters',
      next.replace('rel', 'REL').replace('results', 'Results').replace('cursor=', 'Cursor='),
      '100:1:0'
    ],
    ['with blanks', next.replace(/; (\w+)=/g, ' ;  $1 = '), '100:1:0'],
    ['without blanks', `${previous},${next}`.replace(/; /g, ';'), '100:1:0'],
    ['of parameters in another order', '<https://x/>; cursor="1:2:0"; results="true"; rel="next"', '1:2:0'],
    ['that is empty', '<https://x/>; rel="next"; results="true"; cursor=""', undefined],
    ['that is missing', '<https://x/?cursor=1:1:0>; rel="next"; results="true"', undefined],
    ['of an address with a comma in it', next.replace('?', '?sort=a,b'), '100:1:0'],
    ['of a time', next.replace(/cursor="[^"]*"/, 'cursor="1700000000000:0:0"'), '1700000000000:0:0']
  ])('%s', (_, link, cursor) => {
    expect(nextCursor(link)).toBe(cursor)
  })
})
