import { createInputReader, type Problem } from '../../src/actions/inputs.ts'
import { readEvent } from '../../src/event/event.ts'
import { readReleaseRequest } from '../../src/release/inputs.ts'
import type { ReleaseRequest } from '../../src/release/request.ts'
import { recordingLog } from '../harness/context.ts'

/** The time of every request that is read here. */
export const NOW = Date.parse('2026-05-01T12:00:00Z')
export const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9011223344'

export interface ReadResult {
  readonly request: ReleaseRequest
  readonly problems: readonly Problem[]
  /** What was said meanwhile, as `notice: …` and `warning: …`. */
  readonly said: readonly string[]
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly eventName?: string
  readonly payload?: unknown
}

/** Reads a request as the frame does, for a push to acme/web unless said otherwise. */
export function readRequest(
  inputs: Readonly<Record<string, string>> = {},
  { env: more = {}, eventName = 'push', payload = {} }: Surroundings = {}
): ReadResult {
  const given = { maton_api_key: 'key-of-maton', organization: 'acme', projects: 'web', ...inputs }
  const env: Record<string, string> = {
    GITHUB_EVENT_NAME: eventName,
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_SHA: SHA,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_WORKSPACE: '/workspace',
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_RUN_ATTEMPT: '3',
    ...Object.fromEntries(
      Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
    ),
    ...more
  }
  const said: string[] = []
  const reader = createInputReader(env)
  const event = readEvent({ env, payload })
  const request = readReleaseRequest(reader, { env, event, log: recordingLog(said) })
  return { request, problems: reader.problems, said }
}

/** The request of inputs that are all right. */
export function requestOf(
  inputs: Readonly<Record<string, string>> = {},
  surroundings?: Surroundings
): ReleaseRequest {
  const { request, problems } = readRequest(inputs, surroundings)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return request
}
