import { beforeEach, describe, expect, test } from '@jest/globals'
import { startBench, texts, type Bench } from './bench.ts'

type Json = Readonly<Record<string, unknown>>

let bench: Bench
let id: string

beforeEach(() => {
  bench = startBench()
  const [seeded = ''] = bench.ids({ project: 'api', firstRelease: 'api-1', firstSeen: '2026-01-01' })
  id = seeded
})

function put(body: Json, target = `issues/${id}/`) {
  return bench.ask('PUT', `/organizations/acme/${target}`, { body })
}

describe('one issue', () => {
  test.each<[Json, Json]>([
    [{ status: 'resolved' }, { status: 'resolved', substatus: null, statusDetails: {} }],
    [
      { status: 'resolved', statusDetails: { inRelease: 'api-1' } },
      { status: 'resolved', statusDetails: { inRelease: 'api-1' } }
    ],
    [
      { status: 'resolved', statusDetails: { inRelease: 'latest' } },
      { status: 'resolved', statusDetails: { inRelease: 'api-1' } }
    ],
    [
      { status: 'resolved', statusDetails: { inNextRelease: true } },
      { status: 'resolved', statusDetails: { inNextRelease: true } }
    ],
    [{ status: 'resolvedInNextRelease' }, { status: 'resolved', statusDetails: { inNextRelease: true } }],
    [{ status: 'ignored' }, { status: 'ignored', substatus: 'archived_forever', statusDetails: {} }],
    [
      { status: 'ignored', substatus: 'archived_until_escalating' },
      { status: 'ignored', substatus: 'archived_until_escalating' }
    ],
    [
      { status: 'ignored', statusDetails: { ignoreDuration: 30, ignoreCount: 5 } },
      {
        status: 'ignored',
        substatus: 'archived_until_condition_met',
        statusDetails: { ignoreUntil: '2026-06-01T12:30:00Z', ignoreCount: 5 }
      }
    ],
    [{ substatus: 'escalating' }, { status: 'unresolved', substatus: 'escalating' }],
    [{ substatus: 'archived_forever' }, { status: 'ignored', substatus: 'archived_forever' }],
    [{ priority: 'low' }, { priority: 'low' }],
    [{ assignedTo: 'ada@acme.example' }, { assignedTo: { type: 'user', id: '31', name: 'Ada' } }],
    [{ assignedTo: 'team:21' }, { assignedTo: { type: 'team', id: '21', name: 'platform' } }],
    [{ hasSeen: true }, { hasSeen: true }],
    [
      { isBookmarked: true, isSubscribed: true },
      { isBookmarked: true, isSubscribed: true }
    ],
    [{ isPublic: true }, { isPublic: true, shareId: expect.any(String) }],
    [{ nonsense: 1 }, { status: 'unresolved' }]
  ])('%j', (body, expected) => {
    expect(put(body)).toMatchObject({ status: 200, body: { id, ...expected } })
    expect(bench.get(`issues/${id}/`)).toMatchObject({ status: 200, body: expected })
  })

  test.each<[Json, Json]>([
    [
      { status: 'resolved', statusDetails: { inRelease: 'nope' } },
      { statusDetails: { inRelease: ['Unable to find a release with the given version.'] } }
    ],
    [
      { status: 'resolved', statusDetails: { inRelease: 'web@1.0.0' } },
      { statusDetails: { inRelease: ['Unable to find a release with the given version.'] } }
    ],
    [
      { status: 'resolved', statusDetails: { inCommit: { commit: 'a', repository: 'acme/web' } } },
      { statusDetails: { inCommit: { commit: ['Unable to find the given commit.'] } } }
    ],
    [
      { status: 'ignored', statusDetails: { ignoreCount: 'x' } },
      { statusDetails: { ignoreCount: [expect.any(String)] } }
    ],
    [{ status: 'closed' }, { status: ['"closed" is not a valid choice.'] }],
    [{ substatus: 'fresh' }, { substatus: ['"fresh" is not a valid choice.'] }],
    [{ status: 'resolved', substatus: 'new' }, { substatus: [expect.any(String)] }],
    [{ priority: 'urgent' }, { priority: ['"urgent" is not a valid choice.'] }],
    [{ assignedTo: 'nobody' }, { assignedTo: [expect.any(String)] }],
    [{ hasSeen: 'yes' }, { hasSeen: [expect.any(String)] }]
  ])('%j is a 400 and changes nothing', (body, problems) => {
    const before = bench.get(`issues/${id}/`).body
    expect(put(body)).toMatchObject({ status: 400, body: problems })
    expect(bench.get(`issues/${id}/`).body).toEqual(before)
  })

  test('resolving twice is fine; reopened it is ongoing, or new when archived in its first week', () => {
    put({ status: 'resolved' })
    expect(put({ status: 'resolved' }).status).toBe(200)
    expect(put({ status: 'unresolved' }).body).toMatchObject({ substatus: 'ongoing', statusDetails: {} })
    const [young = ''] = bench.ids({ project: 'api' })
    put({ status: 'ignored' }, `issues/${young}/`)
    expect(put({ status: 'unresolved' }, `issues/${young}/`).body).toMatchObject({ substatus: 'new' })
  })

  test('one can be unassigned', () => {
    for (const nobody of [null, '']) {
      put({ assignedTo: 'Ada' })
      expect(put({ assignedTo: nobody }).body).toMatchObject({ assignedTo: null })
    }
  })

  test('reviewed it leaves is:for_review', () => {
    const [young = ''] = bench.ids({ project: 'api', title: 'young' })
    expect(bench.titles('is:for_review', '&project=12')).toEqual(['young'])
    put({ inbox: false }, `issues/${young}/`)
    expect(bench.titles('is:for_review', '&project=12')).toEqual([])
  })

  test('the short id is as good as the id', () => {
    expect(put({ status: 'resolved' }, 'issues/API-1/').body).toMatchObject({ id, status: 'resolved' })
  })

  test('what the connection may not or does not see stays as it is', () => {
    const target = `/organizations/acme/issues/${id}/`
    const body = { status: 'resolved' }
    const reader = bench.ask('PUT', target, { body, access: { scopes: ['event:read'] } })
    expect(reader.status).toBe(403)
    expect(reader.headers['www-authenticate']).toContain('scope="event:write event:admin"')
    expect(bench.ask('PUT', target, { body, access: { projects: ['web'] } }).status).toBe(403)
    expect(bench.ask('PUT', target, { body, access: { organizations: [] } }).status).toBe(403)
    expect(bench.ask('PUT', `/issues/${id}/`, { body, access: { organizations: [] } }).status).toBe(404)
    expect(bench.get(`issues/${id}/`).body).toMatchObject({ status: 'unresolved' })
  })
})

