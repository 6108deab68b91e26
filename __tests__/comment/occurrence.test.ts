import { describe, expect, test } from '@jest/globals'
import { MISSED } from '../event/occurrences.ts'
import { useComment, RELEASE } from '../harness/comment.ts'

const servers = useComment()

describe('nothing is looked up for what did not happen', () => {
  test.each(MISSED)('$title', async ({ event, payload, happened }) => {
    const inputs = { release: RELEASE, comment: 'always', wait: '5', fail_on: 'new>0' }
    const run = await servers.run(inputs, { event, payload })
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/^Nothing to report on: .*\.$/) }
    ])
    expect(run.annotations[0]?.message).toContain(happened)
    const filled = Object.entries(run.outputs).filter(([, value]) => value !== '')
    expect(filled).toEqual([
      ['pull_requests', '[]'],
      ['comment_action', 'skipped:not-happened']
    ])
    expect(await servers.requests()).toEqual([])
    expect(run.slept).toBe(0)
  })
})
