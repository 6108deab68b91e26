import { createPlaces } from '../gateway/limit.ts'
import type { Place } from '../gateway/network-error.ts'
import type { Clock } from '../gateway/run.ts'
import type { Log } from '../text/log.ts'
import { failureOf } from './errors.ts'
import { decideRepeat, type Outcome, type Pause } from './retry.ts'

/** One request to GitHub's API. */
export interface Request {
  /** What it does, for messages: `reading pull request 5`. */
  readonly what: string
  /** Method and path template of the API reference; `{owner}` and `{repo}` are filled in. */
  readonly route: string
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Statuses besides 2xx that are an answer to the question, such as 404. */
  readonly expected?: readonly number[]
  /** Whether doing it twice is the same as doing it once. Default: all but POST. */
  readonly repeatable?: boolean
}

/** An answer that was asked for: a status of 2xx or an expected one. */
export type Answer = Extract<Outcome, { kind: 'answer' }>

/** Sends one request once; does not throw for anything that the network or GitHub does. */
export type Send = (request: Request) => Promise<Outcome>

/** Sends a request until it is answered; throws a `Failure` of `GITHUB_FAILURES`, or the signal's reason. */
export type Call = (request: Request) => Promise<Answer>

const AT_ONCE = 6

/**
 * Puts limit and repeats round a sender: at most six requests at once (GitHub: 100 per account, shared by all its
 * runs), repeats as `decideRepeat` says, and while one request waits for a rate limit the others wait too.
 */
export function makeCall(options: {
  send: Send
  clock: Clock
  random: () => number
  signal: AbortSignal
  log: Log
  place: Place
}): Call {
  const { send, clock, random, signal, log, place } = options
  const limited = createPlaces(AT_ONCE)
  let pause: Pause = { until: Number.NEGATIVE_INFINITY, spent: 0 }

  async function sendAfterPause(request: Request): Promise<Outcome> {
    const wait = pause.until - clock.elapsed()
    if (wait > 0) await clock.sleep(wait, signal)
    signal.throwIfAborted()
    const outcome = await send(request)
    if (signal.aborted && outcome.kind === 'no-answer' && isWrite(request))
      log.info(`${request.what} may or may not have happened: the run ended before GitHub answered.`)
    signal.throwIfAborted()
    return outcome
  }

  async function attempt(request: Request, repeats: number): Promise<Answer> {
    const repeatable = request.repeatable ?? !request.route.startsWith('POST ')
    const outcome = await limited(() => sendAfterPause(request))
    if (outcome.kind === 'answer' && isWanted(outcome.status, request)) return outcome
    const times = { elapsed: clock.elapsed(), now: clock.now() }
    const decision = decideRepeat({ outcome, repeatable, repeats, pause, ...times, random: random() })
    if (decision.kind === 'stop') throw failureOf({ what: request.what, repeatable, outcome, place })
    pause = decision.pause
    const why = outcome.kind === 'answer' ? `answered ${outcome.status}` : 'gave no answer'
    log.info(`GitHub ${why} to ${request.what}; again in ${Math.ceil(decision.afterMs / 1000)} s`)
    await clock.sleep(decision.afterMs, signal)
    return attempt(request, repeats + 1)
  }

  return request => attempt(request, 0)
}

/** GraphQL is asked by POST too, at an address of its own. */
function isWrite({ route }: Request): boolean {
  return /^(?:POST|PATCH|DELETE) \//.test(route)
}

function isWanted(status: number, request: Request): boolean {
  return (status >= 200 && status < 300) || (request.expected ?? []).includes(status)
}