describe('many issues at once', () => {
  let others: string[]

  beforeEach(() => {
    others = bench.ids({ project: 'api', title: 'second' }, { project: 'api', title: 'third' })
  })

  test('the body holds only the changed fields', () => {
    const [second = ''] = others
    const answer = put({ status: 'resolved', hasSeen: true }, `issues/?id=${id}&id=${second}`)
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body).toEqual({ status: 'resolved', statusDetails: {}, hasSeen: true })
    expect(bench.titles('is:unresolved', '&project=12')).toEqual(['third'])
  })

  test('several projects cannot be resolved in a release', () => {
    const body = { status: 'resolved', statusDetails: { inRelease: 'api-1' } }
    const web = texts(bench.get('issues/?query=&project=web').body, 'id').join()
    expect(put(body, `issues/?id=${id}&id=${web}`)).toMatchObject({
      status: 400,
      body: { detail: 'Cannot set resolved for multiple projects.' }
    })
    expect(put({ status: 'resolved' }, `issues/?id=${id}&id=${web}`).status).toBe(200)
  })

  test('when no id is in scope, everything that the query finds is changed', () => {
    put({ status: 'resolved' }, `issues/?id=${id}&project=11&query=is:unresolved`)
    expect(bench.titles('is:resolved')).toEqual(['TypeError: cart is undefined'])
    expect(bench.get(`issues/${id}/`).body).toMatchObject({ status: 'unresolved' })
  })

  test('ids out of scope are left alone while another is in it', () => {
    const web = texts(bench.get('issues/?query=&project=web').body, 'id').join()
    put({ status: 'resolved' }, `issues/?id=${id}&id=${web}&project=11`)
    expect(bench.titles('is:resolved')).toEqual(['TypeError: cart is undefined'])
  })

  test('the deprecated route of one project changes its issues only', () => {
    const [second = ''] = others
    const resolve = (project: string) =>
      bench.ask('PUT', `/projects/acme/${project}/issues/?id=${second}`, { body: { status: 'resolved' } })
    expect(resolve('api')).toMatchObject({ status: 200, body: { status: 'resolved' } })
    expect(bench.titles('is:resolved')).toEqual(['second'])
    expect(resolve('nope').status).toBe(404)
  })

  test('nothing to change is a 204, a bad id or query a 400', () => {
    expect(put({ status: 'resolved' }, 'issues/?query=is:resolved').status).toBe(204)
    expect(put({ status: 'resolved' }, 'issues/?id=x').status).toBe(400)
    expect(put({ status: 'resolved' }, 'issues/?query=is:bogus').status).toBe(400)
  })
})
