import { describe, expect, test } from '@jest/globals'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { StepRun } from '../../harness/step.ts'

const servers = useComment()

const JSON_TYPE = { 'content-type': 'application/json' }
const ISSUES = '/organizations/acme/issues/$'
const GOES_ON = { link: '<https://x/>; rel="next"; results="true"; cursor="1:1:0"' }
const LAST = { link: '<https://x/>; rel="next"; results="false"; cursor="1:1:0"' }
const DEEP = '['.repeat(60_000) + ']'.repeat(60_000)

/** A gate over new issues of a release that has none, when some requests are answered so, for ever. */
async function gated(path: string, action: Readonly<Record<string, unknown>>): Promise<StepRun> {
  await servers.seed('state', { releases: [{ organization: 'acme', version: RELEASE, projects: ['web'] }] })
  await servers.seed('faults', { match: { path, times: 0 }, action })
  return servers.run({ fail_on: 'new>1000', on_error: 'warn' }, servers.pullEvent())
}

const WRONG: readonly (readonly [what: string, action: Readonly<Record<string, unknown>>])[] = [
  ['an empty object', { status: 200, body: {} }],
  ['null', { status: 200, headers: JSON_TYPE, body: 'null' }],
  ['a text', { status: 200, headers: JSON_TYPE, body: '"x"' }],
  ['a row that is null', { status: 200, body: [null] }],
  ['an error', { status: 200, body: { detail: 'Not here' } }],
  ['JSON that is 60,000 deep', { status: 200, headers: JSON_TYPE, body: DEEP }],
  ['a page of a proxy with 404', { status: 404, body: '<h1>Not Found</h1>' }],
  ['nothing, and 404', { status: 404, body: '' }]
]

function expectError(run: StepRun): void {
  expect(run.outputs['gate_result']).toBe('error')
  expect(run.outputs['new_count']).toBe('')
  expect(run.annotations.map(({ level }) => level)).toEqual(['warning'])
}

describe('the gate does not pass, and does not say that there is no data', () => {
  test.each(WRONG)('when the list of issues is answered with %s', async (_, action) => {
    expectError(await gated(ISSUES, action))
  })

  test.each(WRONG)('when the release is answered with %s', async (_, action) => {
    expectError(await gated('/releases/[^/]+/$', action))
  })

  const rows = Array.from({ length: 100 }, (_, id) => ({ id: `${id}` }))

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['has no Link header and is full', { status: 200, body: rows }],
    [
      'has a Link header that is cut',
      { status: 200, headers: { link: '<https://x/>; rel="next"; res' }, body: [] }
    ],
    ['comes again', { status: 200, headers: GOES_ON, body: rows }]
  ])('when a page of the list %s', async (_, action) => {
    expectError(await gated(ISSUES, action))
  })

  test('when the list has more pages than are read', async () => {
    const pages = Array.from({ length: 101 }, (_, page) => ({
      match: { path: ISSUES, nth: page + 1, times: 1 },
      action: {
        status: 200,
        headers: { link: `<https://x/>; rel="next"; results="true"; cursor="1:${page}:0"` },
        body: []
      }
    }))
    await servers.seed('state', { releases: [{ organization: 'acme', version: RELEASE, projects: ['web'] }] })
    await servers.seed('faults', pages)
    const run = await servers.run({ fail_on: 'new>0', on_error: 'warn', include: 'new' }, servers.pullEvent())
    expectError(run)
    expect(run.annotations[0]?.message).toContain('it has more pages than are read')
  })

  test('when it cannot be told whether there is any event', async () => {
    // the lists of issues are empty; the look for an event goes on for ever
    await servers.seed('state', { releases: [{ organization: 'acme', version: RELEASE, projects: ['web'] }] })
    await servers.seed('faults', [
      { match: { path: ISSUES, times: 1 }, action: { status: 200, headers: LAST, body: [] } },
      { match: { path: ISSUES, times: 0 }, action: { status: 200, headers: GOES_ON, body: [] } }
    ])
    const run = await servers.run({ fail_on: 'new>0', on_error: 'warn', include: 'new' }, servers.pullEvent())
    expectError(run)
  })
})
