import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { createInputReader } from '../../src/actions/inputs.ts'
import { readEvent } from '../../src/event/event.ts'
import { readReleaseRequest } from '../../src/release/inputs.ts'
import { RELEASE_OUTPUTS } from '../../src/release/report/outputs.ts'
import { readManifest } from '../../scripts/action-runner.ts'
import { recordAt, textAt } from '../../src/text/json.ts'
import { recordingLog } from '../harness/context.ts'
import { readRequest, requestOf } from '../release/requests.ts'

const ROOT = path.resolve(import.meta.dirname, '..', '..')

/** Inputs that mean the same in every action. */
const SHARED = [
  'maton_api_key',
  'maton_connection',
  'maton_url',
  'sentry_auth_token',
  'sentry_url',
  'sentry_headers',
  'release',
  'release_prefix'
]

/** The inputs that the release step asks the runner for. */
function askedInputs(): readonly string[] {
  const asked = new Set<string>()
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_target, name) {
        if (typeof name === 'string' && name.startsWith('INPUT_'))
          asked.add(name.slice('INPUT_'.length).toLowerCase())
        return undefined
      }
    }
  )
  const event = readEvent({ env: {}, payload: {} })
  readReleaseRequest(createInputReader(env), { env: {}, event, log: recordingLog() })
  return [...asked]
}

test.each(['.', 'comment', 'api'])('the description of %s is short enough for the Marketplace', folder => {
  const { description } = readManifest(folder)
  expect(description.length).toBeGreaterThan(40)
  // GitHub refuses to publish an action with a longer one
  expect(description.length).toBeLessThan(125)
})

test.each(['.', 'comment', 'api'])(
  'inputs of %s without effect and old names say so when they are used',
  folder => {
    const manifest: unknown = parse(readFileSync(path.join(ROOT, folder, 'action.yml'), 'utf8'))
    const inputs = Object.entries(recordAt(manifest, 'inputs'))
    const idle = inputs.filter(([, row]) => /^(Accepted|Old name)/.test(textAt(row, 'description') ?? ''))
    const told = inputs.filter(([, row]) => textAt(row, 'deprecationMessage') !== undefined)
    expect(told.map(([name]) => name)).toEqual(idle.map(([name]) => name))
  }
)

test.each(['comment', 'api'])(
  'an input that %s shares with the release action is told of in the same words',
  folder => {
    const words = new Map(readManifest('.').inputs.map(({ name, description }) => [name, description]))
    const shared = readManifest(folder).inputs.filter(({ name }) => SHARED.includes(name))
    expect(shared.length).toBeGreaterThan(5)
    // what only this action does may stand behind it
    for (const { name, description } of shared)
      expect(description.slice(0, words.get(name)?.length)).toBe(words.get(name))
  }
)

describe('the manifest of the release action', () => {
  const manifest = readManifest('.')

  test('lists the inputs that the code reads, each once', () => {
    expect(manifest.inputs.map(input => input.name).toSorted()).toEqual(askedInputs().toSorted())
  })

  test('lists the outputs that the code writes, in the same order', () => {
    expect(manifest.outputs.map(output => output.name)).toEqual([...RELEASE_OUTPUTS])
  })

  test('describes each of them', () => {
    for (const { name, description } of [...manifest.inputs, ...manifest.outputs])
      expect(`${name}: ${description}`).toMatch(/: .{5,}/)
  })

  test('has defaults that say what the code does without them', () => {
    const defaults = manifest.inputs.flatMap(input =>
      input.default === undefined || input.default.includes('${{')
        ? []
        : [[input.name, input.default] as const]
    )
    const { request, problems } = readRequest(Object.fromEntries(defaults))
    expect(problems).toEqual([])
    expect(request).toEqual(requestOf())
  })

  test('takes the token of the job and runs the bundle on Node 24', () => {
    expect(manifest.inputs.find(input => input.name === 'github_token')?.default).toBe('${{ github.token }}')
    expect(manifest).toMatchObject({ using: 'node24', main: 'dist/index.js' })
  })
})
