import { describe, expect, test } from '@jest/globals'
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' }
import * as fc from 'fast-check'
import { at, listAt, textAt } from '../../src/text/json.ts'
import { readEvent, type Event } from '../../src/event/event.ts'

const RUN = 'a'.repeat(40)
const HEAD = 'b'.repeat(40)
const MERGED = 'c'.repeat(40)
const BEFORE = 'd'.repeat(40)
const ZEROS = '0'.repeat(40)

const ENV = {
  GITHUB_REPOSITORY: 'acme/web',
  GITHUB_SHA: RUN,
  GITHUB_REF: 'refs/heads/main',
  GITHUB_ACTOR: 'octocat',
  GITHUB_WORKFLOW: 'Deploy',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_NUMBER: '12',
  GITHUB_RUN_ATTEMPT: '2'
}

function read(name: string, payload: unknown, env: Record<string, string> = {}): Event {
  return readEvent({ env: { ...ENV, GITHUB_EVENT_NAME: name, ...env }, payload })
}

/** The recorded payloads of one event. */
function recorded(name: string): unknown[] {
  const all: unknown = examples
  const entries = listAt(all, [], entry => (textAt(entry, 'name') === name ? entry : undefined))
  return entries.flatMap(entry => listAt(entry, ['examples'], example => example))
}

function commit(sha: string, mayBeTag = false): Event['commit'] {
  return { kind: 'commit', sha, mayBeTag }
}

