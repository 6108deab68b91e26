import { describe, expect, test } from '@jest/globals'
import type { Association, Facts } from '../../src/release/facts.ts'
import { planRelease, shownWrite, updateOf, writesOf } from '../../src/release/plan.ts'
import { targetOf } from '../../src/sentry/operations/words.ts'
import type { Release } from '../../src/sentry/answers.ts'
import { NOW, requestOf, SHA } from './requests.ts'

const NONE: Association = { kind: 'none', why: 'not asked for', range: undefined }
const TIME = new Date(NOW).toISOString()

const RANGE = {
  repository: 'acme/web',
  head: SHA,
  previous: { commit: 'b'.repeat(40), source: 'push', why: 'push' },
  mergeBase: undefined
} as const

function list(count: number): Association {
  const commits = Array.from({ length: count }, (_, index) => ({ id: `c${index}`, repository: 'acme/web' }))
  return {
    kind: 'commits',
    source: 'github',
    list: { commits, leftOut: [] },
    own: [],
    others: [],
    range: RANGE
  }
}

const WHO = { way: 'through Maton', caller: 'connection c', organization: 'acme' }

function facts(more: Partial<Facts> = {}): Facts {
  const release = { kind: 'not-read' } as const
  return { ...WHO, projects: ['web'], release, association: NONE, maps: undefined, ...more }
}

function releaseWith(more: Partial<Release> = {}): Release {
  return {
    version: '1',
    ref: 'old',
    url: 'https://old/',
    dateReleased: TIME,
    dateCreated: TIME,
    projects: [],
    commitCount: 0,
    deployCount: 0,
    lastEnvironment: undefined,
    lastCommit: undefined,
    firstEvent: undefined,
    lastEvent: undefined,
    ...more
  }
}

function known(more: Partial<Release> = {}): Facts['release'] {
  return { kind: 'there', release: releaseWith(more) }
}

describe('a release is made with one request', () => {
  test('that carries everything', () => {
    const request = requestOf({ release: '1', ref: 'main', url: 'https://x/' })
    const plan = planRelease(request, facts({ association: list(2) }), NOW)
    expect(writesOf(plan)).toEqual([
      {
        operation: 'create-release',
        parameters: { organization: 'acme' },
        body: {
          version: '1',
          projects: ['web'],
          ref: 'main',
          url: 'https://x/',
          dateReleased: TIME,
          commits: [
            { id: 'c0', repository: 'acme/web' },
            { id: 'c1', repository: 'acme/web' }
          ]
        },
        reason: 'create the release, or complete its projects'
      }
    ])
  })

  test('that names the range for Sentry to fetch', () => {
    const { release } = planRelease(
      requestOf({ release: '1' }),
      facts({ association: { kind: 'refs', range: RANGE } }),
      NOW
    )
    expect(release?.body).toMatchObject({
      refs: [{ repository: 'acme/web', commit: SHA, previousCommit: 'b'.repeat(40) }]
    })
  })

  test('without previousCommit, when none was found', () => {
    const association: Association = { kind: 'refs', range: { ...RANGE, previous: undefined } }
    const { release } = planRelease(requestOf({ release: '1' }), facts({ association }), NOW)
    expect(release?.body['refs']).toEqual([{ repository: 'acme/web', commit: SHA }])
  })

  test.each([
    ['no commits are known', NONE],
    ['the list is empty', list(0)],
    ['the commits are there already', { kind: 'present', why: 'rerun', count: 3, range: undefined } as const]
  ])('that sends neither refs nor commits when %s', (_title, association) => {
    const { release } = planRelease(requestOf({ release: '1' }), facts({ association }), NOW)
    expect(release?.body).not.toHaveProperty('refs')
    expect(release?.body).not.toHaveProperty('commits')
  })

  test('without a date, with finalize: false', () => {
    const { release } = planRelease(requestOf({ release: '1', finalize: 'false' }), facts(), NOW)
    expect(release?.body).not.toHaveProperty('dateReleased')
  })
})

describe('an existing release gets', () => {
  const update = (inputs: Readonly<Record<string, string>>, known: Release, commits = false) => {
    const options = { known, commits, now: NOW }
    return updateOf(requestOf({ release: '1', ...inputs }), facts({ association: list(1) }), options)?.body
  }

  test.each([
    ['nothing, when all is as asked', {}, {}, undefined],
    ['nothing for a default that differs', {}, { ref: 'x', url: 'https://x/' }, undefined],
    ['nothing for a given value that stands there', { ref: 'old', url: 'https://old/' }, {}, undefined],
    ['a given ref that differs', { ref: 'new' }, {}, { ref: 'new' }],
    ['a given url that differs', { url: 'https://new/' }, {}, { url: 'https://new/' }],
    ['a given ref where there is none', { ref: 'new' }, { ref: undefined }, { ref: 'new' }],
    ['a date, when it has none', {}, { dateReleased: undefined }, { dateReleased: TIME }],
    ['no date, with finalize: false', { finalize: 'false' }, { dateReleased: undefined }, undefined],
    ['no ref, when only leaves out the release', { ref: 'new', only: 'finalize' }, {}, undefined]
  ])('%s', (_title, inputs, release, expected) => {
    expect(update(inputs, releaseWith(release))).toEqual(expected)
  })

  test('its commits with this write only when no other carries them, and only when they are asked for', () => {
    expect(update({}, releaseWith(), true)).toEqual({ commits: [{ id: 'c0', repository: 'acme/web' }] })
    expect(update({}, releaseWith(), false)).toBeUndefined()
    expect(update({ set_commits: 'skip' }, releaseWith(), true)).toBeUndefined()
  })
})

