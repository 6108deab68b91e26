import { describe, expect, test } from '@jest/globals'
import { hostileTexts } from '../../text/hostile.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'

const servers = useComment()

const broken = {
  project: 'web',
  title: 'TypeError: cart is undefined',
  firstRelease: RELEASE,
  environments: ['production'],
  count: 120,
  userCount: 1,
  releaseCounts: { [RELEASE]: { count: 120, userCount: 1 } },
  frames: [{ filename: 'app:///src/checkout.ts', function: 'pay', lineNo: 7, inApp: true }]
}
const elsewhere = { ...broken, title: 'Error: elsewhere', frames: [] }
const isPublic = { repository: { full_name: 'acme/web', private: false } }

describe('an annotation', () => {
  const warnings = (annotations: readonly { readonly at?: unknown }[]): readonly unknown[] =>
    annotations.filter(({ at }) => at !== undefined)

  test('stands on the changed line of each issue that was raised there, and on no other', async () => {
    await servers.seed('issues', [broken, elsewhere])
    const run = await servers.run({}, servers.pullEvent())
    expect(run.annotations).toEqual([
      {
        level: 'warning',
        message: expect.stringMatching(
          /^TypeError: cart is undefined \(WEB-2, new in web@1\.1\.0, 120 events, 1 user\): https:\/\/acme\.sentry\.io\/issues\/\d+\/$/
        ),
        at: { file: 'src/checkout.ts', line: 7 }
      }
    ])
  })

  test.each([
    ['auto', {}, 1],
    ['true', {}, 1],
    ['false', {}, 0],
    ['auto', isPublic, 0],
    ['true', isPublic, 1],
    ['auto', { repository: { full_name: 'acme/web' } }, 0]
  ])('annotate: %s, event %j: %d', async (annotate, event, count) => {
    await servers.seed('issues', broken)
    const run = await servers.run({ annotate }, servers.pullEvent(event))
    expect(warnings(run.annotations)).toHaveLength(count)
  })

  test('is redacted like the comment', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ annotate: 'true' }, servers.pullEvent(isPublic))
    expect(run.annotations[0]?.message).toMatch(/^error \(WEB-2, new in web@1\.1\.0, 120 events, 1 user\): /)
    expect(JSON.stringify([run.annotations, run.log])).not.toContain('TypeError')
  })

  test('is not made in a dry run', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ dry_run: 'true', annotate: 'true' }, servers.pullEvent())
    expect(warnings(run.annotations)).toEqual([])
  })

  test('there are at most ten, each one line that is no command of the runner', async () => {
    await servers.seed(
      'issues',
      hostileTexts.map(({ text }) => ({ ...broken, title: text === '' ? ' ' : text }))
    )
    const run = await servers.run({}, servers.pullEvent())
    expect(run.annotations).toHaveLength(10)
    for (const { message } of run.annotations) expect(message).not.toMatch(/[\r\n]|^\s*::|##\[/)
  })

  test('a wrong value is told with what is allowed', async () => {
    const run = await servers.run({ annotate: 'yes' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.annotations[0]?.message).toContain('annotate: "yes" is not allowed; give auto, true, false')
  })
})

describe('the output headline is one plain line', () => {
  const seen = { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE], status: 'resolved' }
  const back = { ...seen, status: 'unresolved', regressedIn: RELEASE }
  test.each<[string, readonly object[], Readonly<Record<string, string>>, string]>([
    ['issues', [broken, elsewhere, back], {}, '🔴 2 new, 1 regressed in web@1.1.0, 1 on a changed line'],
    [
      'issues of an environment',
      [elsewhere],
      { environment: 'production' },
      '🔴 1 new in web@1.1.0 (production)'
    ],
    ['clear', [seen], {}, '✅ No new issues in web@1.1.0'],
    [
      'a gate that a kind broke which is not shown',
      [back],
      { include: 'new', fail_on: 'regressed>0' },
      '🔴 Gate failed for web@1.1.0'
    ],
    [
      'no data',
      [],
      { release: 'web@9', environment: 'production' },
      '⚪ No events of web@9 yet (production)'
    ],
    ['could not check', [], { projects: 'nope' }, '⚠️ Could not check web@1.1.0']
  ])('%s', async (_what, issues, inputs, line) => {
    if (issues.length > 0) await servers.seed('issues', issues)
    const run = await servers.run(inputs, servers.pullEvent())
    expect(run.outputs['headline']).toBe(line)
  })

  test('without titles, and without line breaks of names', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ environment: 'a\u2028b*c' }, servers.pullEvent(isPublic))
    expect(run.outputs['headline']).toBe('⚪ No events of web@1.1.0 yet (a b*c)')
  })
})

describe('no data', () => {
  test.each([
    [
      'a release that Sentry does not know',
      'web@9',
      'The newest releases that events came from: `web@1.1.0`'
    ],
    ['a release without an event', 'web@1.2.0', 'The newest releases that events came from: `web@1.1.0`']
  ])('names the releases that events came from, by one request: %s', async (_what, release, sentence) => {
    await servers.seed('issues', broken)
    await servers.seed('state', { releases: [{ version: 'web@1.2.0', projects: ['web'] }] })
    await servers.forget()
    const run = await servers.run({ release }, servers.pullEvent())
    expect(run.outputs['report']).toContain(sentence)
    expect(run.outputs['report']).not.toContain('web@1.2.0`,')
    const lists = (await servers.requests()).filter(({ path }) => path.endsWith('/releases/'))
    expect(lists).toHaveLength(1)
  })

  test('is told without them when they cannot be read', async () => {
    await servers.seed('faults', {
      match: { path: 'acme/releases/$', times: 0 },
      action: { status: 403, body: { detail: 'no' } }
    })
    const run = await servers.run({ release: 'web@9' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['report']).toContain(
      'Sentry does not know a release `web@9`. Check the name, with its prefix.'
    )
  })
})