/** A payload of the pull request family; `more` replaces fields of the pull request. */
function pullRequestPayload(
  more: Record<string, unknown> = {},
  headRepository: unknown = 'acme/web'
): unknown {
  return {
    action: 'synchronize',
    number: 7,
    repository: { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' },
    pull_request: {
      number: 7,
      merged: false,
      merge_commit_sha: MERGED,
      head: { sha: HEAD, ref: 'topic', repo: headRepository === null ? null : { full_name: headRepository } },
      base: { ref: 'main', repo: { full_name: 'acme/web' } },
      ...more
    }
  }
}

describe('every recorded payload', () => {
  const counts = {
    push: 7,
    pull_request: 29,
    pull_request_review: 4,
    pull_request_review_comment: 5,
    release: 13,
    deployment: 4,
    deployment_status: 4,
    workflow_run: 5,
    workflow_dispatch: 2,
    repository_dispatch: 2,
    merge_group: 2,
    create: 5,
    issue_comment: 9
  }

  test.each(Object.entries(counts))('of %s is there (%i)', (name, count) => {
    expect(recorded(name)).toHaveLength(count)
  })

  test.each(
    ['pull_request', 'pull_request_review', 'pull_request_review_comment', 'pull_request_target'].map(
      name => [name]
    )
  )('of %s gives the head of an unmerged pull request', name => {
    for (const payload of recorded(name === 'pull_request_target' ? 'pull_request' : name)) {
      const event = read(name, payload)
      expect(event.commit).toEqual(commit(String(at(payload, 'pull_request', 'head', 'sha'))))
      expect(event.ref).toEqual({ name: at(payload, 'pull_request', 'head', 'ref'), isTag: false })
      expect(event.pullRequest?.number).toBe(at(payload, 'pull_request', 'number'))
      expect(event.isUnmerged).toBe(true)
      expect(event.withoutSecrets).toBeUndefined()
    }
  })

  test('of push gives the pushed commit, the tag, or why there is none', () => {
    const seen = recorded('push').map(payload => {
      const { commit, ref, before, pushedCommits, message } = read('push', payload)
      const said = commit.kind === 'none' ? commit.reason : `${commit.sha.slice(0, 4)} ${commit.mayBeTag}`
      return [said, ref?.name, before?.slice(0, 4), pushedCommits.length, message]
    })
    const deleted = ['the push deleted the tag simple-tag', 'simple-tag', undefined, 0, undefined]
    expect(seen).toEqual([
      ['aaaa true', 'simple-tag', undefined, 0, 'Adding a .gitignore file'],
      deleted,
      deleted,
      deleted,
      ['6113 false', 'master', undefined, 1, 'Initial commit'],
      ['6113 false', 'master', undefined, 1, 'Initial commit'],
      deleted
    ])
  })

  test.each([['deployment'], ['deployment_status']])('of %s gives the deployed commit', name => {
    for (const payload of recorded(name)) {
      const event = read(name, payload, { GITHUB_REF: '' })
      expect(event.commit).toEqual(commit(String(at(payload, 'deployment', 'sha'))))
      expect(event.ref).toEqual({ name: at(payload, 'deployment', 'ref'), isTag: false })
      expect(event.deployment).toEqual({
        ref: at(payload, 'deployment', 'ref'),
        environment: at(payload, 'deployment', 'environment'),
        state: at(payload, 'deployment_status', 'state'),
        payload: {}
      })
    }
  })

  test('of workflow_run gives the head of the run that it follows', () => {
    const events = recorded('workflow_run').map(payload => ({
      payload,
      event: read('workflow_run', payload)
    }))
    for (const { payload, event } of events) {
      expect(event.commit).toEqual(commit(String(at(payload, 'workflow_run', 'head_sha'))))
      expect(event.ref?.name).toBe(at(payload, 'workflow_run', 'head_branch'))
      expect(event.message).toBe(at(payload, 'workflow_run', 'head_commit', 'message'))
      expect(event.workflowRun?.headOwner).toBe('octo-org')
      expect(event.isUnmerged).toBe(false)
    }
    expect(events.flatMap(({ event }) => event.workflowRun?.pullRequests ?? [])).toEqual([
      { number: 2, headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', baseRepositoryId: 186853002 }
    ])
  })

  test('of merge_group gives the head of the group, which is unmerged', () => {
    for (const payload of recorded('merge_group')) {
      const event = read('merge_group', payload)
      expect(event.commit).toEqual(commit('2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d'))
      expect(event.isUnmerged).toBe(true)
      expect(event.pullRequest).toBeUndefined()
      expect(event.message).toMatch(/^Merge pull request #2048/)
    }
  })

  test.each([['create'], ['release']])('of %s gives the tag, whose commit has to be looked up', name => {
    for (const payload of recorded(name)) {
      const event = read(name, payload, { GITHUB_REF: 'refs/tags/v1' })
      expect(event.commit).toEqual(commit(RUN, true))
      expect(event.ref?.isTag).toBe(true)
      expect([at(payload, 'ref'), at(payload, 'release', 'tag_name')]).toContain(event.ref?.name)
    }
  })

  test.each([['workflow_dispatch'], ['repository_dispatch'], ['issue_comment']])(
    'of %s gives the commit of the run',
    name => {
      for (const payload of recorded(name)) {
        const event = read(name, payload)
        expect(event.commit).toEqual(commit(RUN))
        expect(event.ref).toEqual({ name: 'main', isTag: false })
        expect(event.pullRequest).toBeUndefined()
        expect(event.isUnmerged).toBe(false)
      }
    }
  )
})

describe('a pull request', () => {
  test('that was merged gives what the merge left on the base branch', () => {
    const event = read('pull_request', pullRequestPayload({ merged: true, state: 'closed' }))
    expect(event.commit).toEqual(commit(MERGED))
    expect(event.ref).toEqual({ name: 'main', isTag: false })
    expect(event.isUnmerged).toBe(false)
    expect(event.pullRequest).toEqual({
      number: 7,
      headSha: HEAD,
      headRef: 'topic',
      headRepository: 'acme/web',
      baseRef: 'main',
      isMerged: true,
      mergeCommit: MERGED
    })
  })

  test('that a review looks at tells its merge only by the date', () => {
    const payload = pullRequestPayload({ merged: undefined, merged_at: '2026-01-01T00:00:00Z' })
    expect(read('pull_request_review', payload)).toMatchObject({ commit: commit(MERGED), isUnmerged: false })
  })

  test('that was closed without a merge is unmerged, though it has a test merge', () => {
    const event = read('pull_request', pullRequestPayload({ state: 'closed' }))
    expect(event).toMatchObject({ commit: commit(HEAD), isUnmerged: true })
  })

  test('of pull_request_target gives its head, not the default branch that the run is on', () => {
    const event = read('pull_request_target', pullRequestPayload({}, 'fork/web'))
    expect(event).toMatchObject({ commit: commit(HEAD), isUnmerged: true, withoutSecrets: undefined })
    expect(event.pullRequest?.headRepository).toBe('fork/web')
  })

  test('whose payload is missing is known by the ref of the run', () => {
    const event = read('pull_request', {}, { GITHUB_REF: 'refs/pull/31/merge', GITHUB_HEAD_REF: 'topic' })
    expect(event).toMatchObject({
      commit: commit(RUN),
      ref: { name: 'topic', isTag: false },
      isUnmerged: true,
      pullRequest: { number: 31 }
    })
  })

  test('is what a comment is on only if the issue is one', () => {
    const comment = { user: { login: 'eve' }, author_association: 'NONE' }
    const event = read('issue_comment', { issue: { number: 9, pull_request: { url: 'x' } }, comment })
    expect(event.pullRequest).toMatchObject({ number: 9, isMerged: false, headSha: undefined })
    expect(event.comment).toEqual({ author: 'eve', association: 'NONE' })
    expect(event).toMatchObject({ commit: commit(RUN), isUnmerged: false })
    expect(read('issue_comment', { issue: { number: 9 }, comment }).pullRequest).toBeUndefined()
  })
})

describe('runs without secrets', () => {
  test.each([
    ['pull_request', 'fork/web', 'octocat', 'fork'],
    ['pull_request_review', 'fork/web', 'octocat', 'fork'],
    ['pull_request_review_comment', 'fork/web', 'octocat', 'fork'],
    ['pull_request', null, 'octocat', 'fork'],
    ['pull_request', 'acme/web', 'octocat', undefined],
    ['pull_request', 'Acme/Web', 'octocat', undefined],
    ['pull_request_target', 'fork/web', 'octocat', undefined],
    ['pull_request', 'acme/web', 'dependabot[bot]', 'dependabot'],
    ['push', 'acme/web', 'dependabot[bot]', 'dependabot'],
    ['schedule', 'acme/web', 'dependabot[bot]', undefined],
    ['workflow_run', 'fork/web', 'octocat', undefined]
  ])('%s from %s by %s: %s', (name, headRepository, actor, expected) => {
    const event = read(name, pullRequestPayload({}, headRepository), { GITHUB_ACTOR: actor })
    expect(event.withoutSecrets).toBe(expected)
  })
})

describe('a push', () => {
  const pushed = {
    ref: 'refs/heads/main',
    before: BEFORE,
    after: HEAD,
    repository: { full_name: 'acme/web' }
  }

  test('gives its tip, where the branch stood before, and its commits newest first', () => {
    const entry = (id: string, message: string): unknown => ({
      id,
      message,
      timestamp: '2026-01-01T00:00:00+02:00',
      author: { name: 'Ada', email: 'ada@example.com' }
    })
    const commits = [entry(RUN, 'older'), null, { message: 'no id' }, entry(HEAD, 'newer')]
    const event = read('push', { ...pushed, commits, head_commit: { id: HEAD, message: 'newer' } })
    expect(event).toMatchObject({ commit: commit(HEAD), before: BEFORE, message: 'newer' })
    expect(event.pushedCommits.map(pushedCommit => pushedCommit.message)).toEqual(['newer', 'older'])
    expect(event.pushedCommits[0]).toEqual({
      sha: HEAD,
      message: 'newer',
      authorName: 'Ada',
      authorEmail: 'ada@example.com',
      date: '2026-01-01T00:00:00+02:00',
      parents: []
    })
  })

  test('of a new branch has nothing before it', () => {
    expect(read('push', { ...pushed, before: ZEROS }).before).toBeUndefined()
  })

  test('that deleted a branch gives a reason instead of a commit', () => {
    const gone = { kind: 'none', reason: 'the push deleted the branch main' }
    expect(read('push', { ...pushed, after: ZEROS, deleted: true }).commit).toEqual(gone)
    expect(read('push', { ...pushed, after: '0'.repeat(64) }).commit).toEqual(gone)
  })

  test('of an annotated tag gives the commit of the run, not the object of the tag', () => {
    const event = read('push', { ...pushed, ref: 'refs/tags/v1.0.0' }, { GITHUB_REF: 'refs/tags/v1.0.0' })
    expect(event).toMatchObject({ commit: commit(RUN, true), ref: { name: 'v1.0.0', isTag: true } })
  })
})

describe('a deployment', () => {
  test('hands on what was attached to it, also when that is a text', () => {
    const payloadOf = (payload: unknown): unknown =>
      read('deployment', { deployment: { payload } }).deployment?.payload
    expect(payloadOf('{"web": 1}')).toEqual({ web: 1 })
    expect(payloadOf('{not json')).toBe('{not json')
    expect(payloadOf({ web: 1 })).toEqual({ web: 1 })
  })

  test('of a bare sha has no ref', () => {
    const event = read('deployment', { deployment: { sha: HEAD, ref: HEAD } }, { GITHUB_REF: '' })
    expect(event).toMatchObject({ commit: commit(HEAD), ref: undefined })
  })

  test('of a pull request keeps the ref that names it', () => {
    const event = read(
      'deployment_status',
      { deployment: { sha: HEAD, ref: 'refs/pull/5/merge' } },
      { GITHUB_REF: '' }
    )
    expect(event.deployment?.ref).toBe('refs/pull/5/merge')
  })
})

describe('a workflow_run', () => {
  test.each([
    ['pull_request', true],
    ['pull_request_review', true],
    ['pull_request_review_comment', true],
    ['pull_request_target', true],
    ['merge_group', true],
    ['push', false],
    ['schedule', false]
  ])('after %s is about an unmerged commit: %s', (event, isUnmerged) => {
    const workflow_run = { event, head_sha: HEAD, head_branch: 'topic' }
    expect(read('workflow_run', { workflow_run })).toMatchObject({ commit: commit(HEAD), isUnmerged })
  })
})

describe('events without a payload of their own', () => {
  test('schedule gives the commit of the run, and cannot say whether the repository is private', () => {
    const event = read('schedule', { schedule: '0 0 * * *' })
    expect(event).toMatchObject({ commit: commit(RUN), repository: { owner: 'acme', isPrivate: undefined } })
  })

  test('workflow_dispatch on a tag, with inputs that are null', () => {
    const event = read('workflow_dispatch', { inputs: null }, { GITHUB_REF: 'refs/tags/v2' })
    expect(event).toMatchObject({ commit: commit(RUN, true), ref: { name: 'v2', isTag: true } })
  })

  test.each([
    ['pull_request', pullRequestPayload(), { commit: commit(HEAD), isUnmerged: true }],
    [
      'push',
      { ref: 'refs/heads/main', before: BEFORE, after: HEAD },
      { commit: commit(HEAD), before: BEFORE }
    ],
    ['merge_group', { merge_group: { head_sha: HEAD } }, { commit: commit(HEAD), isUnmerged: true }],
    ['schedule', {}, { commit: commit(RUN), isUnmerged: false }]
  ])('workflow_call is about what its caller (%s) is about', (name, payload, expected) => {
    expect(read(name, payload)).toMatchObject(expected)
    expect(read('workflow_call', payload)).toMatchObject(expected)
  })

  test('a new branch or tag is known by its kind', () => {
    expect(read('create', { ref: 'topic', ref_type: 'branch' })).toMatchObject({
      commit: commit(RUN),
      ref: { name: 'topic', isTag: false }
    })
    expect(read('create', { ref: 'v1', ref_type: 'tag' })).toMatchObject({ commit: commit(RUN, true) })
  })
})

describe('the run', () => {
  test('is known by its number, attempt and address', () => {
    expect(read('push', {}).run).toEqual({
      id: '77',
      url: 'https://github.com/acme/web/actions/runs/77',
      workflow: 'Deploy',
      number: 12,
      attempt: 2
    })
  })

  test('is at github.com unless the environment names an Enterprise Server', () => {
    expect(read('push', {}).server).toEqual({
      url: 'https://github.com',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql'
    })
    const env = { GITHUB_SERVER_URL: 'https://ghe.example/', GITHUB_API_URL: 'https://ghe.example/api/v3' }
    expect(read('push', {}, env).server).toEqual({
      url: 'https://ghe.example',
      apiUrl: 'https://ghe.example/api/v3',
      graphqlUrl: 'https://ghe.example/api/graphql'
    })
  })

  test('belongs to the repository of the environment, else of the payload, else to none', () => {
    const payload = { repository: { id: 5, full_name: 'octo/shop', private: true, default_branch: 'trunk' } }
    expect(read('push', payload).repository).toMatchObject({ owner: 'acme', name: 'web' })
    expect(readEvent({ env: {}, payload }).repository).toEqual({
      owner: 'octo',
      name: 'shop',
      id: 5,
      isPrivate: true,
      defaultBranch: 'trunk'
    })
    expect(readEvent({ env: {}, payload: {} })).toMatchObject({
      repository: undefined,
      commit: { kind: 'none', reason: expect.stringContaining('GITHUB_SHA') }
    })
  })
})

test('no payload, however odd, breaks it', () => {
  const names = fc.constantFrom(
    'push',
    'pull_request',
    'deployment',
    'workflow_run',
    'workflow_call',
    'release'
  )
  const field = fc.constantFrom(
    'pull_request',
    'head',
    'sha',
    'commits',
    'ref',
    'deployment',
    'workflow_run',
    'number'
  )
  const { payload } = fc.letrec(tie => ({
    payload: fc.oneof(
      { maxDepth: 4 },
      fc.anything(),
      fc.dictionary(field, tie('payload')),
      fc.array(tie('payload'))
    )
  }))
  fc.assert(
    fc.property(names, payload, (name, odd) => {
      const { commit: found } = read(name, odd)
      expect(found.kind === 'none' || /^[0-9a-f]{40}$/.test(found.sha)).toBe(true)
    })
  )
})
