import { parseExact } from '../text/json.ts'
import { createRedact } from '../text/secrets/redact.ts'
import type { Context } from '../run/context.ts'
import { Failure } from '../run/failure.ts'
import { createCalls, type Ended } from '../http/calls.ts'
import { isSuccess, MAX_REPEATS } from '../http/retry-decision.ts'
import type { Answer, Outcome, Request, Transport } from '../http/transport.ts'
import { problemOf } from './expected.ts'
import { WAY_FAILURES } from './failures.ts'
import { policyFor } from './policy.ts'
import { failureOf, isAbsence, type AnswerReading } from './refusals.ts'
import type { WayCall, Reply, Way } from './way.ts'

/** What a run gives to the way on which it reaches Sentry. */
export type WayContext = Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'log'> &
  Partial<Pick<Context, 'redact' | 'debug'>>

/** What a way has of its own. All else of sending a call and reading its answer is the same on all of them. */
export interface OwnPart extends AnswerReading {
  readonly transport: Transport
  /** Who answers, at the beginning of a sentence: `The gateway`. */
  readonly server: string
  /** What goes into the headers and must not be said; for a run that has no redaction of its own. */
  readonly secrets: readonly string[]
  /** Path and headers of a call, as this way writes them. */
  address(call: WayCall): Promise<Pick<Request, 'path' | 'headers'>>
  /** Waits until the next request may start, where the rate is limited. */
  readonly turn?: (signal: AbortSignal) => Promise<void>
  /** Whether an answer says that what a call was to delete is not there. Default: Sentry's word for it. */
  readonly isGone?: (answer: Answer, call: WayCall) => boolean
  /** Takes out of an answer what nobody may see. */
  readonly safeJson?: (json: unknown, call: WayCall) => unknown
}

/**
 * Sends calls on one way: repeats what may be repeated, holds the answers against what was expected, and turns refusals into failures.
 */
export function openCalls(own: OwnPart, context: WayContext): Pick<Way, 'call' | 'close'> {
  const { transport, isGone = isAbsence } = own
  // repeats of a read that is no longer wanted must not keep the process alive
  const closing = new AbortController()
  const signal = AbortSignal.any([context.signal, closing.signal])
  const makeCall = createCalls({
    send: transport.send,
    callMs: transport.callMs,
    redact: context.redact ?? createRedact(own.secrets),
    context: { ...context, signal },
    ...(own.turn === undefined ? {} : { turn: own.turn }),
    waitsTogether: false
  })

  return {
    async call(call) {
      const ended = await makeCall({
        request: await requestFor(call, own),
        policy: policyFor(call, answer => call.method === 'DELETE' && isGone(answer, call)),
        beforeRepeat: (outcome, { ms, number }) =>
          `${saidOf(outcome, own)} when asked to ${call.purpose}; trying again in ${seconds(ms)} (${number} of ${MAX_REPEATS})`
      })
      return settle(call, ended, own)
    },
    close() {
      closing.abort(new Failure(WAY_FAILURES.cancelled, 'The run is over'))
      return transport.close()
    }
  }
}

async function requestFor(call: WayCall, own: OwnPart): Promise<Request> {
  const { path, headers } = await own.address(call)
  const { method, body } = call
  if (body === undefined) return { method, path, headers }
  return 'json' in body
    ? {
        method,
        path,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body.json)
      }
    : { method, path, headers: { ...headers, 'content-type': body.type }, body: body.bytes }
}

function settle(call: WayCall, { why, outcome }: Ended, own: OwnPart): Reply {
  if (why === 'answered' && outcome.kind === 'answer')
    return isSuccess(outcome.answer) ? reply(outcome.answer, call, own) : DELETED
  if (why === 'exhausted' && outcome.kind === 'answer' && isSuccess(outcome.answer)) {
    const problem = problemOf(outcome.answer, call.expects)
    // an empty answer and a web page were not written by Sentry or Maton: they count as a server error
    if (problem?.kind === 'shape') throw notUnderstood(call, outcome.answer, problem.words)
  }
  throw failureOf(outcome, why === 'answered' ? 'exhausted' : why, {
    call,
    place: own.transport.place,
    reading: own
  })
}

/** What was to be deleted is gone. */
const DELETED: Reply = { status: 204, headers: {}, json: undefined }

function notUnderstood({ purpose }: WayCall, { status }: Answer, problem: string): Failure {
  return new Failure(
    WAY_FAILURES.notUnderstood,
    `Could not ${purpose}: the answer has the wrong form (${status}, ${problem})`
  )
}

function reply({ status, headers, text }: Answer, call: WayCall, { safeJson }: OwnPart): Reply {
  const json = text.trim() === '' ? undefined : parseExact(text)
  return { status, headers, json: safeJson === undefined ? json : safeJson(json, call) }
}

function saidOf(outcome: Outcome, { server }: OwnPart): string {
  return outcome.kind === 'answer'
    ? `${server} answered ${outcome.answer.status}`
    : `${server} gave no answer`
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
