import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { clean } from '../../src/text/clean.ts'
import { code, details, htmlCode, link, proseCode, table, text } from '../../src/text/markdown.ts'
import { all, CLAIMED, parse, plainTexts, shown, strangeKinds } from '../harness/gfm.ts'
import type { Node } from '../harness/gfm.ts'
import { hostileTexts } from './hostile.ts'

const ADDRESS = 'https://acme.sentry.io/issues/1/'
const HOSTS = ['acme.sentry.io']

/** Text 3 has an odd number of backslashes before its pipe: GFM can only show one more. */
function asShownInCell(raw: string): string {
  return clean(raw).replace(/(\\*)\|/g, (all, before: string) => (before.length % 2 === 1 ? `\\${all}` : all))
}

function inTable(cell: string): Node {
  return parse(
    `${table(
      [
        ['Issue', 'left'],
        ['Where', 'left'],
        ['Events', 'right']
      ],
      [[cell, 'x', '120']]
    )}\n\nafter it`
  )
}

function expectWholeTable(tree: Node): Node {
  expect((tree.children ?? []).map(child => child.type)).toEqual(['table', 'paragraph'])
  const rows = all(tree, 'tableRow')
  expect(rows.map(row => row.children?.length)).toEqual([3, 3])
  const cells = rows[1]?.children ?? []
  expect(cells.slice(1).map(shown)).toEqual(['x', '120'])
  expect(shown(all(tree, 'paragraph')[0] ?? { type: 'none' })).toBe('after it')
  expect(strangeKinds(tree)).toEqual([])
  for (const plain of plainTexts(tree)) expect(plain).not.toMatch(CLAIMED)
  return cells[0] ?? { type: 'none' }
}

function expectCodeCell(raw: string): void {
  const cell = expectWholeTable(inTable(link(code(raw), ADDRESS, HOSTS)))
  expect(all(cell, 'link').map(found => found.url)).toEqual([ADDRESS])
  expect(all(cell, 'inlineCode').map(shown)).toEqual([asShownInCell(raw)])
  expect(all(cell, 'text')).toEqual([])
}

function expectTextCell(raw: string): void {
  const cell = expectWholeTable(inTable(text(raw)))
  expect(all(cell, 'link')).toEqual([])
  expect(shown(cell)).toBe(clean(raw))
}

function expectHeading(span: string, expected: string, links: readonly string[]): void {
  const tree = parse(`## Sentry · ${span}\n\nafter it`)
  expect((tree.children ?? []).map(child => child.type)).toEqual(['heading', 'paragraph'])
  expect((tree.children ?? []).map(shown)).toEqual([`Sentry · ${expected}`, 'after it'])
  expect(all(tree, 'link').map(found => found.url)).toEqual(links)
  expect(strangeKinds(tree)).toEqual([])
  for (const plain of plainTexts(tree)) expect(plain).not.toMatch(CLAIMED)
}

describe('a hostile text stays one code span, linked by us alone', () => {
  test.each(hostileTexts)('in a table cell: text $id, $why', ({ text: raw }) => expectCodeCell(raw))

  test.each(hostileTexts)('in a heading: text $id, $why', ({ text: raw }) => {
    expectHeading(link(proseCode(raw), ADDRESS, HOSTS), clean(raw), [ADDRESS])
  })
})

describe('a hostile text stays prose that nobody is notified of', () => {
  test.each(hostileTexts)('in a table cell: text $id, $why', ({ text: raw }) => expectTextCell(raw))

  test.each(hostileTexts)('in a heading: text $id, $why', ({ text: raw }) =>
    expectHeading(text(raw), clean(raw), [])
  )
})

describe('a hostile text stays inside its element of raw HTML', () => {
  test.each(hostileTexts)('in a summary: text $id, $why', ({ text: raw }) => {
    const markup = htmlCode(raw)
    expect(markup).toMatch(/^<code>[^<>"'\n]+<\/code>$/)
    const tree = parse(`${details(markup, 'the body')}\n\nafter it`)
    expect((tree.children ?? []).map(child => child.type)).toEqual(['html', 'paragraph', 'html', 'paragraph'])
    expect(tree.children?.[0]?.value).toBe(`<details>\n<summary>${markup}</summary>`)
  })
})

/** Texts made of the pieces that mean something to Markdown, HTML and GitHub. */
const MARKS = [
  '`',
  '``',
  '\\',
  '|',
  '\n',
  '*',
  '_',
  '~',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '!',
  '1.',
  '-',
  '+',
  '=',
  '$x$'
]
const CLAIMS = [
  '@octocat',
  '#12',
  'GH-7',
  'deadbeef1',
  'https://e.example',
  'www.e.example',
  'a@b.example',
  ':tada:'
]
const REST = ['<!--', '-->', '<b>', '&#64;', ' ', 'word', '\u200b', '\u202e', '\u001b[1m', 'é', '👨‍👩‍👧']
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...MARKS, ...CLAIMS, ...REST), { maxLength: 25 }).map(pieces => pieces.join(''))
)

