import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readEvent } from '../../src/event/event.ts'
import { OCCURRENCES } from './occurrences.ts'

/** Events whose payload tells nothing of their own, so that a called workflow cannot know them. */
const WITHOUT_SHAPE = ['status', 'page_build']

function read(name: string, payload: unknown) {
  const env = { GITHUB_EVENT_NAME: name, GITHUB_REPOSITORY: 'acme/web', GITHUB_SHA: 'a'.repeat(40) }
  return readEvent({ env, payload }).occurrence
}

describe('an event tells whether something took place', () => {
  test.each(OCCURRENCES)('$title', ({ event, payload, happened }) => {
    const expected =
      happened === true
        ? { kind: 'happened' }
        : { kind: 'did-not-happen', why: expect.stringContaining(happened) }
    expect(read(event, payload)).toEqual(expected)
    if (!WITHOUT_SHAPE.includes(event)) expect(read('workflow_call', payload)).toEqual(expected)
  })

  test('what the payload lacks speaks against nothing', () => {
    for (const { event } of OCCURRENCES.filter(one => one.event !== 'delete'))
      expect(read(event, {})).toEqual({ kind: 'happened' })
  })

  test('no state of any type but the right word is a success', () => {
    const states = fc.anything().filter(state => state !== undefined && state !== 'success')
    fc.assert(
      fc.property(states, state => {
        const payloads = {
          deployment_status: { deployment_status: { state } },
          workflow_run: { workflow_run: { conclusion: state } },
          check_suite: { check_suite: { conclusion: state } },
          status: { state }
        }
        for (const [event, payload] of Object.entries(payloads))
          expect(read(event, payload).kind).toBe('did-not-happen')
      })
    )
  })

  test('a name that the payload brings is one line', () => {
    const payload = { workflow_run: { name: 'x\n::error::y', conclusion: 'failure' } }
    expect(JSON.stringify(read('workflow_run', payload))).not.toMatch(/\\n/)
  })
})
