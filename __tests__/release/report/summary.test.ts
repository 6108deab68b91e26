import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../../src/run/failure.ts'
import { WAY_FAILURES } from '../../../src/way/failures.ts'
import { rangeUrl } from '../../../src/release/addresses.ts'
import { releaseUrl } from '../../../src/sentry/addresses.ts'
import type { Association, Facts } from '../../../src/release/facts.ts'
import type { EndedRun } from '../../../src/release/report/summary.ts'
import { planRelease } from '../../../src/release/plan.ts'
import { nothingWritten, RELEASE_OUTPUTS, reportOf } from '../../../src/release/report/outputs.ts'
import { hostileTexts } from '../../text/hostile.ts'
import { NOW, requestOf, SHA } from '../requests.ts'

const RANGE = {
  repository: 'acme/web',
  head: SHA,
  previous: {
    commit: 'b'.repeat(40),
    source: 'environment',
    release: 'old',
    isNewest: true,
    why: 'last commit of old'
  },
  mergeBase: undefined
} as const

interface Setting {
  readonly inputs?: Readonly<Record<string, string>>
  readonly association?: Association
  readonly more?: Partial<EndedRun>
}

function endedRun({
  inputs = {},
  association = { kind: 'refs', range: RANGE },
  more = {}
}: Setting = {}): EndedRun {
  const request = requestOf({ release: 'web@1', environment: 'qa', ...inputs })
  const facts: Facts = {
    way: 'through Maton',
    caller: 'connection conn_1 (the only active one)',
    organization: 'acme',
    projects: ['web', 'api'],
    release: { kind: 'absent' },
    association,
    maps: undefined
  }
  const plan = planRelease(request, facts, NOW)
  return { request, facts, plan, written: undefined, commitCount: undefined, ...more }
}

function summaryOf(setting?: Setting): string {
  return reportOf(endedRun(setting)).summary
}

const ACME = { site: new URL('https://sentry.io'), organization: 'acme' }

describe('the summary', () => {
  test('links to the release and to the commit range, and names who wrote where', () => {
    const summary = summaryOf()
    expect(summary).toContain('[`web@1`](https://acme.sentry.io/releases/web%401/)')
    expect(summary).toContain(
      `[\`bbbbbbb...a1b2c3d\`](https://github.com/acme/web/compare/${'b'.repeat(40)}...${SHA})`
    )
    expect(summary).toContain('| Organization | `acme` |')
    expect(summary).toContain('| Projects | `web` `api` |')
    expect(summary).toContain('| Way | `through Maton, connection conn_1 (the only active one)` |')
  })

  test('links to the commit range on an Enterprise Server without TLS', () => {
    const serverUrl = 'http://10.0.0.7:8080'
    const request = requestOf({ release: 'web@1' }, { env: { GITHUB_SERVER_URL: serverUrl } })
    expect(summaryOf({ more: { request } })).toContain(`](${serverUrl}/acme/web/compare/`)
  })

  test('begins a range on another branch where both parted', () => {
    const association: Association = { kind: 'refs', range: { ...RANGE, mergeBase: 'e'.repeat(40) } }
    expect(summaryOf({ association })).toContain(`compare/${'e'.repeat(40)}...${SHA}`)
  })

  test.each([
    ['none', { kind: 'none', why: 'not asked for', range: undefined }, 0, 'none: not asked for'],
    ['present', { kind: 'present', why: 'there already', count: 3, range: undefined }, 3, '3: there already'],
    [
      'to be fetched',
      { kind: 'refs', range: RANGE },
      undefined,
      'the commits since old &#40;last deployed to qa&#41;, to be fetched by Sentry, '
    ],
    [
      'fetched',
      { kind: 'refs', range: RANGE },
      4,
      "4 commits since old &#40;last deployed to qa&#41;, from Sentry's integration, "
    ],
    [
      'since a release that is not the last one deployed',
      { kind: 'refs', range: { ...RANGE, previous: { ...RANGE.previous, isNewest: false } } },
      4,
      "4 commits since old &#40;deployed to qa&#41;, from Sentry's integration, "
    ],
    [
      'without a previous commit',
      { kind: 'refs', range: { ...RANGE, previous: undefined } },
      4,
      'no previous commit was found'
    ]
  ] as const)('tells of commits that are %s', (_title, association, commitCount, words) => {
    expect(summaryOf({ association, more: { commitCount } })).toContain(words)
  })

  test.each([
    ['requested', true, ', requested from Sentry, not there yet, ['],
    ['not requested', false, ', **not requested**, [']
  ])('tells whether commits were %s', (_title, isSent, words) => {
    const { plan } = endedRun()
    const written = {
      writes: isSent && plan.release !== undefined ? [plan.release] : [],
      created: false,
      release: undefined,
      maps: undefined,
      finalize: undefined,
      deploys: [],
      present: [],
      hiddenDeploys: [],
      halfDone: undefined,
      failure: isSent ? undefined : new Failure(WAY_FAILURES.rejected, 'no')
    }
    const summary = summaryOf({ more: { written } })
    expect(summary).toContain(words)
    expect(summary).not.toContain('fetched by Sentry')
  })

  test('of a dry run claims nothing as done, and shows each write beside what it would send', () => {
    const summary = summaryOf({ inputs: { dry_run: 'true' } })
    expect(summary).toContain('to be fetched by Sentry')
    expect(summary).not.toContain('requested')
    expect(summary).toMatch(
      /\n\nWould be written:\n\n1\. Create release `web@1`, or add its projects and commits if it is there: `\{"version":"web@1",.*`\n1\. Record the deploy of `web@1` to /
    )
  })

  test('keeps its table and its heading, whatever names it shows', () => {
    for (const { text } of hostileTexts) {
      const association: Association = { kind: 'none', why: text, range: undefined }
      const summary = summaryOf({
        association,
        inputs: { environment: `e${text.replace(/[/\r\n,\f"]/g, '').slice(0, 60)}` }
      })
      const lines = summary.split('\n')
      expect(lines.filter(line => line.startsWith('#'))).toHaveLength(1)
      expect(lines.filter(line => line.startsWith('| Way'))).toHaveLength(1)
    }
  })
})

