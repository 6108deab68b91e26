import { describe, expect, test } from '@jest/globals'
import { render } from '../../../src/comment/report/render.ts'
import type { Report } from '../../../src/comment/report/report.ts'
import type { Issue } from '../../../src/comment/issue.ts'
import { all, parse, shown } from '../../harness/gfm.ts'
import { issue, reportOn, SHA, shop, three } from '../reports.ts'

function rendered(report: Report): string {
  return render(report)
}

const example = reportOn(three, {
  failOn: 'new:error>0',
  changes: { added: [{ shortId: 'SHOP-2', title: 'TimeoutError: inventory | 3 retries' }], gone: ['SHOP-4'] }
})

const RUN = '[run 42](https://github.com/acme/shop/actions/runs/7)'
const NEW = `[2 new](${shop.searches.new})`
const REGRESSED = `[1 regressed](${shop.searches.regressed})`

describe('the examples of the design', () => {
  test('issues', () => {
    expect(rendered(example)).toBe(
      [
        '## 🔴 3 issues in [`shop@2.0.0`](https://acme.sentry.io/releases/shop%402.0.0/?environment=production) on `production` · 1 on a changed line',
        '',
        `**Gate failed:** \`new:error>0\`, found 1 · ${NEW} · ${REGRESSED}`,
        '',
        '| Issue | Events · Users |',
        '|:--|--:|',
        `| 🔴 **new** on a changed line 📍 [\`TypeError: Cannot read properties of undefined (reading 'id')\`](https://acme.sentry.io/issues/1001/)<br>[\`src/payment.ts:88\`](https://github.com/acme/shop/blob/${SHA}/src/payment.ts#L88) in \`pay\` · \`SHOP-1\` · unhandled | 120 · 30 |`,
        '| 🟠 **new** [`TimeoutError: inventory \\| 3 retries`](https://acme.sentry.io/issues/1002/)<br>`src/stock.ts:31` · `SHOP-2` · assigned to `octocat` | 40 · 12 |',
        '| 🔵 **regressed** [`AssertionError: cart total`](https://acme.sentry.io/issues/1003/)<br>`src/cart.ts:12` · `SHOP-3` · first seen 2025-12-01 | 7 · 5 |',
        '',
        '<details>',
        '<summary>Since the previous report: 1 added, 1 gone</summary>',
        '',
        '- added: `SHOP-2` `TimeoutError: inventory | 3 retries`',
        '- gone: `SHOP-4`',
        '',
        '</details>',
        '',
        `<sub>\`Fixes SHOP-1\` in a commit resolves it with the release that has the commit · deploy of [\`1111111\`](https://github.com/acme/shop/commit/${SHA}), 2026-01-15 10:00 UTC · ${RUN}</sub>`
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
        '## ✅ No new issues in [`shop@2.0.1`](https://acme.sentry.io/releases/shop%402.0.1/?environment=production) on `production`',
        '',
        '0 new · 0 regressed · gate passed',
        '',
        '<details>',
        '<summary>Since the previous report: 2 gone</summary>',
        '',
        '- gone: `SHOP-1`',
        '- gone: `SHOP-2`',
        '',
        '</details>',
        '',
        `<sub>deploy of [\`2222222\`](https://github.com/acme/shop/commit/${sha}), 2026-01-15 12:00 UTC · ${RUN}</sub>`
      ].join('\n')
    )
  })

  test('a redacted row', () => {
    const text = rendered({ ...example, details: 'redacted' })
    expect(text).toContain(
      '\n| 🔴 **new** 📍 [`SHOP-1`](https://acme.sentry.io/issues/1001/) error<br>`src/payment.ts` · unhandled | 120 · 30 |\n'
    )
    expect(text).toContain(
      '\n<sub>Titles are hidden because the repository is public (details: full shows them)</sub><br><sub>`Fixes'
    )
  })

  test('no data', () => {
    const report: Report = { ...example, finding: { state: 'no-data', missing: 'events' } }
    expect(rendered(report).split('\n')[0]).toBe('## ⚪ No events of `shop@2.0.0` yet on `production`')
  })
})

