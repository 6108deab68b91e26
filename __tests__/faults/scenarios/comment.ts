import { expect } from '@jest/globals'
import { runStep } from '../../../src/actions/frame.ts'
import { commentStep } from '../../../src/comment/step.ts'
import type { JsonRecord } from '../../../src/text/json.ts'
import { startPart } from '../../../simulator/github/state/start.ts'
import { at, rowsOf } from '../../../simulator/client/json-path.ts'
import type { Bench, Ran } from '../../../simulator/client/bench.ts'
import type { Scenario } from '../../../simulator/client/scenario.ts'
import type { Judged } from '../matrix/judge.ts'

const RELEASE = 'web@1.1.0'
const OURS = 'github-actions[bot]'

/** The head of pull request 2 as the simulator starts: a report for an older commit is not written. */
export const HEAD = String(at(startPart(0), 'refs', 'heads/topic'))

const payload = {
  action: 'opened',
  pull_request: {
    number: 2,
    head: { sha: HEAD, ref: 'topic', repo: { full_name: 'acme/web' } },
    base: { ref: 'main', repo: { full_name: 'acme/web' } },
    merged: false
  },
  repository: { id: 1, full_name: 'acme/web', default_branch: 'main' }
}

const issue = {
  project: 'web',
  title: 'TypeError: cart is undefined',
  firstRelease: RELEASE,
  environments: ['production'],
  frames: [{ filename: 'src/checkout.ts', function: 'pay', lineNo: 7, inApp: true }]
}
const resolved = {
  ...issue,
  title: 'Old',
  firstRelease: 'web@1.0.0',
  releases: [RELEASE],
  status: 'resolved'
}

const GATE = 'new>5, crash_free_sessions<99'
const sessions = [
  { release: 'web@1.0.0', sessions: 21_017, crashed: 36 },
  { release: RELEASE, sessions: 12_345, crashed: 47 }
].map(row => ({ project: 'web', environment: 'production', ...row }))

/** The runs of the comment step that the faults hit, most-used first. */
export function commentScenarios(bench: Bench): readonly [first: Judged, worse: Judged, healthy: Judged] {
  const { simulator } = bench
  const common = {
    action: 'comment',
    step: world => runStep(commentStep, world),
    inputs: {
      maton_connection: simulator.connection,
      organization: 'acme',
      release: RELEASE,
      include: 'new'
    },
    eventName: 'pull_request',
    payload,
    commenting: /^github \w+ .*\/comments(\/|$)/,
    needs: [
      [/^github POST .*\/comments/, 'create'],
      [/^github GET .*\/comments afterwards/, 'extra'],
      [/^github .*\/comments/, 'read'],
      [/^github /, 'extra'],
      [/ release:"/, 'extra'],
      [/events\/latest\/ /, 'extra'],
      [/./, 'read']
    ]
  } satisfies Partial<Judged>

  let clear: string | undefined

  const first: Judged = {
    ...common,
    name: 'A first report',
    seed: ({ control }) => control('POST', 'issues', issue),
    expectSound(ran) {
      expect(ours(ran).length).toBeLessThanOrEqual(1)
      for (const { id } of ours(ran)) expect(ran.said).toMatch(new RegExp(`${String(id)}|may or may not`))
    },
    expectComplete(ran) {
      expect(ours(ran)).toHaveLength(1)
      expect(ours(ran)[0]?.['body']).toContain('1 issue in')
      expect(ran.outputs).toMatchObject({ comment_action: 'created', new_count: '1' })
    }
  }

  const worse: Judged = {
    ...common,
    name: 'A report that got worse',
    payload: { ...payload, repository: { ...payload.repository, private: true } },
    async seed({ control }) {
      clear ??= await clearReport(bench, common)
      const comments = [{ issue_number: 2, user: OURS, body: clear }]
      await control('POST', 'state', { github: { comments } })
      await control('POST', 'issues', issue)
    },
    expectSound(ran) {
      expect(current(ran).length).toBeLessThanOrEqual(1)
      expect(ours(ran).length).toBeLessThanOrEqual(2)
    },
    expectComplete(ran) {
      expect(ours(ran)).toHaveLength(2)
      expect(current(ran)).toHaveLength(1)
      expect(current(ran)[0]?.['body']).toContain('1 issue in')
      expect(ran.outputs).toMatchObject({ comment_action: 'recreated' })
    }
  }

  const healthy: Judged = {
    ...common,
    name: 'A gate on the health of a release',
    payload: { ...payload, repository: { ...payload.repository, private: true } },
    inputs: { ...common.inputs, environment: 'production', comment: 'always', fail_on: GATE },
    async seed({ control }) {
      await control('POST', 'state', { sessions })
      return control('POST', 'issues', issue)
    },
    needs: [
      [/\/sessions\/ .* release:"web@1\.1\.0"/, 'read'],
      [/\/sessions\/ /, 'extra'],
      [/\/releases\/ /, 'extra'],
      ...common.needs
    ],
    expectSound(ran) {
      expect(ours(ran).length).toBeLessThanOrEqual(1)
      // what could not be read is never called good, and never bad
      expect(ran.outputs['gate_result']).toMatch(/^(?:pass|error|)$/)
    },
    expectComplete(ran) {
      expect(ours(ran)).toHaveLength(1)
      expect(ours(ran)[0]?.['body']).toContain('Crash-free sessions 99.61 %')
      expect(ran.outputs).toMatchObject({ comment_action: 'created', gate_result: 'pass' })
    }
  }

  return [first, worse, healthy]
}

/** The comment of a run that found nothing. */
async function clearReport(bench: Bench, common: Omit<Scenario, 'name'>): Promise<string> {
  await bench.control('POST', 'issues', resolved)
  const inputs = { ...common.inputs, comment: 'always' }
  const ran = await bench.runOn({ ...common, name: 'A report of nothing', inputs })
  const body = String(ours(ran)[0]?.['body'])
  await bench.control('POST', 'reset')
  return body
}

function ours({ state }: Ran): readonly JsonRecord[] {
  return rowsOf(state, 'github', 'comments').filter(
    ({ user, issue_number }) => user === OURS && issue_number === 2
  )
}

/** Those that are not replaced by a newer one. */
function current(ran: Ran): readonly JsonRecord[] {
  return ours(ran).filter(({ body }) => !String(body).includes('superseded'))
}
