import { Refusal } from './decode.ts'
import type { Answer, Request } from './http.ts'
import { seedIssues } from './sentry/issue-seed.ts'
import { changeState } from './state-changes.ts'
import { stateView } from './state-view.ts'
import type { World } from './world.ts'

const PREFIX = '/_simulator/'

/** Whether a path belongs to the control API. */
export function isControl(path: string): boolean {
  return path.startsWith(PREFIX)
}

/** The control API: looks at the world and changes it. `reset` brings back the start. */
export function handleControl(world: World, reset: () => void, request: Request): Answer {
  const handle = routes(world, reset).get(`${request.method} ${request.path.slice(PREFIX.length)}`)
  if (handle === undefined) return { status: 404, body: { error: `There is no ${request.path}` } }
  if (request.malformed === true) return { status: 400, body: { error: 'The body is not JSON' } }
  try {
    return handle(request.body)
  } catch (error) {
    if (error instanceof Refusal) return { status: 400, body: { error: error.message } }
    throw error
  }
}

function routes(world: World, reset: () => void): ReadonlyMap<string, (body: unknown) => Answer> {
  const { recording, faults, context, issues } = world
  const done = (body: unknown = {}): Answer => ({ status: 200, body })
  const then = (change: () => void, view: () => unknown) => () => {
    change()
    return done(view())
  }
  const requests = () => ({ requests: recording.list() })
  const allFaults = () => ({ faults: faults.list() })
  return new Map<string, (body: unknown) => Answer>([
    ['POST reset', then(reset, () => ({}))],
    ['GET requests', () => done(requests())],
    ['DELETE requests', then(() => recording.clear(), requests)],
    ['GET faults', () => done(allFaults())],
    ['POST faults', body => then(() => faults.add(body), allFaults)()],
    ['DELETE faults', then(() => faults.clear(), allFaults)],
    ['POST issues', body => seedIssues(context, issues, body)],
    ['GET state', () => done(stateView(world))],
    [
      'POST state',
      body =>
        then(
          () => changeState(world, body),
          () => stateView(world)
        )()
    ]
  ])
}
