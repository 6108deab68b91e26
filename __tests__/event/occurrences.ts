import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' }
import { changed } from '../../scripts/action-runner.ts'
import { listAt, recordAt } from '../../src/text/json.ts'

/** An event as GitHub sends it, and whether what it tells of took place: `true`, or the words for what happened instead. */
export interface Told {
  readonly title: string
  readonly event: string
  readonly payload: unknown
  readonly happened: true | string
}

const SHA = 'b'.repeat(40)
const REPOSITORY = { id: 1, full_name: 'acme/web', name: 'web', private: true, owner: { login: 'acme' } }

/** The first recorded payload of an event, with other fields. */
function recorded(event: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  const all: unknown = examples
  const entry = listAt(all, [], entry => recordAt(entry)).find(one => one['name'] === event)
  if (entry === undefined) throw new Error(`There is no recorded ${event}`)
  return changed(listAt(entry, ['examples'])[0], { repository: REPOSITORY, ...more })
}

/** GitHub: all states of a deployment, and one that it may add. */
const DEPLOYMENT_STATES = [
  'failure',
  'error',
  'queued',
  'in_progress',
  'pending',
  'inactive',
  'waiting',
  'new'
]

/** GitHub: all conclusions of a workflow run, check suite or check run; `null` until it is over. */
const CONCLUSIONS = [
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'action_required',
  'stale',
  'startup_failure',
  'new',
  null
]

function deployment(state: unknown): unknown {
  return recorded('deployment_status', {
    deployment: { sha: SHA, ref: 'main', environment: 'production' },
    deployment_status: { state, environment: 'production' }
  })
}

function concluded(event: string, conclusion: unknown): unknown {
  const action = conclusion === null && event === 'workflow_run' ? 'in_progress' : 'completed'
  return recorded(event, { action, [event]: { conclusion, head_sha: SHA } })
}

function release(action: string): unknown {
  return recorded('release', { action, release: { tag_name: 'v1.2.0' } })
}

const DELETED = { deleted: true, after: '0'.repeat(40), head_commit: null, commits: [] }

function told(event: string, happened: true | string, name: string, payload: unknown): Told {
  const what = happened === true ? 'happened' : 'did not happen'
  return { title: `${event}: ${name} ${what}`, event, payload, happened }
}

/** Every event that tells how something ended or that something is gone, in every state; and those that are only an occasion. */
export const OCCURRENCES: readonly Told[] = [
  told('deployment_status', true, 'success', deployment('success')),
  ...DEPLOYMENT_STATES.map(state =>
    told('deployment_status', `the deployment to production has the state ${state}`, state, deployment(state))
  ),
  ...['workflow_run', 'check_suite', 'check_run'].flatMap(event => [
    told(event, true, 'success', concluded(event, 'success')),
    ...CONCLUSIONS.map(conclusion =>
      told(
        event,
        conclusion === null ? 'is not over yet' : `ended with ${conclusion}`,
        String(conclusion),
        concluded(event, conclusion)
      )
    )
  ]),
  told('workflow_run', 'is not over yet', 'requested', {
    ...recordAt(concluded('workflow_run', null)),
    action: 'requested'
  }),
  told(
    'check_run',
    true,
    'a button',
    recorded('check_run', { action: 'requested_action', check_run: { conclusion: null } })
  ),
  told('status', true, 'success', recorded('status', { state: 'success' })),
  ...['failure', 'error', 'pending'].map(state =>
    told('status', `the commit status has the state ${state}`, state, recorded('status', { state }))
  ),
  told('page_build', true, 'built', recorded('page_build', { build: { status: 'built' } })),
  told(
    'page_build',
    'has the state errored',
    'errored',
    recorded('page_build', { build: { status: 'errored' } })
  ),
  ...['published', 'released', 'prereleased', 'created', 'edited'].map(action =>
    told('release', true, action, release(action))
  ),
  ...['deleted', 'unpublished'].map(action =>
    told('release', `the release v1.2.0 at GitHub was ${action}`, action, release(action))
  ),
  told('push', true, 'a branch', recorded('push', { ref: 'refs/heads/main', after: SHA, deleted: false })),
  told(
    'push',
    'the push deleted the branch topic/a',
    'a branch',
    recorded('push', { ...DELETED, ref: 'refs/heads/topic/a' })
  ),
  told('push', 'the push deleted the tag v1', 'a tag', recorded('push', { ...DELETED, ref: 'refs/tags/v1' })),
  told(
    'push',
    'the push deleted the tag v1',
    'zeros',
    recorded('push', { ...DELETED, ref: 'refs/tags/v1', deleted: false })
  ),
  told(
    'delete',
    'the branch topic was deleted',
    'a branch',
    recorded('delete', { ref: 'topic', ref_type: 'branch' })
  ),
  told('delete', 'the tag v1 was deleted', 'a tag', recorded('delete', { ref: 'v1', ref_type: 'tag' })),
  told('create', true, 'a tag', recorded('create', { ref: 'v1', ref_type: 'tag' })),
  told('deployment', true, 'asked for', recorded('deployment', { deployment: { sha: SHA } })),
  told('pull_request', true, 'opened', recorded('pull_request', { action: 'opened' })),
  told(
    'pull_request',
    true,
    'closed',
    recorded('pull_request', { action: 'closed', pull_request: { merged: false } })
  ),
  told('merge_group', true, 'checks', recorded('merge_group')),
  told('workflow_dispatch', true, 'by hand', recorded('workflow_dispatch')),
  told('repository_dispatch', true, 'from outside', recorded('repository_dispatch')),
  told('issue_comment', true, 'written', recorded('issue_comment'))
]

/** What did not happen, with one of each event first. */
export const MISSED: readonly Told[] = OCCURRENCES.filter(({ happened }) => happened !== true)
