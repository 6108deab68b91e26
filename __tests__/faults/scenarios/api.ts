import { expect } from '@jest/globals'
import { apiStep } from '../../../src/api/step.ts'
import { runStep } from '../../../src/actions/frame.ts'
import { listAt, parseJson } from '../../../src/text/json.ts'
import { rowsOf } from '../../../simulator/client/json-path.ts'
import type { Bench, Ran } from '../../../simulator/client/bench.ts'
import type { Judged } from '../matrix/judge.ts'

const VERSION = 'web@3.0.0'

/** The runs of the api step that the faults hit: a list, and a write of each kind. */
export function apiScenarios({
  simulator
}: Bench): readonly [list: Judged, release: Judged, ...more: Judged[]] {
  const api = (
    name: string,
    inputs: Readonly<Record<string, string>>,
    judged: Pick<Judged, 'needs' | 'expectComplete'> & Partial<Judged>
  ): Judged => ({
    action: 'api',
    step: world => runStep(apiStep, world),
    eventName: 'push',
    payload: { repository: { full_name: 'acme/web' } },
    expectSound: () => undefined,
    ...judged,
    // GitHub only tells whether the summary may show the result
    needs: [[/^github /, 'extra'], ...judged.needs],
    name,
    inputs: { maton_connection: simulator.connection, organization: 'acme', ...inputs }
  })

  return [
    api(
      'A list of three pages, for the connection and the organization that are found',
      {
        maton_connection: '',
        organization: '',
        operation: 'list-organization-issues',
        parameters: '{"limit": 1, "query": ""}'
      },
      {
        seed: ({ control }) =>
          control('POST', 'issues', [
            { project: 'web', title: 'B' },
            { project: 'web', title: 'C' }
          ]),
        needs: [[/./, 'read']],
        expectComplete(ran) {
          expect(listAt(parseJson(ran.outputs['result'] ?? ''), [])).toHaveLength(3)
          expect(ran.outputs).toMatchObject({ pages: '3', truncated: 'false' })
        }
      }
    ),
    api(
      'A release, which may be created twice',
      {
        operation: 'create-release',
        body: JSON.stringify({ version: VERSION, projects: ['web'] }),
        confirm: `create acme/${VERSION}`
      },
      {
        needs: [[/./, 'locked write']],
        expectSound: ran => expect(count(versions(ran), VERSION)).toBeLessThanOrEqual(1),
        expectComplete: ran => expect(count(versions(ran), VERSION)).toBe(1)
      }
    ),
    api(
      'A deploy, which may not',
      {
        operation: 'create-deploy',
        parameters: '{"version": "web@1.0.0"}',
        body: '{"environment": "staging", "name": "ours"}',
        confirm: 'create acme/web@1.0.0/staging'
      },
      {
        needs: [[/./, 'blind create']],
        expectSound(ran) {
          expect(count(deploysOf(ran), 'ours')).toBeLessThanOrEqual(1)
          expectLook(ran, 'the deploys of release')
        },
        expectComplete: ran => expect(count(deploysOf(ran), 'ours')).toBe(1)
      }
    ),
    api(
      "A connection, which is Maton's own",
      {
        maton_connection: '',
        organization: '',
        operation: 'create-connection',
        body: '{"app": "notion"}',
        confirm: 'create notion'
      },
      {
        onlyWay: 'through Maton',
        needs: [[/./, 'blind create']],
        expectSound(ran) {
          expect(count(connectionsOf(ran), 'notion')).toBeLessThanOrEqual(1)
          expectLook(ran, 'the connections of the Maton account')
          expect(ran.said).not.toContain('session_token')
        },
        expectComplete: ran => expect(count(connectionsOf(ran), 'notion')).toBe(1)
      }
    ),
    api(
      'A change of a project',
      {
        operation: 'update-project',
        parameters: '{"project": "web"}',
        body: '{"name": "Web shop"}',
        confirm: 'update acme/web'
      },
      {
        needs: [[/./, 'write']],
        expectComplete: ran => expect(rowsOf(ran.state, 'projects')[0]).toMatchObject({ name: 'Web shop' })
      }
    ),
    api(
      'The deletion of a release',
      {
        operation: 'delete-release',
        parameters: `{"version": "${VERSION}"}`,
        confirm: `delete acme/${VERSION}`
      },
      {
        seed: ({ control }) =>
          control('POST', 'state', {
            releases: [{ organization: 'acme', version: VERSION, projects: ['web'] }]
          }),
        needs: [[/./, 'delete']],
        expectComplete: ran => expect(count(versions(ran), VERSION)).toBe(0)
      }
    )
  ]
}

function versions({ state }: Ran): readonly unknown[] {
  return rowsOf(state, 'releases').map(({ version }) => version)
}

function count(rows: readonly unknown[], row: unknown): number {
  return rows.filter(one => one === row).length
}

/** A create that is not confirmed says where to look. */
function expectLook(ran: Ran, look: string): void {
  if (ran.code === 1 && /lost|may or may not/.test(ran.said)) expect(ran.said).toContain(`look at ${look}`)
}

function deploysOf({ state }: Ran): readonly unknown[] {
  return rowsOf(state, 'releases').flatMap(release => rowsOf(release, 'deploys').map(({ name }) => name))
}

function connectionsOf({ state }: Ran): readonly unknown[] {
  return rowsOf(state, 'connections').map(({ app }) => app)
}
