import { describe, expect, test } from '@jest/globals'
import { createInputReader } from '../../src/actions/inputs.ts'
import { readCommentRequest } from '../../src/comment/inputs.ts'
import { readEvent } from '../../src/event/event.ts'

function problemsOf(inputs: Readonly<Record<string, string>>): readonly unknown[] {
  const given = { maton_api_key: 'key', release: 'web@1', ...inputs }
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  )
  const reader = createInputReader(env)
  readCommentRequest(reader, { env, event: readEvent({ env, payload: {} }) })
  return reader.problems
}

describe('pull_request', () => {
  test.each(['auto', 'None', '3', '3, 4'])('may be %s', value => {
    expect(problemsOf({ pull_request: value })).toEqual([])
  })

  test.each([
    ['abc', 'abc', 'auto, none, or numbers of pull requests'],
    ['0', '0', 'auto, none, or numbers of pull requests'],
    ['auto, 3', 'auto', 'auto and none only alone']
  ])('may not be %s', (value, shown, allowed) => {
    expect(problemsOf({ pull_request: value })).toEqual([{ input: 'pull_request', value: shown, allowed }])
  })
})

describe('environment', () => {
  test.each(['production', 'pre prod', 'e'.repeat(64)])('may be %s', value => {
    expect(problemsOf({ environment: value })).toEqual([])
  })

  test.each(['a/b', 'a\fb', 'a\nb', 'a,b', '["a"]', 'e'.repeat(65)])('may not be %j', value => {
    const allowed = 'one name of at most 64 characters, without / and commas, brackets and quotes'
    expect(problemsOf({ environment: value })).toEqual([{ input: 'environment', value, allowed }])
  })
})
