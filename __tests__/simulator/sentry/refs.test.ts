import { expect, test } from '@jest/globals'
import type { SentryContext } from '../../../simulator/sentry/context.ts'
import { createIssueStore } from '../../../simulator/sentry/issues/store.ts'
import { setRefs } from '../../../simulator/sentry/releases/refs.ts'
import { createSentryState } from '../../../simulator/sentry/state/start.ts'
import { ensureRelease } from '../../../simulator/sentry/state/find-or-make.ts'
import { lockKey } from '../../../simulator/sentry/state/state.ts'
import { sha } from '../simulator-bench.ts'

const NOW = Date.UTC(2026, 5, 1)
const REFS = [{ repository: 'acme/web', commit: sha('b'), previousCommit: sha('a') }]

/** A release with these refs, and what was put off. */
function releaseWithRefs() {
  const state = createSentryState(() => NOW, [])
  const [organization] = state.organizations
  if (organization === undefined) throw new Error('the start has an organization')
  const later: { ms: number; work: () => void }[] = []
  const author = { authorName: 'Ada', authorEmail: 'ada@acme.example', timestamp: NOW, patchSet: [] }
  const context: SentryContext = {
    state,
    issues: createIssueStore(),
    now: () => NOW,
    fetchCommits: (_repository, _previousCommit, id) => [{ id, message: 'Change', ...author }],
    later: (ms, work) => later.push({ ms, work })
  }
  const projects = organization.projects.slice(0, 1)
  const { release } = ensureRelease(state, organization, { version: 'r', projects, now: NOW })
  setRefs(context, { organization, release }, { refs: REFS, fetch: true })
  return { state, organization, release, later }
}

test('the commits of refs are fetched 50 ms later', () => {
  const { release, later } = releaseWithRefs()
  expect(later).toMatchObject([{ ms: 50 }])
  expect(release.commits).toEqual([])
  later[0]?.work()
  expect(release).toMatchObject({ commitCount: 1, commits: [{ id: sha('b') }] })
})

test('a release that was deleted in the meantime gets none', () => {
  const { organization, release, later } = releaseWithRefs()
  organization.releases.delete('r')
  later[0]?.work()
  expect(release.commits).toEqual([])
})

test('a release whose commits are locked in the meantime gets none', () => {
  const { state, organization, release, later } = releaseWithRefs()
  state.locks.set(lockKey(organization, 'r'), Infinity)
  later[0]?.work()
  expect(release.commits).toEqual([])
})
