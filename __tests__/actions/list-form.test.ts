import { describe, expect, test } from '@jest/globals'
import { createInputReader, isOtherForm, type InputReader } from '../../src/actions/inputs.ts'
import type { World } from '../../src/actions/frame.ts'
import { apiStep } from '../../src/api/step.ts'
import { commentStep } from '../../src/comment/step.ts'
import { readEvent } from '../../src/event/event.ts'
import { releaseStep } from '../../src/release/step.ts'
import { recordingLog } from '../harness/context.ts'

const steps = { release: releaseStep, comment: commentStep, api: apiStep }
/** Reads the inputs of a step. @returns the reader, and the names that were read as a list */
function read(step: keyof typeof steps, inputs: Readonly<Record<string, string>>) {
  const given = { maton_api_key: 'key', release: 'web@1', operation: 'list-organizations', ...inputs }
  const env: World['env'] = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  )
  const lists: string[] = []
  const plain = createInputReader(env)
  const reader: InputReader = {
    ...plain,
    list(name, ...rest) {
      lists.push(name)
      return plain.list(name, ...rest)
    }
  }
  const event = readEvent({ env: { GITHUB_SHA: 'a'.repeat(40) }, payload: {} })
  steps[step].read(reader, { env, event, log: recordingLog() })
  return { problems: plain.problems, lists }
}

const lists = (['release', 'comment', 'api'] as const).flatMap(step =>
  read(step, {}).lists.map(name => ({ step, name }))
)

describe('a list in another form is one problem, which shows how to write it', () => {
  test('every list is looked at', () => {
    expect(lists.map(({ step, name }) => `${step} ${name}`)).toEqual(
      expect.arrayContaining([
        'release projects',
        'release environment',
        'release paths',
        'release only',
        'comment projects',
        'comment pull_request',
        'comment include'
      ])
    )
  })

  describe.each(lists)('$step $name', ({ step, name }) => {
    test.each([
      '["staging", "production"]',
      '[ "staging" ]',
      '[]',
      '{"name": "staging"}',
      '[\n  "staging",\n  "production"\n]',
      '- staging\n- production'
    ])('%j', value => {
      expect(read(step, { [name]: value }).problems).toEqual([
        {
          input: name,
          value,
          allowed: expect.stringMatching(
            /^a list separated by newline.* comma.*, without brackets, quotes and dashes: one, two$/
          )
        }
      ])
    })
  })

  test('the one environment of the comment step', () => {
    for (const value of ['["staging", "production"]', '["staging"]', '{"a": 1}', '"staging"', '- staging'])
      expect(read('comment', { environment: value }).problems).toMatchObject([
        { input: 'environment', value }
      ])
    expect(read('comment', { environment: 'pre production' }).problems).toEqual([])
  })

  test('and no other problem follows from it', () => {
    const inputs = { only: 'deploy', environment: '["qa"]', finalize: 'false', set_commits: 'skip' }
    expect(read('release', inputs).problems).toMatchObject([{ input: 'environment' }])
  })
})

test.each([
  ['names', 'staging, production', false],
  ['names', 'feature-x\n-y', false],
  ['names', 'a]b', false],
  ['names', '[a', true],
  ['names', '{a}', true],
  ['names', 'a, "b"', true],
  ['names', 'a\n  - b', true],
  ['patterns', '[ab]/**, src', false],
  ['patterns', '{api}/**', false],
  ['patterns', '{}', true],
  ['patterns', '["src/**"]', true],
  ['patterns', 'say "x"/**', false]
] as const)('%s: %j is in another form: %s', (items, value, expected) => {
  expect(isOtherForm(value, items)).toBe(expected)
})
