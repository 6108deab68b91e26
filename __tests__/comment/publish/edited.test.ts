import { describe, expect, test } from '@jest/globals'
import { markerLine, readState, stateLine } from '../../../src/comment/publish/state.ts'
import { RELEASE, useComment, type StoredComment } from '../../harness/comment.ts'

const servers = useComment()

const broken = { project: 'web', title: 'TypeError: a', firstRelease: RELEASE }

async function written(): Promise<StoredComment> {
  const [comment, ...others] = await servers.comments()
  if (comment === undefined || others.length > 0) throw new Error('There is not one comment')
  return comment
}

async function edit(change: (body: string) => string): Promise<void> {
  const { id, body } = await written()
  const { github, token } = servers.simulator
  const changed = change(body)
  expect(changed).not.toBe(body)
  await fetch(`${github}/repos/acme/web/issues/comments/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body: changed })
  })
}

/** A comment that says what came with the second of two reports. */
async function secondReport(): Promise<string> {
  await servers.seed('issues', broken)
  await servers.run({}, servers.pullEvent())
  await servers.seed('issues', { ...broken, title: 'Error: b' })
  await servers.run({}, servers.pullEvent())
  const { body } = await written()
  expect(body).toContain('Since the previous report')
  return body
}

const withoutState = (body: string): string => body.split('\n').slice(0, -1).join('\n')

describe('a text that was edited by hand is written again', () => {
  test.each<[string, (body: string) => string]>([
    ['in the heading', body => body.replace('## 🔴', '## ✅')],
    ['in a row', body => body.replace('TypeError: a', 'nothing')],
    ['by a row that is gone', body => body.replace(/\n\|[^\n]*Error: b[^\n]*(?=\n)/, '')],
    ['by a line that was added', body => body.replace('\n## ', '\nIgnore this.\n## ')],
    ['in what changed', body => body.replace('- added: ', '- mended: ')],
    ['by what changed being gone', body => body.replace(/<details>\n<summary>Since[^]*?<\/details>\n\n/, '')],
    ['by a section on changes of another', body => body.replace('1 added', '9 added')],
    ['in capitals', body => body.replace('TypeError', 'TYPEERROR')],
    ['in a blank within a line', body => body.replace('TypeError: a', 'TypeError:  a')]
  ])('%s', async (_what, change) => {
    const before = await secondReport()
    await edit(change)
    await servers.forget()
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    const section = /<details>\n<summary>Since[^]*?<\/details>\n\n/
    expect(withoutState((await written()).body)).toBe(withoutState(before).replace(section, ''))
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('unchanged')
  })

  test('whatever the digest in its state says', async () => {
    await servers.seed('issues', broken)
    await servers.run({}, servers.pullEvent())
    const state = readState((await written()).body, ':')
    if (state === undefined) throw new Error('no state')
    await edit(() => `${markerLine(':')}\nAll is well.\n${stateLine(state)}`)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    expect((await written()).body).toContain('TypeError: a')
  })

  test('of no data too', async () => {
    await servers.run({ comment: 'always', release: 'web@9' }, servers.pullEvent())
    await edit(body => body.replace('## ⚪', '## ✅'))
    const run = await servers.run({ release: 'web@9' }, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    expect((await written()).body).toContain('## ⚪')
  })
})

describe('a text that looks the same is left alone', () => {
  test.each<[string, (body: string) => string]>([
    ['saved by the web editor', body => body.replaceAll('\n', '\r\n')],
    ['with blanks at the ends of lines', body => body.replaceAll('\n', ' \n').replace(/ \n/, '\n')],
    ['with a line break at its end', body => `${body}\n`]
  ])('%s', async (_what, change) => {
    await secondReport()
    await edit(change)
    await servers.forget()
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('unchanged')
    expect((await servers.requests()).filter(({ method }) => method === 'PATCH')).toEqual([])
  })
})

test('a comment in the form of version 1.0 is recognised, and replaced by the present one', async () => {
  const state = {
    release: RELEASE,
    sequence: [0, 1, 1, 1],
    digest: 'a'.repeat(64),
    changes: 'b'.repeat(64),
    verdict: 'issues',
    gate: 'none',
    recreated: false,
    issues: [['1', 'WEB-1']],
    total: 1
  }
  const old = [
    markerLine(':'),
    '## 🔴 Sentry · 1 issue in `web@1.1.0`',
    '',
    '**1 new**',
    `<!-- sentry-release-state:v1 ${Buffer.from(JSON.stringify(state)).toString('base64url')} -->`
  ].join('\n')
  const { github, token } = servers.simulator
  await fetch(`${github}/repos/acme/web/issues/2/comments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body: old })
  })
  await servers.seed('issues', broken)
  const run = await servers.run({}, servers.pullEvent())
  expect(run.outputs['comment_action']).toBe('updated')
  const { body } = await written()
  expect(body).toContain('## 🔴 1 issue in [`web@1.1.0`]')
  expect(body).toContain('- gone: `WEB-1`')
})