describe('no data is never green and says what would help', () => {
  const releases = { what: 'releases', names: ['web@2.0.0', 'shop`1'] } as const
  const environments = { what: 'environments', names: ['Production', 'staging'] } as const
  test.each([
    [
      'release',
      releases,
      'Sentry does not know a release `shop@2.0.0`. Check the name, with its prefix. The newest releases that events came from: `web@2.0.0`, ``shop`1``.'
    ],
    [
      'environment',
      environments,
      'Sentry does not know the environment `production` yet. It knows `Production`, `staging`. Names are case-sensitive.'
    ],
    [
      'events',
      releases,
      'Sentry has not seen any event of `shop@2.0.0` in `shop` on `production` yet, so there is nothing to judge. The newest releases that events came from: `web@2.0.0`, ``shop`1``.'
    ],
    [
      'events',
      undefined,
      'Sentry has not seen any event of `shop@2.0.0` in `shop` on `production` yet, so there is nothing to judge.'
    ],
    [
      'events',
      environments,
      'Sentry has not seen any event of `shop@2.0.0` in `shop` on `production` yet, so there is nothing to judge. It has seen the release elsewhere. Its other environments: `Production`, `staging`. Names are case-sensitive.'
    ],
    [
      'events',
      { what: 'environments', names: [] },
      'Sentry has not seen any event of `shop@2.0.0` in `shop` on `production` yet, so there is nothing to judge. It has seen the release elsewhere.'
    ],
    ['environment', undefined, 'Sentry does not know the environment `production` yet.']
  ] as const)('%s', (missing, known, sentence) => {
    const text = rendered({ ...example, finding: { state: 'no-data', missing, known } })
    expect(text).toContain(`\n\n${sentence}\n\n`)
    expect(text).not.toMatch(/✅|🔴|Gate|gate passed|Since the previous|0 new|Fixes/)
  })
})

