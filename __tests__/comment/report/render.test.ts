import { describe, expect, test } from '@jest/globals'
import { BUDGET, render } from '../../../src/comment/report/render.ts'
import type { Report } from '../../../src/comment/report/report.ts'
import { all, parse, shown } from '../../harness/gfm.ts'
import { issue, reportOn, SHA, shop, three } from '../reports.ts'

const GITHUB = { style: 'github', budget: BUDGET } as const

function rendered(report: Report): string {
  return render(report, GITHUB)
}

const example = reportOn(three, {
  failOn: 'new:error>0',
  changes: { added: [{ shortId: 'SHOP-2', title: 'TimeoutError: inventory | 3 retries' }], gone: ['SHOP-4'] }
})

describe('the examples of the design', () => {
  test('issues', () => {
    expect(rendered(example)).toBe(
      [
        '## 🔴 Sentry · 3 issues in [`shop@2.0.0`](https://acme.sentry.io/releases/shop%402.0.0/?environment=production)',
        '',
        '> [!CAUTION]',
        '> **Gate failed:** `new:error>0`, found 1. It is in code this pull request changed.',
        '',
        '**2 new** · **1 regressed** | `production`',
        '',
        '| | Issue | Events | Users | Where |',
        '|:--|:--|--:|--:|:--|',
        "| 🔴 new 📍 | [`TypeError: Cannot read properties of undefined (reading 'id')`](https://acme.sentry.io/issues/1001/) `SHOP-1` | 120 | 30 | [`src/payment.ts:88`](https://github.com/acme/shop/blob/1111111111111111111111111111111111111111/src/payment.ts#L88) `pay` |",
        '| 🟠 new | [`TimeoutError: inventory \\| 3 retries`](https://acme.sentry.io/issues/1002/) `SHOP-2` | 40 | 12 | `src/stock.ts:31` |',
        '| 🔁 regressed | [`AssertionError: cart total`](https://acme.sentry.io/issues/1003/) `SHOP-3` | 7 | 5 | `src/cart.ts:12` |',
        '',
        '<sub>📍 the top in-app frame is on a line this pull request changed</sub>',
        '',
        '<details>',
        '<summary>Since the previous report: 1 added, 1 gone</summary>',
        '',
        '- added: `SHOP-2` `TimeoutError: inventory | 3 retries`',
        '- gone: `SHOP-4`',
        '',
        '</details>',
        '',
        '<details>',
        '<summary>Assignment</summary>',
        '',
        '| Issue | Assigned | First seen (UTC) |',
        '|:--|:--|:--|',
        '| `SHOP-1` | nobody | 2026-01-15 10:05 |',
        '| `SHOP-2` | `octocat` | 2026-01-15 10:20 |',
        '| `SHOP-3` | nobody | 2025-12-01 09:00 |',
        '',
        '</details>',
        '',
        '<sub>Deploy of [`1111111`](https://github.com/acme/shop/commit/1111111111111111111111111111111111111111), 2026-01-15 10:00 UTC · [all in Sentry](https://acme.sentry.io/issues/?query=is%3Aunresolved+firstRelease%3A%22shop%402.0.0%22)</sub>'
      ].join('\n')
    )
  })

  test('all clear', () => {
    const sha = '2'.repeat(40)
    const report = reportOn([], {
      failOn: 'new:error>0',
      changes: { added: [], gone: ['SHOP-1', 'SHOP-2'] },
      subject: {
        release: 'shop@2.0.1',
        releaseUrl: 'https://acme.sentry.io/releases/shop%402.0.1/?environment=production',
        commit: { sha, url: `https://github.com/acme/shop/commit/${sha}` },
        deployedAt: '2026-01-15T12:00:00Z'
      }
    })
    expect(rendered(report)).toBe(
      [
        '## ✅ Sentry · no new issues in [`shop@2.0.1`](https://acme.sentry.io/releases/shop%402.0.1/?environment=production)',
        '',
        '**0 new** · **0 regressed** | `production` · gate passed',
        '',
        '<details>',
        '<summary>Since the previous report: 2 gone</summary>',
        '',
        '- gone: `SHOP-1`',
        '- gone: `SHOP-2`',
        '',
        '</details>',
        '',
        '<sub>Deploy of [`2222222`](https://github.com/acme/shop/commit/2222222222222222222222222222222222222222), 2026-01-15 12:00 UTC</sub>'
      ].join('\n')
    )
  })

  test('a redacted row', () => {
    expect(rendered({ ...example, details: 'redacted' })).toContain(
      '\n| 🔴 new 📍 | [`SHOP-1`](https://acme.sentry.io/issues/1001/) error | 120 | 30 | `src/payment.ts` |\n'
    )
  })

  test('no data', () => {
    const report: Report = { ...example, finding: { state: 'no-data', missing: 'events' } }
    expect(rendered(report).split('\n')[0]).toBe('## ⚪ Sentry · no events of `shop@2.0.0` yet')
  })
})