describe('the outputs', () => {
  test('are those of the manifest', () => {
    expect(Object.keys(reportOf(endedRun()).outputs)).toEqual([...RELEASE_OUTPUTS])
  })

  test('of a dry run tell the plan and write nothing', () => {
    expect(reportOf(endedRun({ inputs: { dry_run: 'true' } })).outputs).toMatchObject({
      dry_run: true,
      created: false,
      finalized: false,
      previous_release: 'old',
      previous_commit: 'b'.repeat(40),
      previous_commit_source: 'environment',
      commit_source: 'integration',
      commit_count: '',
      deploys: [],
      plan: [{ operation: 'create-release' }, { operation: 'create-deploy' }]
    })
  })

  test('do not claim to know of a release that no answer showed whether it is finalized', () => {
    const ended = endedRun()
    const facts: Facts = { ...ended.facts, release: { kind: 'not-read' } }
    expect(reportOf({ ...ended, facts }).outputs).toMatchObject({ finalized: '' })
  })

  test('of a run that failed before it wrote still name the release', () => {
    const report = nothingWritten(
      requestOf({ release: '1' }),
      new Failure(WAY_FAILURES.unreachable, 'No way')
    )
    expect(report.outputs).toMatchObject({
      release: '1',
      version: '1'
    })
    // nothing tells that there is such a page
    expect(report.outputs).not.toHaveProperty('release_url')
    expect(report.summary).toContain('nothing was written')
    expect(report.ending.kind).toBe('failed')
  })
})

describe('an address', () => {
  test('of a release holds its version as one segment', () => {
    expect(releaseUrl(ACME, 'a b%#?@1+2')).toBe('https://acme.sentry.io/releases/a%20b%25%23%3F%401%2B2/')
  })

  test.each([
    ['acme/web', 'b', 'https://github.com/acme/web/compare/b...h%2Fx'],
    ['acme/web', undefined, 'https://github.com/acme/web/commits/h%2Fx'],
    ['group / web', 'b', undefined],
    ['acme/web/x', 'b', undefined],
    [undefined, 'b', undefined]
  ])('of a range of %s from %s', (repo, base, expected) => {
    expect(rangeUrl({ base, head: 'h/x' }, { repo, serverUrl: 'https://github.com' })).toBe(expected)
  })
})