describe('what could not be checked', () => {
  const failed: Report = {
    ...example,
    finding: { state: 'could-not-check', message: 'Sentry answered 503 to @octocat at ops@example.com' }
  }

  test('says why, as prose that notifies nobody', () => {
    const tree = parse(rendered(failed))
    expect(shown(all(tree, 'heading')[0] ?? tree)).toBe('⚠️ Could not check shop@2.0.0 on production')
    expect(shown(all(tree, 'paragraph')[0] ?? tree)).toBe('Sentry answered 503 to @octocat at [email]')
  })

  test('shows nothing else of the report', () => {
    expect(rendered(failed)).not.toMatch(/gate|\d new|Since|Fixes/i)
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

  test.each([['TypeError'], ['Cannot read'], ['`pay`'], ['octocat'], ['#team'], [':88'], ['first seen']])(
    'holds no %s',
    secret => {
      expect(text).not.toContain(secret)
    }
  )

  test('still says what counts', () => {
    expect(text).toContain(' · 1 on a changed line\n')
    expect(text).toContain('**Gate failed:** `new>0`, found 1 · ')
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
    expect(text).toContain(' · assigned to `[email]` | ')
  })

  test('suggested owners are named where nobody is assigned', () => {
    const text = rendered(reportOn([issue(1_001, { owners: ['#a', 'b', 'c', 'd'] })]))
    expect(text).toContain('`SHOP-1` · suggested: `#a` `b` `c` | ')
  })

  test('nobody is not mentioned', () => {
    expect(rendered(reportOn([issue(1_001)]))).toContain('<br>`SHOP-1` | 1 · 1 |\n')
  })

  test('totals have a star that one footnote explains, and what is not known is a dash', () => {
    const total = { countsAre: 'total', count: 7, userCount: undefined } as const
    const text = rendered(reportOn([issue(1_001, total), issue(1_002, total), issue(1_003)]))
    expect(text.split(' | 7 · – \\* |')).toHaveLength(3)
    expect(text).toContain(' | 1 · 1 |')
    expect(
      text.split("<sub>\\* events and users of the issue's whole life, not of this release alone</sub>")
    ).toHaveLength(2)
    expect(rendered(reportOn([issue(1_003)]))).not.toContain('whole life')
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
    expect(text.match(/^\| (?!Issue)[^|]*(?= \|)/gm)?.map(cell => cell.replace(/\[.*<br>/, ''))).toEqual([
      '| 🔵 **new** in a changed file 📄 `SHOP-2`',
      '| 🔴 **new** `SHOP-1` · fatal',
      '| 🔴 **regressed** `SHOP-4`',
      '| 🔵 **escalating** `SHOP-3` · debug'
    ])
    expect(text.split('\n')[0]).toMatch(/ · 1 in a changed file$/)
  })

  test('a long path keeps its end', () => {
    const file = `/usr/src/app/${'packages/'.repeat(10)}shop/src/payment.ts`
    expect(rendered(reportOn([issue(1_001, { file, line: 3 })]))).toMatch(
      /<br>`…\/shop\/src\/payment\.ts:3` · /
    )
  })

  test('a link to a foreign host is not made', () => {
    const text = rendered(
      reportOn([
        issue(1_001, { url: 'https://evil.example/', fileUrl: 'https://evil.example/', file: 'a.ts' })
      ])
    )
    expect(text).not.toContain('evil')
    expect(text).toContain('`Error: it broke`<br>`a.ts` · `SHOP-1`')
  })
})

describe('the heading', () => {
  test.each([
    ['one issue', reportOn([issue(1)]), '## 🔴 1 issue in ['],
    [
      'a gate broken by a kind that is not shown',
      reportOn([issue(1, { kinds: ['regressed'] })], {
        include: ['new'],
        queried: ['new', 'regressed'],
        failOn: 'regressed>0'
      }),
      '## 🔴 Gate failed for ['
    ],
    ['clear of regressions', reportOn([], { include: ['regressed'] }), '## ✅ No regressed issues in ['],
    [
      'clear of two kinds',
      reportOn([], { include: ['escalating', 'regressed'] }),
      '## ✅ No regressed or escalating issues in ['
    ]
  ])('of %s', (_what, report, start) => expect(rendered(report).startsWith(start)).toBe(true))
})

describe('a kind that is not included is not mentioned', () => {
  test('but where it breaks the gate', () => {
    const issues = [issue(1_001), issue(1_002, { kinds: ['regressed'] })]
    const options = { include: ['new'], queried: ['new', 'regressed'] } as const
    expect(rendered(reportOn(issues, { ...options, failOn: 'regressed>1' }))).not.toContain('regressed')
    const text = rendered(reportOn(issues, { ...options, failOn: 'regressed>0' }))
    expect(text).toContain(`**Gate failed:** \`regressed>0\`, found 1 · [1 new](${shop.searches.new})\n`)
    expect(text).not.toContain('SHOP-2')
  })
})

describe('the heading says what is the reader’s', () => {
  const line = { inPullRequest: 'line' } as const
  const file = { inPullRequest: 'file' } as const
  test.each([
    ['nothing', [issue(1), issue(2)], ''],
    ['a file', [issue(1, file), issue(2)], ' · 1 in a changed file'],
    ['files', [issue(1, file), issue(2, file)], ' · 2 in changed files'],
    ['a line', [issue(1, line), issue(2, file)], ' · 1 on a changed line'],
    ['lines', [issue(1, line), issue(2, line)], ' · 2 on changed lines'],
    ['nothing that is known', [issue(1, { inPullRequest: 'unknown' })], '']
  ])('%s', (_what, issues, words) => {
    expect(rendered(reportOn(issues)).split('\n')[0]?.split('on `production`')[1]).toBe(words)
  })
})

describe('the gate', () => {
  test('names every broken term', () => {
    expect(rendered(reportOn([issue(1), issue(2)], { failOn: 'new>0, total>=2, regressed>0' }))).toContain(
      `\n\n**Gate failed:** \`new>0\`, found 2; \`total>=2\`, found 2 · ${NEW} · 0 regressed\n`
    )
  })

  test('that passed is said in one word', () => {
    expect(rendered(reportOn([issue(1)], { failOn: 'new>1' }))).toContain(' · 0 regressed · gate passed\n')
  })
})

describe('the action', () => {
  const named = (issues: readonly Issue[]): string | undefined =>
    /`(Fixes [^`]*)` in a commit/.exec(rendered(reportOn(issues)))?.[1]

  test('names the first issue on a changed line, else the first new one', () => {
    expect(named([issue(1_001, { level: 'fatal' }), issue(1_002, { inPullRequest: 'line' })])).toBe(
      'Fixes SHOP-2'
    )
    expect(named([issue(1_001, { kinds: ['regressed'], level: 'fatal' }), issue(1_002)])).toBe('Fixes SHOP-2')
  })

  test('is left out where there is none, or Sentry has not told the short id', () => {
    expect(named([issue(1_001, { kinds: ['regressed'] })])).toBeUndefined()
    expect(named([issue(1_001, { shortId: '1001' })])).toBeUndefined()
  })
})

describe('the footer', () => {
  test.each([
    ['without a deploy', { deployedAt: undefined }, ' · commit [`1111111`]'],
    ['with a time that is none', { deployedAt: 'yesterday' }, ' · commit [`1111111`]'],
    ['without a commit', { commit: undefined }, ' · deploy of 2026-01-15 10:00 UTC · [run 42]'],
    ['without both', { commit: undefined, deployedAt: undefined }, ' that has the commit · [run 42]']
  ])('%s', (_what, subject, part) => expect(rendered(reportOn(three, { subject }))).toContain(part))

  test('is left out where it would be empty', () => {
    const subject = { commit: undefined, deployedAt: undefined, environment: undefined }
    expect(rendered({ ...reportOn([], { subject }), run: undefined })).toBe(
      '## ✅ No new issues in [`shop@2.0.0`](https://acme.sentry.io/releases/shop%402.0.0/?environment=production)\n\n0 new · 0 regressed'
    )
  })

  test.each([
    ['input', 'Titles are hidden (details: full shows them)'],
    [
      'unknown',
      'Titles are hidden because the repository is not known to be private (details: full shows them)'
    ]
  ] as const)('says why titles are hidden: %s', (redactedBy, sentence) => {
    const text = rendered({ ...reportOn(three, { details: 'redacted' }), redactedBy })
    expect(text.split(`<sub>${sentence}</sub>`)).toHaveLength(2)
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

test('rows beyond max_issues are counted and linked, each kind to its own search', () => {
  const many = [
    ...Array.from({ length: 11 }, (_, index) => issue(1_001 + index)),
    ...Array.from({ length: 3 }, (_, index) => issue(1_101 + index, { kinds: ['regressed'], level: 'info' }))
  ]
  const text = rendered(reportOn(many, { maxIssues: 10 }))
  expect(all(parse(text), 'tableRow')).toHaveLength(11)
  expect(text).toContain(
    `\n\nand 4 more: [1 new](${shop.searches.new}), [3 regressed](${shop.searches.regressed})\n\n`
  )
})

describe('a word that no line can break', () => {
  test.each([
    ['a class', 'java.lang.reflect.InvocationTargetException: no', 'java.lang.refl…getException: no'],
    ['of one letter', 'z'.repeat(100), `${'z'.repeat(14)}…${'z'.repeat(13)}`],
    ['with hyphens it breaks', 'ab-'.repeat(30), 'ab-'.repeat(30)],
    ['in Japanese it breaks', '未定義のプロパティを読み取ることができません。'.repeat(2), undefined]
  ])('is shortened, so that the numbers stay on a page of 390 px: %s', (_what, title, shownTitle) => {
    expect(rendered(reportOn([issue(1_001, { title })]))).toContain(`[\`${shownTitle ?? title}\`](`)
  })
})

test('the sha of a commit is shown short and linked in full', () => {
  expect(rendered(example)).toContain(`[\`1111111\`](https://github.com/acme/shop/commit/${SHA})`)
})
