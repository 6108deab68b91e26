import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { digestOf, framed } from '../../../src/comment/publish/comment-text.ts'
import type { CommentBody } from '../../../src/comment/publish/comment-text.ts'
import { BUDGET, render, rendered } from '../../../src/comment/report/render.ts'
import type { Issue } from '../../../src/comment/issue.ts'
import type { Report } from '../../../src/comment/report/report.ts'
import { markerLine, readState } from '../../../src/comment/publish/state.ts'
import { clean } from '../../../src/text/clean.ts'
import { all, CLAIMED, parse, plainTexts, shown } from '../../harness/gfm.ts'
import type { Node } from '../../harness/gfm.ts'
import { hostileTexts } from '../../text/hostile.ts'
import { issue, reportOn, shop, three } from '../reports.ts'

const KEY = 'shop:production'
const sequence = { deployedAt: 1, checkedAt: 2, runId: 3, runAttempt: 4 }

function bodyOf(report: Report, given: { key?: string; checkedAt?: number } = {}): CommentBody {
  const { finding, changes } = report
  if (finding.state === 'could-not-check') throw new Error('never written')
  const { key = KEY, checkedAt = 2 } = given
  return framed({
    report: { ...report, finding },
    rendered: rendered(report),
    sequence: { ...sequence, checkedAt },
    key,
    redact: text => text
  })({ changes, recreated: false })
}

function digest(report: Report): string {
  return digestOf(rendered(report))
}

const full = reportOn(three, {
  failOn: 'new:error>0',
  changes: { added: [{ shortId: 'SHOP-2', title: 'TimeoutError' }], gone: ['SHOP-4'] }
})