describe('no data is never green and says what is missing', () => {
  test.each([
    ['release', 'Sentry does not know this release. | `production`'],
    ['environment', 'Sentry does not know this environment yet. | `production`'],
    ['events', 'Sentry has not seen any event of this release yet']
  ] as const)('%s', (missing, sentence) => {
    const text = rendered({ ...example, finding: { state: 'no-data', missing } })
    expect(text).toContain(sentence)
    expect(text).not.toMatch(/✅|🔴|Gate|gate passed|Since the previous|0 new/)
  })
})

describe('what could not be checked', () => {
  const failed: Report = {
    ...example,
    finding: { state: 'could-not-check', message: 'Sentry answered 503 to @octocat at ops@example.com' }
  }

  test('says why, as prose that notifies nobody', () => {
    const tree = parse(rendered(failed))
    expect(shown(all(tree, 'heading')[0] ?? tree)).toBe(
      'Sentry · could not check shop@2.0.0'.replace('Sentry', '⚠️ Sentry')
    )
    expect(shown(all(tree, 'paragraph')[0] ?? tree)).toBe('Sentry answered 503 to @octocat at [email]')
  })

  test('shows nothing else of the report', () => {
    expect(rendered(failed)).not.toMatch(/gate|new\*\*|Since|Assignment/i)
  })
})

describe('a redacted report', () => {
  const text = rendered({
    ...reportOn([issue(1_001, { ...three[0], assignedTo: 'octocat', owners: ['#team'] })], {
      failOn: 'new>0',
      changes: { added: [{ shortId: 'SHOP-1', title: 'TypeError: Cannot read' }], gone: [] }
    }),
    details: 'redacted'
  })

  test.each([['TypeError'], ['Cannot read'], ['`pay`'], ['octocat'], ['#team'], [':88'], ['Assignment']])(
    'holds no %s',
    secret => {
      expect(text).not.toContain(secret)
    }
  )

  test('still says what counts', () => {
    expect(text).toContain('**Gate failed:** `new>0`, found 1. It is in code this pull request changed.')
    expect(text).toContain('- added: `SHOP-1`\n')
  })
})

