import { fields, NotUnderstood } from './decode.ts'
import type { Answer, Request } from '../http.ts'
import { seedIssues } from '../sentry/issues/seed/seed.ts'
import { changeState } from './changes/state.ts'
import { stateView } from './view.ts'
import type { World } from '../world.ts'

const PREFIX = '/_simulator/'

/**
 * Calls the control API without a connection.
 * @param what the path below `/_simulator/`, such as `state`
 * @returns the body of the answer
 * @throws Error with what was not understood
 */
export function callControl(
  world: World,
  reset: () => void,
  { method, what, body }: { readonly method: string; readonly what: string; readonly body?: unknown }
): unknown {
  const request = { method, path: PREFIX + what, body: body === undefined ? null : asJson(body) }
  const answer = handleControl(world, reset, request)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return asJson(answer.body)
}

/** A copy, as a client over a connection gets it. The caller cannot change the world through it. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** Whether a path belongs to the control API. */
export function isControl(path: string): boolean {
  return path.startsWith(PREFIX)
}

/**
 * Answers a request to the control API: 404 for an unknown route, 400 with the reason for a body that is not understood.
 * @param reset replaces the world by a new one
 */
export function handleControl(
  world: World,
  reset: () => void,
  request: Pick<Request, 'method' | 'path' | 'body' | 'malformed'>
): Answer {
  const handle = routes(world, reset).get(`${request.method} ${request.path.slice(PREFIX.length)}`)
  if (handle === undefined) return { status: 404, body: { error: `There is no ${request.path}` } }
  if (request.malformed === true) return { status: 400, body: { error: 'The body is not JSON' } }
  try {
    return { status: 200, body: handle(request.body) }
  } catch (error) {
    if (error instanceof NotUnderstood) return { status: 400, body: { error: error.message } }
    throw error
  }
}

/** By method and path: takes the body of the request, and returns the body of the answer. */
function routes(world: World, reset: () => void): ReadonlyMap<string, (body: unknown) => unknown> {
  const { recording, faults, context, issues } = world
  const requests = () => ({ requests: recording.list() })
  const allFaults = () => ({ faults: faults.list() })
  const state = () => stateView(world)
  return new Map<string, (body: unknown) => unknown>([
    ['GET requests', requests],
    ['GET faults', allFaults],
    ['GET state', state],
    ['POST issues', body => seedIssues(context, issues, body)],
    [
      'POST reset',
      body => {
        fields(body ?? {}, 'reset', [])
        reset()
        return {}
      }
    ],
    [
      'DELETE requests',
      () => {
        recording.clear()
        return requests()
      }
    ],
    [
      'POST faults',
      body => {
        faults.add(body)
        return allFaults()
      }
    ],
    [
      'DELETE faults',
      () => {
        faults.clear()
        return allFaults()
      }
    ],
    [
      'POST state',
      body => {
        changeState(world, body)
        return state()
      }
    ]
  ])
}