describe('a comment', () => {
  const { body, state } = bodyOf(full)
  const lines = body.split('\n')

  test('begins with its marker and ends with its state, directly around the report', () => {
    expect(lines[0]).toBe('<!-- sentry-release-comment:v1 key=c2hvcDpwcm9kdWN0aW9u -->')
    expect(lines[1]).toMatch(/^## 🔴 3 issues in /)
    expect(lines.at(-2)).toMatch(/^<sub>`Fixes SHOP-1` /)
    expect(lines.at(-1)).toMatch(/^<!-- sentry-release-state:v1 [\w-]+ -->$/)
  })

  test('holds the report as it is shown elsewhere', () => {
    expect(lines.slice(1, -1).join('\n')).toBe(render(full))
  })

  test('is read back with what it reports', () => {
    expect(readState(body, KEY)).toEqual(state)
    expect(state).toMatchObject({
      release: 'shop@2.0.0',
      sequence,
      finding: 'issues',
      gate: 'fail',
      recreated: false,
      total: 3
    })
    expect(state.issues.map(({ shortId }) => shortId)).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-3'])
  })

  test('of no data says so', () => {
    const { state } = bodyOf({ ...full, finding: { state: 'no-data', missing: 'events' } })
    expect(state).toMatchObject({ finding: 'no-data', gate: 'no-data', issues: [], total: 0 })
  })
})

describe('the digest', () => {
  test('is equal for reports that differ in their changes alone', () => {
    expect(digest({ ...full, changes: undefined })).toBe(digest(full))
    expect(bodyOf(full).state.digest).toBe(digest(full))
  })

  test('does not depend on the run', () => {
    const run = { label: 'run 43', url: 'https://github.com/acme/shop/actions/runs/8' }
    const later = bodyOf({ ...full, run }, { checkedAt: 99 })
    expect(later.body).toContain('[run 43](https://github.com/acme/shop/actions/runs/8)')
    expect(later.state.digest).toBe(bodyOf(full).state.digest)
  })

  test.each([
    ['a count', reportOn([issue(1, { count: 2 })])],
    ['a row', reportOn([issue(1), issue(2)])],
    ['an assignment', reportOn([issue(1, { assignedTo: 'octocat' })])],
    ['a gate', reportOn([issue(1)], { failOn: 'new>0' })],
    ['a deploy', reportOn([issue(1)], { subject: { deployedAt: '2026-01-16T00:00:00Z' } })],
    ['redaction', reportOn([issue(1)], { details: 'redacted' })]
  ])('differs by %s', (_what, other) => {
    expect(digest(other)).not.toBe(digest(reportOn([issue(1)])))
  })
})

describe('the same issues give the same bytes', () => {
  test('in whatever order they came', () => {
    const same = fc.shuffledSubarray([...three], { minLength: three.length })
    fc.assert(
      fc.property(same, issues => {
        expect(bodyOf({ ...full, finding: reportOn(issues, { failOn: 'new:error>0' }).finding })).toEqual(
          bodyOf(full)
        )
      })
    )
  })
})

/** The comment's text is ours but for the named places: everything that a reader's page would be made of. */
function expectOurs(body: string, links: readonly string[]): Node {
  const tree = parse(body)
  const kinds = (tree.children ?? []).map(child => child.type)
  expect(kinds.join(' ')).toBe('html heading paragraph table html list html paragraph html')
  const markup = all(tree, 'html').map(node => node.value ?? '')
  expect(markup[0]).toBe(markerLine(KEY))
  expect(markup.at(-1)).toMatch(/^<!-- sentry-release-state:v1 [\w-]+ -->$/)
  expect(markup.slice(1, -1)).toEqual([
    '<br>',
    '<br>',
    '<details>\n<summary>Since the previous report: 1 added, 1 gone</summary>',
    '</details>',
    '<sub>',
    '</sub>'
  ])
  expect(all(tree, 'tableRow').map(row => row.children?.length)).toEqual([2, 2, 2])
  expect(all(tree, 'listItem')).toHaveLength(2)
  expect(all(tree, 'link').map(node => node.url)).toEqual(links)
  for (const kind of [
    'image',
    'emphasis',
    'strong',
    'delete',
    'footnoteReference',
    'footnoteDefinition',
    'code'
  ]) {
    expect([kind, all(tree, kind).map(shown)]).toEqual([
      kind,
      kind === 'strong' ? ['Gate failed:', 'new', 'new'] : []
    ])
  }
  for (const plain of plainTexts(tree)) expect(plain).not.toMatch(CLAIMED)
  return tree
}

function hostileReport(text: string): Report {
  const hostile: Partial<Issue> = {
    shortId: text,
    title: text,
    file: `src/${text}.ts`,
    line: 3,
    function: text,
    assignedTo: text,
    firstSeen: text,
    inPullRequest: 'line'
  }
  return reportOn(
    [issue(1_001, hostile), issue(1_002, { ...hostile, assignedTo: undefined, owners: [text, text] })],
    {
      failOn: 'new>0',
      changes: { added: [{ shortId: text, title: text }], gone: [text] },
      subject: { release: text, environment: text, projects: [text] }
    }
  )
}

const OUR_LINKS = [
  shop.releaseUrl,
  shop.searches.new,
  'https://acme.sentry.io/issues/1001/',
  'https://acme.sentry.io/issues/1002/',
  shop.commit?.url ?? '',
  'https://github.com/acme/shop/actions/runs/7'
]

describe('a hostile text in every place of a comment stays text', () => {
  test.each(hostileTexts)('text $id: $why', ({ text }) => {
    const tree = expectOurs(bodyOf(hostileReport(text)).body, OUR_LINKS)
    const cells = all(tree, 'tableCell')
    expect([cells[3], cells[5]].map(cell => shown(cell ?? tree))).toEqual(['1 · 1', '1 · 1'])
    expect(shown(all(tree, 'heading')[0] ?? tree)).toBe(
      `🔴 2 issues in ${clean(text)} on ${clean(text)} · 2 on changed lines`
    )
  })

  test('whatever it is', () => {
    const piece = fc.constantFrom(
      '`',
      '|',
      '\\',
      '\n',
      '<',
      '>',
      '-->',
      '<!--',
      '[',
      '](',
      ')',
      '@a',
      '#1',
      '*',
      '_',
      'x',
      ' '
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 150 }),
      fc.array(piece).map(pieces => pieces.join(''))
    )
    fc.assert(
      fc.property(text, raw => void expectOurs(bodyOf(hostileReport(raw)).body, OUR_LINKS)),
      { numRuns: 100 }
    )
  })

  test.each([['$&'], ["$1 $2 $` $'"], ['$$'], ['%s %j'], ['${x} {{x}}']])('%j is not a template', text => {
    const { body } = bodyOf(reportOn([issue(1_001, { title: text })]))
    expect(all(parse(body), 'inlineCode').map(shown)).toContain(text)
  })

  test('a title that equals another key’s marker does not make it that comment', () => {
    const { body } = bodyOf(hostileReport(markerLine('other')))
    expect(body).toContain(markerLine('other'))
    expect(readState(body, 'other')).toBeUndefined()
    expect(readState(body, KEY)).not.toBeUndefined()
  })
})