describe('in a full report', () => {
  test('addresses and tokens are masked in titles, old and new, and in names', () => {
    const title = `login of jane@example.com from 10.1.2.3 with ghp_${'a1B2'.repeat(9)}`
    const text = rendered(
      reportOn([issue(1_001, { title, assignedTo: 'jane@example.com', firstSeen: '2026-01-15T10:05:12Z' })], {
        changes: { added: [{ shortId: 'SHOP-1', title }], gone: [] }
      })
    )
    expect(text).not.toMatch(/jane@|10\.1\.2\.3|ghp_/)
    expect(text.split('login of [email] from [ip] with [token]')).toHaveLength(3)
    expect(text).toContain('| `SHOP-1` | `[email]` | 2026-01-15 10:05 |')
  })

  test('suggested owners are named where nobody is assigned', () => {
    const text = rendered(reportOn([issue(1_001, { owners: ['#a', 'b', 'c', 'd'] })]))
    expect(text).toContain('| `SHOP-1` | nobody, suggested: `#a` `b` `c` |  |')
  })

  test('totals are called totals, and what is not known is a dash', () => {
    const text = rendered(reportOn([issue(1_001, { countsAre: 'total', count: 7, userCount: undefined })]))
    expect(text).toContain('`SHOP-1` | 7 total | – |  |')
  })

  test('signs follow the level and the kind', () => {
    const text = rendered(
      reportOn(
        [
          issue(1_001, { level: 'fatal' }),
          issue(1_002, { level: 'info', inPullRequest: 'file' }),
          issue(1_003, { level: 'debug', kinds: ['escalating'] }),
          issue(1_004, { level: 'error', kinds: ['regressed', 'escalating'] })
        ],
        { include: ['new', 'regressed', 'escalating'] }
      )
    )
    expect(text.match(/^\| [^|]* (?=\| \[)/gm)).toEqual([
      '| 🔵 new 📄 ',
      '| 🔴 new ',
      '| 🔁 regressed ',
      '| 🔵 escalating '
    ])
    expect(text).toContain('<sub>📄 the top in-app frame is in a file this pull request changed</sub>')
    expect(text).toContain('**2 new** · **1 regressed** · **2 escalating** | `production`')
  })

  test('a long path keeps its end', () => {
    const file = `/usr/src/app/${'packages/'.repeat(10)}shop/src/payment.ts`
    expect(rendered(reportOn([issue(1_001, { file, line: 3 })]))).toMatch(
      /\| `…\/[^`]{20,40}shop\/src\/payment\.ts:3` \|/
    )
  })

  test('a link to a foreign host is not made', () => {
    const text = rendered(
      reportOn([
        issue(1_001, { url: 'https://evil.example/', fileUrl: 'https://evil.example/', file: 'a.ts' })
      ])
    )
    expect(text).not.toContain('evil')
    expect(text).toContain('`Error: it broke` `SHOP-1`')
  })
})

describe('the heading', () => {
  test.each([
    ['one issue', reportOn([issue(1)]), '## 🔴 Sentry · 1 issue in ['],
    [
      'a gate broken by a kind that is not shown',
      reportOn([issue(1, { kinds: ['regressed'] })], {
        include: ['new'],
        queried: ['new', 'regressed'],
        failOn: 'regressed>0'
      }),
      '## 🔴 Sentry · gate failed for ['
    ],
    [
      'clear of regressions',
      reportOn([], { include: ['regressed'] }),
      '## ✅ Sentry · no regressed issues in ['
    ],
    [
      'clear of two kinds',
      reportOn([], { include: ['escalating', 'regressed'] }),
      '## ✅ Sentry · no regressed or escalating issues in ['
    ]
  ])('of %s', (_what, report, start) => expect(rendered(report).startsWith(start)).toBe(true))
})

describe('a kind that is not included is not mentioned', () => {
  test('but where it breaks the gate', () => {
    const issues = [issue(1_001), issue(1_002, { kinds: ['regressed'] })]
    const options = { include: ['new'], queried: ['new', 'regressed'] } as const
    expect(rendered(reportOn(issues, { ...options, failOn: 'regressed>1' }))).not.toContain('regressed')
    const text = rendered(reportOn(issues, { ...options, failOn: 'regressed>0' }))
    expect(text).toContain('> **Gate failed:** `regressed>0`, found 1.\n')
    expect(text).not.toContain('SHOP-2')
  })
})

describe('the gate', () => {
  const at = { inPullRequest: 'line' } as const
  test.each([
    ['none on a changed line', [issue(1), issue(2)], ''],
    ['only a changed file', [issue(1, { inPullRequest: 'file' })], ''],
    ['one of two', [issue(1, at), issue(2)], ' 1 of them is in code this pull request changed.'],
    [
      'two of three',
      [issue(1, at), issue(2, at), issue(3)],
      ' 2 of them are in code this pull request changed.'
    ],
    ['all', [issue(1, at), issue(2, at)], ' All are in code this pull request changed.']
  ])('says whose it is: %s', (_what, issues, sentence) => {
    expect(rendered(reportOn(issues, { failOn: 'new>0' }))).toContain(
      `> **Gate failed:** \`new>0\`, found ${issues.length}.${sentence}\n`
    )
  })

  test('names every broken term', () => {
    expect(rendered(reportOn([issue(1), issue(2)], { failOn: 'new>0, total>=2, regressed>0' }))).toContain(
      '> **Gate failed:** `new>0`, found 2; `total>=2`, found 2.\n'
    )
  })

  test('is a plain quote on old Enterprise Servers', () => {
    const text = render(example, { style: 'plain', budget: BUDGET })
    expect(text).not.toContain('[!')
    expect(text).toContain('\n\n> **Gate failed:** `new:error>0`')
  })

  test('that passed is said in one word', () => {
    expect(rendered(reportOn([issue(1)], { failOn: 'new>1' }))).toContain('| `production` · gate passed\n')
  })
})