describe('a write says what it does, to what and why', () => {
  test('an update', () => {
    const request = requestOf({ release: '1', ref: 'new', url: 'https://new/' })
    const options = { known: releaseWith({ dateReleased: undefined }), commits: false, now: NOW }
    expect(updateOf(request, facts(), options)).toStrictEqual({
      operation: 'update-release',
      parameters: { organization: 'acme', version: '1' },
      body: { ref: 'new', url: 'https://new/', dateReleased: TIME },
      reason: 'set ref, url, dateReleased of the release that exists'
    })
  })

  test('a deploy without url, start and projects', () => {
    const request = requestOf({
      release: '1',
      environment: 'qa',
      projects: '',
      deploy_name: 'n',
      finished_at: '1777638600'
    })
    const deploy = { ...request.deploy, url: undefined }
    expect(planRelease({ ...request, deploy }, facts(), NOW).deploys).toStrictEqual([
      {
        operation: 'create-deploy',
        parameters: { organization: 'acme', version: '1' },
        body: { environment: 'qa', name: 'n', dateFinished: '2026-05-01T12:30:00.000Z' },
        reason: 'record the deploy to qa'
      }
    ])
  })

  test('a release without ref and url', () => {
    const request = { ...requestOf({ release: '1', finalize: 'false' }), ref: undefined, url: undefined }
    expect(planRelease(request, facts(), NOW).release?.body).toStrictEqual({
      version: '1',
      projects: ['web']
    })
  })
})

describe('only', () => {
  const plan = (inputs: Readonly<Record<string, string>>) =>
    planRelease(
      requestOf({ release: '1', environment: 'qa', ...inputs }),
      facts({ release: known({ dateReleased: undefined }), association: list(1) }),
      NOW
    )

  test.each([
    ['deploy', ['create-deploy']],
    ['finalize', ['update-release']],
    ['commits', ['update-release']],
    ['commits finalize', ['update-release']],
    ['release', ['create-release']],
    ['release deploy', ['create-release', 'create-deploy']],
    ['', ['create-release', 'update-release', 'create-deploy']]
  ])('%s: %j', (only, operations) => {
    expect(writesOf(plan({ only })).map(write => write.operation)).toEqual(operations)
  })
})

describe('a deploy', () => {
  test('is recorded for each environment, with all that was given', () => {
    const inputs = {
      release: '1',
      environment: 'qa, production',
      started_at: '2026-05-01T11:00:00Z',
      finished_at: '1777638600',
      deploy_name: 'n',
      deploy_url: 'https://d/'
    }
    const { deploys } = planRelease(requestOf(inputs), facts(), NOW)
    expect(deploys.map(targetOf)).toEqual(['acme/1/qa', 'acme/1/production'])
    expect(deploys.at(0)?.body).toEqual({
      environment: 'qa',
      name: 'n',
      url: 'https://d/',
      dateStarted: '2026-05-01T11:00:00.000Z',
      dateFinished: '2026-05-01T12:30:00.000Z',
      projects: ['web']
    })
  })

  test('carries projects only when the input gave them', () => {
    const request = requestOf({ release: '1', environment: 'qa', projects: '' })
    expect(planRelease(request, facts(), NOW).deploys.at(0)?.body).not.toHaveProperty('projects')
  })
})

test('a write without commits is shown as it is', () => {
  const [deploy] = planRelease(requestOf({ release: '1', environment: 'qa' }), facts(), NOW).deploys
  if (deploy === undefined) throw new Error('no deploy was planned')
  const { operation, body } = deploy
  expect(shownWrite(deploy)).toStrictEqual({ operation, effect: 'create', target: 'acme/1/qa', body })
})

test('an existing release is left alone by a run that has neither ref nor url', () => {
  const request = { ...requestOf({ release: '1' }), ref: undefined, url: undefined }
  expect(updateOf(request, facts(), { known: releaseWith(), commits: false, now: NOW })).toBeUndefined()
})

test('a list of commits is shown by its count, its first and its last', () => {
  const { release } = planRelease(requestOf({ release: '1' }), facts({ association: list(3) }), NOW)
  expect(release === undefined ? undefined : shownWrite(release)).toMatchObject({
    operation: 'create-release',
    effect: 'create',
    target: 'acme/1',
    body: { version: '1', commits: { count: 3, first: 'c0', last: 'c2' } }
  })
})
