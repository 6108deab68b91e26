import { parseExact } from '../text/json.ts'
import { redactJson, type Redact } from '../text/secrets/redact.ts'
import type { Context } from '../run/context.ts'
import { decide, NOT_WAITED, type Policy, type Waited, type Why } from './retry-decision.ts'
import { CONNECTIONS_PER_HOST, type Outcome, type Request, type Send } from './transport.ts'

/** A call: a request that is sent as often as it takes and may be. */
export interface Call {
  readonly request: Request
  readonly policy: Policy
  /** The line of the log before a repeat. */
  readonly beforeRepeat: (
    outcome: Outcome,
    repeat: { readonly ms: number; readonly number: number }
  ) => string
  /** What the log says when the run ends before the answer is there. Only writes have it. */
  readonly ifCut?: string | undefined
}

/** How a call ended: why, and its last outcome, which holds no secret of the run. */
export interface Ended {
  readonly why: Why
  readonly outcome: Outcome
}

/** Makes a call; rejects with the signal's reason when the run is stopped. */
export type MakeCall = (call: Call) => Promise<Ended>

export interface CallsOptions {
  readonly send: Send
  /** How long a whole call with its repeats may take, in milliseconds. */
  readonly callMs: (request: Request) => number
  readonly redact: Redact
  readonly context: Pick<Context, 'clock' | 'random' | 'signal' | 'log'> &
    Partial<Pick<Context, 'serverTime' | 'debug'>>
  /** Waits until the next request may start, where a server limits the rate. */
  readonly turn?: (signal: AbortSignal) => Promise<void>
  /** Whether all calls of the run wait while one of them waits for a limit, and share the time for it. */
  readonly waitsTogether: boolean
}

/** A try gets at least this long: no server answers sooner. */
const LEAST_TRY_MS = 1_000

/** The one loop of all calls to a server. At most six requests are under way at once. */
export function createCalls(options: CallsOptions): MakeCall {
  const { send, callMs, redact, turn, waitsTogether } = options
  const { clock, random, signal, log, serverTime, debug } = options.context
  // First the place, then the turn: a request that waited for a place after its turn would start too close to the next one.
  const inPlace = createPlaces(CONNECTIONS_PER_HOST)
  let waitedTogether: Waited = NOT_WAITED

  return async call => {
    let waited: Waited = NOT_WAITED
    let mayBeDone = false
    let startedAt: number | undefined
    const leftMs = (): number => callMs(call.request) - (clock.elapsed() - (startedAt ?? 0))

    const sendInTurn = async (number: number): Promise<Outcome> => {
      await turn?.(signal)
      startedAt ??= clock.elapsed()
      const pause = waitedTogether.until - clock.elapsed()
      if (pause > 0) await clock.sleep(pause, signal)
      return sendOnce(call, { withinMs: Math.max(LEAST_TRY_MS, leftMs()), number })
    }

    for (let number = 1; ; number += 1) {
      const outcome = await inPlace(() => sendInTurn(number))
      const times = { elapsed: clock.elapsed(), now: clock.now(), leftMs: leftMs() - LEAST_TRY_MS }
      const attempt = { ...times, number, outcome, mayBeDone, random: random() }
      const decision = decide({ ...attempt, waited: waitsTogether ? waitedTogether : waited }, call.policy)
      if (decision.kind === 'stop') return { why: decision.why, outcome }
      if (waitsTogether) waitedTogether = decision.waited
      else waited = decision.waited
      log.info(call.beforeRepeat(outcome, { ms: decision.ms, number }))
      await clock.sleep(decision.ms, signal)
      mayBeDone ||= decision.after === 'unclear'
    }
  }

  async function sendOnce(
    { request, ifCut }: Call,
    { withinMs, number }: { withinMs: number; number: number }
  ): Promise<Outcome> {
    signal.throwIfAborted()
    const askedAt = clock.elapsed()
    try {
      const outcome = await send(request, signal, withinMs)
      debug?.(lineOf(request, { outcome, ms: clock.elapsed() - askedAt, number }))
      if (outcome.kind === 'answer') serverTime?.learn(outcome.answer.headers, askedAt)
      return redacted(outcome, redact)
    } catch (error) {
      if (ifCut !== undefined) log.info(ifCut)
      throw error
    }
  }
}

/** A request for the debug log: neither headers nor bodies, which hold secrets and personal data. */
function lineOf(
  { method, path }: Request,
  { outcome, ms, number }: { outcome: Outcome; ms: number; number: number }
): string {
  const came = outcome.kind === 'answer' ? String(outcome.answer.status) : 'no answer'
  return `${method} ${path} ${came}, ${Math.round(ms)} ms, attempt ${number}`
}

/** A server may repeat a secret that it was sent. Secrets are taken out before anything is cut: half a secret is a leak too. */
function redacted(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.kind === 'no-answer') return outcome
  const { status, headers, text } = outcome.answer
  const safeHeaders = Object.entries(headers).map(([name, value]) => [name, redact(value)])
  return {
    ...outcome,
    answer: { status, headers: Object.fromEntries(safeHeaders), text: redactedBody(text, redact) }
  }
}

/** Redacted JSON is still JSON. */
function redactedBody(text: string, redact: Redact): string {
  const safe = redact(text)
  const json = safe === text ? undefined : parseExact(text)
  return json === undefined ? safe : JSON.stringify(redactJson(json, redact))
}

/** Runs a task when there is a place for it. */
export type Places = <T>(task: () => Promise<T>) => Promise<T>

/** Lets at most `atOnce` tasks run at the same time; the others start in the order they came. */
export function createPlaces(atOnce: number): Places {
  let running = 0
  const waiting: (() => void)[] = []
  return async task => {
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