describe('the footer', () => {
  test.each([
    ['without a deploy', { deployedAt: undefined }, '<sub>Commit [`1111111`]'],
    ['with a time that is none', { deployedAt: 'yesterday' }, '<sub>Commit [`1111111`]'],
    ['without a commit', { commit: undefined }, '<sub>Deploy of 2026-01-15 10:00 UTC · [all in Sentry]'],
    ['without both', { commit: undefined, deployedAt: undefined }, '<sub>[all in Sentry]']
  ])('%s', (_what, subject, start) => expect(rendered(reportOn(three, { subject }))).toContain(`\n${start}`))

  test('is left out where it would be empty', () => {
    expect(
      rendered(
        reportOn([], { subject: { commit: undefined, deployedAt: undefined, environment: undefined } })
      )
    ).toBe(
      '## ✅ Sentry · no new issues in [`shop@2.0.0`](https://acme.sentry.io/releases/shop%402.0.0/?environment=production)\n\n**0 new** · **0 regressed**'
    )
  })
})

describe('changes', () => {
  test('beyond 20 of a sort are counted', () => {
    const added = Array.from({ length: 25 }, (_, index) => ({ shortId: `SHOP-${index}`, title: 'x' }))
    const gone = Array.from({ length: 21 }, (_, index) => `OLD-${index}`)
    const text = rendered(reportOn(three, { changes: { added, gone } }))
    expect(text).toContain('<summary>Since the previous report: 25 added, 21 gone</summary>')
    expect(text.match(/^- added: /gm)).toHaveLength(20)
    expect(text).toContain('\n- and 5 more added\n')
    expect(text.match(/^- gone: /gm)).toHaveLength(20)
    expect(text).toContain('\n- and 1 more gone\n')
  })

  test('are not mentioned when there are none', () => {
    expect(rendered(reportOn(three, { changes: { added: [], gone: [] } }))).not.toContain('Since')
  })
})

test('rows beyond max_issues are counted and linked', () => {
  const many = Array.from({ length: 13 }, (_, index) => issue(1_001 + index))
  const text = rendered(reportOn(many, { maxIssues: 10 }))
  expect(all(parse(text), 'tableRow')).toHaveLength(11 + 11)
  expect(text).toContain(`\n\nand 3 more: [all in Sentry](${shop.searchUrl})\n\n`)
})

test('the sha of a commit is shown short and linked in full', () => {
  expect(rendered(example)).toContain(`[\`1111111\`](https://github.com/acme/shop/commit/${SHA})`)
})
