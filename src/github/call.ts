import { createPlaces } from '../http/places.ts'
import type { Place } from '../http/network-error.ts'
import { DEADLINES } from '../http/transport.ts'
import type { Clock } from '../run/context.ts'
import type { Log } from '../run/log.ts'
import { failureOf } from './refusals.ts'
import { decideRepeat, type Answered, type Outcome, type Pause } from './policy.ts'

/** A permission of a token, as `permissions:` in a workflow has it. Every token may read metadata. */
export type Permission = 'metadata: read' | 'contents: read' | 'pull-requests: read' | 'pull-requests: write'

/** Values for the placeholders of a route; the others go into the query or the body. */
export type Fields = Readonly<Record<string, unknown>>

/** What a good answer is: everything that is needed to tell it from one of another shape. */
export interface Reader<T> {
  /** In words, for the message of a failure: `a commit with its sha`. */
  readonly words: string
  /** `undefined` when the answer has another shape. Nothing that decides something may be left out silently. */
  decode(data: unknown, parameters: Fields): T | undefined
}

/** A kind of request to GitHub's API. Each is a row of a table (`…_CALLS`), so that tests reach all of them. */
export interface CallKind<T> {
  /** Method and path template of the API reference; `{owner}` and `{repo}` are filled in. */
  readonly route: string
  readonly reads: Reader<T>
  /** What the token needs for it. */
  readonly needs: Permission
  /** Statuses besides 2xx that are an answer to the question, such as 404. */
  readonly expected?: readonly number[]
  /** Whether doing it twice is the same as doing it once. Default: all but POST. */
  readonly repeatable?: boolean
}

/** One request of a kind. */
export interface Asked {
  /** What it does, for messages: `reading pull request 5`. */
  readonly what: string
  readonly parameters?: Fields
}

/** An answer that was asked for. */
export type Answer<T> =
  | { readonly kind: 'good'; readonly value: T; readonly headers: Answered['headers'] }
  /** One of the expected statuses. */
  | { readonly kind: 'expected'; readonly status: number; readonly data: unknown }

/** Sends one request once; does not throw for anything that the network or GitHub does. */
export type Send = (route: string, parameters: Fields | undefined, withinMs: number) => Promise<Outcome>

/**
 * Sends a request until it is answered, and reads the answer; throws a `Failure` of `GITHUB_FAILURES`, also for an answer of
 * another shape, or the signal's reason.
 */
export type Call = <T>(kind: CallKind<T>, asked: Asked) => Promise<Answer<T>>

const AT_ONCE = 6

/**
 * Puts limit and repeats round a sender: at most six requests at once (GitHub: 100 per account, shared by all its
 * runs), repeats as `decideRepeat` says, and while one request waits for a rate limit the others wait too.
 *
 * @param options.place where the requests go
 * @param options.serverUrl this GitHub's own address, such as `https://github.com`
 */
export function makeCall(options: {
  send: Send
  serverUrl: string
  clock: Clock
  random: () => number
  signal: AbortSignal
  log: Log
  place: Place
  /** How long a whole call with its repeats may take, in milliseconds. */
  callMs?: number | undefined
}): Call {
  const { send, serverUrl, clock, random, signal, log, place, callMs = DEADLINES.callMs } = options
  const limited = createPlaces(AT_ONCE)
  let pause: Pause = { until: Number.NEGATIVE_INFINITY, spent: 0 }

  async function sendAfterPause({ route }: { route: string }, asked: Asked, call: Started): Promise<Outcome> {
    const { what, parameters } = asked
    call.at ??= clock.elapsed()
    const wait = pause.until - clock.elapsed()
    if (wait > 0) await clock.sleep(wait, signal)
    signal.throwIfAborted()
    const withinMs = Math.max(LEAST_TRY_MS, leftOf(call))
    const outcome = await send(route, parameters, withinMs)
    if (signal.aborted && outcome.kind === 'no-answer' && isWrite(route))
      log.info(`${what} may or may not have happened: the run ended before GitHub answered.`)
    signal.throwIfAborted()
    return outcome
  }

  function leftOf({ at = 0 }: Started): number {
    return callMs - (clock.elapsed() - at)
  }

  async function attempt<T>(
    kind: CallKind<T>,
    asked: Asked,
    { repeats, call }: { repeats: number; call: Started }
  ): Promise<Answer<T>> {
    const { what } = asked
    const repeatable = kind.repeatable ?? !kind.route.startsWith('POST ')
    const outcome = understood(await limited(() => sendAfterPause(kind, asked, call)), kind, asked)
    if (outcome.kind === 'good' || outcome.kind === 'expected') return outcome
    const times = { elapsed: clock.elapsed(), now: clock.now() }
    const decision = decideRepeat({ outcome, repeatable, repeats, pause, ...times, random: random() })
    if (decision.kind === 'stop' || decision.afterMs > leftOf(call) - LEAST_TRY_MS)
      throw failureOf(outcome, { what, repeatable, needs: kind.needs, place, serverUrl })
    pause = decision.pause
    log.info(`GitHub ${saidBy(outcome)} ${what}; again in ${Math.ceil(decision.afterMs / 1000)} s`)
    await clock.sleep(decision.afterMs, signal)
    return attempt(kind, asked, { repeats: repeats + 1, call })
  }

  return (kind, asked) => attempt(kind, asked, { repeats: 0, call: {} })
}

/** When the first try of a call was sent, by `Clock.elapsed`. */
interface Started {
  at?: number
}

/** In less no answer is to be expected. */
const LEAST_TRY_MS = 1_000

/** GraphQL is asked by POST too, at an address of its own. */
function isWrite(route: string): boolean {
  return /^(?:POST|PATCH|DELETE) \//.test(route)
}

function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'no-answer') return 'gave no answer to'
  return outcome.kind === 'misread' ? 'answered in another form to' : `answered ${outcome.status} to`
}

/** What a request was answered with, if it is an answer to the question. */
function understood<T>(outcome: Outcome, kind: CallKind<T>, { parameters = {} }: Asked): Answer<T> | Outcome {
  if (outcome.kind !== 'answer') return outcome
  const { status, data, headers } = outcome
  if (kind.expected?.includes(status)) return { kind: 'expected', status, data }
  if (status < 200 || status >= 300 || hidesSome(outcome)) return outcome
  const value = kind.reads.decode(data, parameters)
  return value === undefined
    ? { kind: 'misread', status, words: kind.reads.words }
    : { kind: 'good', value, headers }
}

/** GitHub: a list leaves out what belongs to organizations that ask for single sign-on, and says so only in a header. */
function hidesSome({ headers }: Answered): boolean {
  return /partial-results/i.test(headers['x-github-sso'] ?? '')
}