describe('for any text', () => {
  test('code keeps the row, the columns and the text', () => {
    fc.assert(fc.property(nasty, expectCodeCell), { numRuns: 400 })
  })

  test('code outside of tables keeps the text', () => {
    fc.assert(
      fc.property(nasty, raw => expectHeading(link(proseCode(raw), ADDRESS, HOSTS), clean(raw), [ADDRESS])),
      { numRuns: 300 }
    )
  })

  test('prose keeps the row, the columns and the text, and nothing in it is claimed', () => {
    fc.assert(fc.property(nasty, expectTextCell), { numRuns: 400 })
  })

  test('a code span begins no block of its own', () => {
    fc.assert(
      fc.property(nasty, raw => {
        const tree = parse(`${proseCode(raw)}\n\nafter it`)
        expect((tree.children ?? []).map(child => child.type)).toEqual(['paragraph', 'paragraph'])
      }),
      { numRuns: 300 }
    )
  })
})

describe('code', () => {
  test.each([
    ['plain', '`plain`'],
    ['a | b', '`a \\| b`'],
    ['a \\| b', '`a \\\\\\| b`'],
    ['a \\\\| b', '`a \\\\\\| b`'],
    ['a ` b', '``a ` b``'],
    ['`a`` b', '``` `a`` b ```'],
    ['ends `', '`` ends ` ``'],
    ['', '`(no title)`']
  ])('writes %j as %s', (raw, expected) => expect(code(raw)).toBe(expected))

  test('cuts before it escapes', () => expect(code('a|b|c|d', 4)).toBe('`a\\|b…`'))
  test('leaves pipes alone outside of tables', () => expect(proseCode('a | b')).toBe('`a | b`'))
})

describe('text', () => {
  test.each([
    ['@octocat', '&#64;<!-- -->octocat'],
    ['#1', '&#35;<!-- -->1'],
    ['a://b', 'a&#58;<!-- -->&#47;&#47;b'],
    ['www.a', 'www<!-- -->&#46;a'],
    ['GH-7', 'GH<!-- -->&#45;7'],
    ['deadbeef1', 'deadb<!-- -->eef1'],
    ['abcdef', 'abcdef'],
    [':+1:', '&#58;<!-- -->&#43;1&#58;'],
    ['a: b', 'a&#58; b']
  ])('writes %j as %s', (raw, expected) => expect(text(raw)).toBe(expected))

  test('cuts before it escapes', () => expect(text('@@@@', 3)).toBe('&#64;<!-- -->&#64;<!-- -->…'))
})

describe('a table', () => {
  test('has a heading, a rule that aligns the columns, and a line for each row', () => {
    const head = [
      ['Issue', 'left'],
      ['Events', 'right']
    ] as const
    const rows = [
      ['`a`', '12'],
      ['`b`', '3']
    ]
    expect(table(head, rows)).toBe('| Issue | Events |\n|:--|--:|\n| `a` | 12 |\n| `b` | 3 |')
  })

  test('may have a column without a title', () => {
    expect(table([['', 'left']], [['🆕']])).toBe('| |\n|:--|\n| 🆕 |')
  })
})

describe('a link', () => {
  test.each([
    [
      'parentheses and entities',
      'https://acme.sentry.io/a(b)?c=&copy;',
      '(https://acme.sentry.io/a%28b%29?c=&copy%3B)'
    ],
    ['angle brackets and pipes', 'https://acme.sentry.io/a?b=<|>', '(https://acme.sentry.io/a?b=%3C%7C%3E)'],
    ['backticks', 'https://acme.sentry.io/?q=`', '(https://acme.sentry.io/?q=%60)'],
    ['spaces and line breaks', 'https://acme.sentry.io/a b\n\nc', '(https://acme.sentry.io/a%20bc)'],
    [
      'control characters',
      'https://acme.sentry.io/a\u0000?b\u0085#\u007f',
      '(https://acme.sentry.io/a%00?b%C2%85#%7F)'
    ],
    ['backslashes', 'https://acme.sentry.io/#a\\b', '(https://acme.sentry.io/#a%5Cb)']
  ])('encodes %s', (_what, url, expected) => expect(link('`x`', url, HOSTS)).toBe(`[\`x\`]${expected}`))

  test.each([
    ['another host', 'https://evil.example/'],
    ['a host that only ends like ours', 'https://evil-acme.sentry.io/'],
    ['another port', 'https://acme.sentry.io:8443/'],
    ['http', 'http://acme.sentry.io/'],
    ['javascript', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a user name', 'https://acme.sentry.io@acme.sentry.io/'],
    ['a password', 'https://:acme@acme.sentry.io/'],
    ['no address', 'nonsense'],
    ['a relative address', '/issues/1/']
  ])('is not made for %s: the label stays', (_what, url) => expect(link('`x`', url, HOSTS)).toBe('`x`'))

  test('never ends early, whatever the address holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), tail => {
        const links = all(parse(link('`x`', `${ADDRESS}?q=${tail}`, HOSTS)), 'link')
        expect(links).toHaveLength(1)
        expect(links[0]?.url).toMatch(/^https:\/\/acme\.sentry\.io\/issues\/1\/\?q=/)
        expect(strangeKinds(parse(link('`x`', `${ADDRESS}?q=${tail}`, HOSTS)))).toEqual([])
      })
    )
  })
})
