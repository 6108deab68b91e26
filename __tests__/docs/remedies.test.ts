import { describe, expect, test } from '@jest/globals'
import { FAILURE_CHAPTERS } from '../../scripts/readme/failures.ts'
import { NETWORK_CAUSES } from '../../src/http/network-causes.ts'
import { MATON_READING } from '../../src/maton/refusals.ts'
import { failureOf } from '../../src/way/refusals.ts'
import { READ } from '../maton/gateway.ts'

/** What a sentence begins with that says what to do. */
const VERBS =
  /^(Add|Ask|Authorize|Check|Choose|Correct|Create|Fetch|Finish|Give|Install|Leave|Let|Link|Look|Please|Renew|Run|See|Set|Try|Unlock|Use|Write) /

/** Whether some sentence of a text says what to do. */
function saysWhatToDo(text: string): boolean {
  return text
    .split(/(?<=[.;?]) /)
    .some(sentence => VERBS.test(sentence.charAt(0).toUpperCase() + sentence.slice(1)))
}

describe('every failure says what to do', () => {
  test.each(FAILURE_CHAPTERS.flatMap(({ kinds }) => kinds))('$name', ({ cause, remedy }) => {
    expect(cause).toMatch(/^[A-Za-z].*\.$/s)
    expect(remedy).toMatch(/\.$/)
    expect([remedy, saysWhatToDo(remedy)]).toEqual([remedy, true])
  })

  const BODIES = [
    '',
    '<html>no</html>',
    '{"detail": "no"}',
    '{"error": {"message": "no", "type": "x", "code": 1}}',
    '{"message": "No connection found"}'
  ]
  const STATUSES = [200, 301, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504]

  test.each(STATUSES)('answered %i, by whomever', status => {
    for (const text of BODIES) {
      const { message, remedy } = failureOf(
        { kind: 'answer', answer: { status, headers: {}, text } },
        'refused',
        SUBJECT
      )
      expect(message).toMatch(
        new RegExp(`^Could not read release 1 in acme: (Maton|Sentry|the server) answered ${status}`)
      )
      expect([remedy, saysWhatToDo(remedy)]).toEqual([remedy, true])
    }
  })

  test.each(NETWORK_CAUSES.flatMap(({ codes }) => codes))('no answer: %s', code => {
    const error = Object.assign(new Error('x'), { code })
    const { remedy } = failureOf({ kind: 'no-answer', certainty: 'unclear', error }, 'refused', SUBJECT)
    expect([remedy, saysWhatToDo(remedy)]).toEqual([remedy, true])
  })
})

const SUBJECT = {
  call: { ...READ, purpose: 'read release 1 in acme', scopes: ['project:read'] },
  reading: MATON_READING,
  place: { host: 'maton.example', setBy: 'maton_url', proxy: undefined }
}
