import { describe, expect, test } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import { createGuide, WARNINGS } from '../../src/actions/guide.ts'
import { createLog } from '../../src/actions/log.ts'
import { FAILURE_CHAPTERS } from '../../scripts/readme/failures.ts'
import { testWorld } from '../../simulator/client/world.ts'

const AT_V1 = { GITHUB_ACTION_REPOSITORY: 'acme/release', GITHUB_ACTION_REF: 'v1' }

describe('the address of an entry of the guide', () => {
  test.each([
    [
      'of the version that runs',
      AT_V1,
      'https://github.com/acme/release/blob/v1/docs/troubleshooting.md#moved'
    ],
    [
      'of this GitHub',
      { ...AT_V1, GITHUB_SERVER_URL: 'https://github.example/' },
      'https://github.example/acme/release/blob/v1/docs/troubleshooting.md#moved'
    ],
    [
      'for a step with uses: ./',
      { GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' },
      'docs/troubleshooting.md#moved'
    ],
    ['without a ref', { ...AT_V1, GITHUB_ACTION_REF: '' }, 'docs/troubleshooting.md#moved'],
    [
      'with a ref that is none',
      { ...AT_V1, GITHUB_ACTION_REF: 'v1 ::error::x' },
      'docs/troubleshooting.md#moved'
    ],
    [
      'with a repository that is none',
      { ...AT_V1, GITHUB_ACTION_REPOSITORY: 'a/b/c' },
      'docs/troubleshooting.md#moved'
    ]
  ])('%s', (_what, env, address) => {
    expect(createGuide(env)('moved')).toBe(address)
  })

  test('leads to a file and a heading that are there, for each failure and for the warnings', () => {
    const [file = ''] = createGuide({})('x').split('#')
    expect(existsSync(file)).toBe(true)
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-')
    )
    const entries = [WARNINGS, ...FAILURE_CHAPTERS.flatMap(({ kinds }) => kinds.map(({ name }) => name))]
    expect(entries.filter(entry => !headings.includes(entry))).toEqual([])
  })
})

test('A warning ends with the address of its chapter, as a sentence of its own', () => {
  const { world, told } = testWorld({ inputs: {}, payload: {} })
  createLog(world.runner, text => text, AT_V1).warning('Look at this')
  expect(told.annotations.at(-1)?.message).toBe(
    `Look at this. See https://github.com/acme/release/blob/v1/docs/troubleshooting.md#${WARNINGS}`
  )
})
