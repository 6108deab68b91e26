import { describe, expect, test } from '@jest/globals'
import { createInputReader } from '../../src/actions/inputs.ts'
import { readEvent } from '../../src/event/event.ts'
import { readReleaseRequest } from '../../src/release/inputs.ts'
import { RELEASE_OUTPUTS } from '../../src/release/report/outputs.ts'
import { readManifest } from '../../scripts/action-runner.ts'
import { readRequest, recordingLog, requestOf } from '../release/requests.ts'

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
  readReleaseRequest(createInputReader(env), { env: {}, event, log: recordingLog([]) })
  return [...asked]
}

test.each(['.', 'comment', 'api'])('the description of %s is short enough for the Marketplace', folder => {
  const { description } = readManifest(folder)
  expect(description.length).toBeGreaterThan(40)
  // GitHub refuses to publish an action with a longer one
  expect(description.length).toBeLessThan(125)
})

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