describe('the budget', () => {
  const long = Array.from({ length: 1_000 }, (_, index) =>
    issue(100_000 + index, {
      title: `${index} ${'👨‍👩‍👧‍👦|`&'.repeat(200)}`,
      file: `src/${'very-long-folder/'.repeat(30)}file.ts`,
      line: 1,
      function: 'f'.repeat(500),
      assignedTo: '👩‍💻'.repeat(100)
    })
  )
  const longest = reportOn(long, {
    failOn: 'new>0',
    maxIssues: 50,
    changes: { added: long.slice(0, 500), gone: long.slice(500).map(({ title }) => title) }
  })

  test('1,000 long issues fit, with marker, state, counts and link, in whole rows', () => {
    const { body } = bodyOf(longest)
    expect(body.length).toBeLessThanOrEqual(BUDGET)
    expect(readState(body, KEY)?.issues).toHaveLength(200)
    expect(readState(body, KEY)?.total).toBe(1_000)
    expect(body).toContain(`[1000 new](${shop.searches.new}) · 0 regressed`)
    const rows = all(parse(body), 'table')[0]?.children ?? []
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) expect(row.children).toHaveLength(2)
    const left = 1_001 - rows.length
    expect(body).toContain(`\n\nand ${left} more: [${left} new](${shop.searches.new})\n`)
  })

  test('at most 50 rows are shown', () => {
    const short = Array.from({ length: 80 }, (_, index) => issue(1_001 + index))
    expect(all(parse(bodyOf(reportOn(short, { maxIssues: 80 })).body), 'table')[0]?.children).toHaveLength(51)
  })

  test.each([
    ['rows go first', 8_000, { rows: true, folded: true }],
    ['then the folded section', 2_400, { rows: true, folded: false }],
    ['then all rows', 700, { rows: false, folded: false }],
    ['counts, gate and links stay', 1, { rows: false, folded: false }]
  ])('%s', (_promise, budget, expected) => {
    const report = { ...longest, changes: { added: long.slice(0, 5), gone: [] } }
    const text = render(report, budget)
    if (budget > 1) expect(text.length).toBeLessThanOrEqual(budget)
    expect({ rows: text.includes('| 🔴 **new** '), folded: text.includes('<details>') }).toEqual(expected)
    expect(text).toContain(
      `**Gate failed:** \`new>0\`, found 1000 · [1000 new](${shop.searches.new}) · 0 regressed`
    )
    expect(text).toMatch(/<\/sub>$/)
  })

  test('for any budget nothing is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 700, max: BUDGET }), budget => {
        const tree = parse(render(longest, budget))
        for (const row of all(all(tree, 'table')[0] ?? { type: 'none' }, 'tableRow'))
          expect(row.children).toHaveLength(2)
        expect(all(tree, 'link').at(-1)?.url).toMatch(/runs\/7$/)
      }),
      { numRuns: 6 }
    )
  })
})
