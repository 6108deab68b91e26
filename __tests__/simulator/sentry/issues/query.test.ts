import { describe, expect, test } from '@jest/globals'
import { Refusal } from '../../../../simulator/sentry/requests/answers.ts'
import { parseQuery } from '../../../../simulator/sentry/issues/search/query.ts'

/** Terms as `!key:[values]`; patterns in slashes. */
function read(query: string): string[] {
  return parseQuery(query).map(({ key, negated, values }) => {
    const texts = values.map(({ text, pattern }) => (pattern === undefined ? text : String(pattern)))
    return `${negated ? '!' : ''}${key ?? 'text'} = ${texts.join(' | ')}`
  })
}

function refusal(query: string): unknown {
  try {
    return parseQuery(query)
  } catch (error) {
    return error instanceof Refusal ? error.answer : error
  }
}

describe('an issue query', () => {
  test.each([
    ['', []],
    ['is:unresolved', ['is = unresolved']],
    ['is:unresolved  level:error', ['is = unresolved', 'level = error']],
    ['!level:warning', ['!level = warning']],
    ['firstRelease:"n 2"', ['firstRelease = n 2']],
    ['firstRelease:"a \\"b\\""', ['firstRelease = a "b"']],
    ['firstRelease:[n-1,"n 2", "x,y]"]', ['firstRelease = n-1 | n 2 | x,y]']],
    ['!level:[info, debug]', ['!level = info | debug']],
    ['release:web@*', ['release = /^web@.*$/is']],
    ['release:"web@1.*.0"', ['release = /^web@1\\..*\\.0$/is']],
    ['release:"a\\*b"', ['release = a*b']],
    ['firstSeen:>2026-01-01T10:00:00', ['firstSeen = >2026-01-01T10:00:00']],
    ['release:""', ['release = ']],
    ['tags[browser]:Firefox', ['browser = Firefox']],
    ['"my.key":x', ['my.key = x']]
  ])('%s is understood', (query, terms) => {
    expect(read(query)).toEqual(terms)
  })

  test.each([
    ['cart undefined', ['text = /cart undefined/is']],
    ['"cart  is"', ['text = /cart  is/is']],
    ['a is:new b', ['text = /a/is', 'is = new', 'text = /b/is']],
    ['total(x)', ['text = /total\\(x\\)/is']],
    ['un*ed', ['text = /un.*ed/is']],
    ['android oracle', ['text = /android oracle/is']]
  ])('%s is free text', (query, terms) => {
    expect(read(query)).toEqual(terms)
  })

  test.each([
    'a OR b',
    'a AND b',
    'a or b',
    '(a)',
    'a (b c)',
    'level:(error)',
    'level:',
    'level: error',
    'level:[]',
    'level:[a,,b]',
    'level:["a" "b"]',
    'release:a"b'
  ])('%s is a 400 that says why', query => {
    expect(refusal(query)).toEqual({
      status: 400,
      body: { detail: expect.stringMatching(/^Error parsing search query: ./) }
    })
  })
})
