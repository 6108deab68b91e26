import type { Answer, Outcome } from './transport.ts'

/** Whether a status says that all went well. The body may say something else. */
export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300
}

/** Whether a server ran out of time, or broke: what was asked for may have been done. */
export function isBroken({ status }: Pick<Answer, 'status'>): boolean {
  return status === 408 || status >= 500
}

/** A server that fails four repeats fails the fifth too, and users do not wait that long. */
export const MAX_REPEATS = 4
/** The longest that the counted pauses may be together. A rate limit that names no time lasts a minute at GitHub. */
export const MAX_WAIT_MS = 60_000

/**
 * What an outcome says. `answered`: a good answer. `refused`: another try would be answered the same. `not-done`: the request was
 * certainly not carried out, and another try may succeed. `unclear`: it may have been carried out.
 */
export type Meaning = 'answered' | 'refused' | 'not-done' | 'unclear'

/** A pause before the next try. */
export interface Pause {
  readonly ms: number
  /** Whether it counts toward `MAX_WAIT_MS`. */
  readonly isCounted: boolean
}

/** What a server's answers mean, and how it wants to be asked again. Pure. */
export interface Policy {
  /** @param mayBeDone whether an earlier try of this call may have been carried out */
  judge(outcome: Outcome, mayBeDone: boolean): Meaning
  /** Whether doing it twice is the same as doing it once. If not, the caller has to look after an unclear outcome. */
  readonly isRepeatable: boolean
  /** How often a call may be repeated after such an outcome. */
  repeatsAfter(outcome: Outcome): number
  /**
   * @param options.number 1 after the first try
   * @param options.now milliseconds since 1970 by this machine's clock, for a server that does not tell its time
   * @param options.random from 0 to 1
   */
  pauseAfter(outcome: Outcome, options: { number: number; now: number; random: number }): Pause
}

/** The counted waiting so far. */
export interface Waited {
  /** When the latest pause ends, by `Clock.elapsed`. */
  readonly until: number
  /** In milliseconds. Pauses that several calls wait side by side count once. */
  readonly spentMs: number
}

export const NOT_WAITED: Waited = { until: Number.NEGATIVE_INFINITY, spentMs: 0 }

/** What is known about a call when its latest outcome is judged. */
export interface Attempt {
  /** 1 for the first try. */
  readonly number: number
  readonly outcome: Outcome
  /** Whether an earlier try may have been carried out. */
  readonly mayBeDone: boolean
  readonly waited: Waited
  /** Milliseconds that the pause before the next try may take, so that the whole call ends in time. */
  readonly leftMs: number
  /** The present moment by `Clock.elapsed`. */
  readonly elapsed: number
  /** Milliseconds since 1970 by this machine's clock. */
  readonly now: number
  /** From 0 to 1, spreads the repeats. */
  readonly random: number
}

/** Why a call ends. `exhausted`: tried often enough. `unclear`: it may have happened, and must not be repeated. */
export type Why = 'answered' | 'refused' | 'exhausted' | 'unclear'

export type Decision =
  | {
      readonly kind: 'wait'
      readonly ms: number
      /** Whether the last try was certainly not carried out, or may have been. */
      readonly after: 'not-done' | 'unclear'
      readonly waited: Waited
    }
  | { readonly kind: 'stop'; readonly why: Why }

const STOP = (why: Why): Decision => ({ kind: 'stop', why })

/**
 * Decides what follows an outcome. A request that was certainly not carried out is repeated. A request that may have been carried out
 * is repeated only where that does no harm.
 */
export function decide(attempt: Attempt, policy: Policy): Decision {
  const { outcome, number, now, random, elapsed } = attempt
  const verdict = policy.judge(outcome, attempt.mayBeDone)
  if (verdict === 'answered' || verdict === 'refused') return STOP(verdict)
  if (verdict === 'unclear' && !policy.isRepeatable) return STOP('unclear')
  if (number > policy.repeatsAfter(outcome)) return STOP('exhausted')
  const pause = policy.pauseAfter(outcome, { number, now, random })
  // a call joins a pause that others have begun
  const ms = pause.isCounted ? Math.max(pause.ms, attempt.waited.until - elapsed) : pause.ms
  const waited = pause.isCounted ? longer(attempt.waited, { elapsed, ms }) : attempt.waited
  const isEnough = waited.spentMs > MAX_WAIT_MS || ms > attempt.leftMs
  return isEnough ? STOP('exhausted') : { kind: 'wait', ms, after: verdict, waited }
}

function longer({ until, spentMs }: Waited, { elapsed, ms }: { elapsed: number; ms: number }): Waited {
  // rounded: the clock has fractions, and their rounding error would make a whole minute too long
  return { until: elapsed + ms, spentMs: spentMs + Math.round(elapsed + ms - Math.max(until, elapsed)) }
}
