import type { Socket } from 'node:net'
import type { Failure } from './failure.ts'
import type { ServerTime } from './server-time.ts'
import type { Log } from './log.ts'
import type { Redact } from '../text/secrets/redact.ts'

/** Time as the run sees it. Pure code takes `now` as an argument; only the edges hold a clock. */
export interface Clock {
  /** Milliseconds since 1970 by this machine's clock. It may be wrong, and may be set during a run: nothing waits by it. */
  now(): number
  /** Milliseconds since some moment before the run. It never goes back: all waiting is measured with it. */
  elapsed(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** How long each part of a request may take, in milliseconds, and how large an answer may be, in bytes. */
export interface Deadlines {
  readonly connectMs: number
  readonly headersMs: number
  readonly bodyMs: number
  /** A whole call with all its repeats and pauses. */
  readonly callMs: number
  /** The first part of an answer to bytes that were uploaded, in the place of `headersMs`. */
  readonly uploadMs: number
  /** A whole call that uploads bytes. */
  readonly uploadCallMs: number
  readonly maxBytes: number
}

/** A connection that is opened before there is a request for it. */
export interface Opened {
  /** The connection when its handshake is over; `undefined` when it failed. Never rejects. */
  readonly socket: Promise<Socket | undefined>
  close(): void
}

/** What the run of a step gets besides its request: all that it may know of the world. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The event's payload, undecoded; an empty object when there is none. */
  readonly payload: unknown
  readonly clock: Clock
  /** The time for everything that other runs compare with their own. */
  readonly serverTime: ServerTime
  /** A number from 0 (included) to 1 (excluded), for the jitter of repeats. */
  readonly random: () => number
  /** Aborts when the runner cancels the job or the run's deadline passes. */
  readonly signal: AbortSignal
  /** Aborts some seconds after `signal`. In these seconds a run may tidy up what is half done. */
  readonly closing: AbortSignal
  readonly log: Log
  /** Takes a line that is shown only when the job is run again with debug logging; `undefined` in all other runs. */
  readonly debug?: ((line: string) => void) | undefined
  /** Takes the run's secrets out of a text. Everything that a run writes and every answer passes it. */
  readonly redact: Redact
  /** How long requests may take and how large answers may be. Left out: the defaults of the transport. */
  readonly deadlines?: Deadlines | undefined
  /** The connections to a host that were opened before the run. The first call gets them, later calls get none. */
  readonly opened?: ((url: URL) => readonly Opened[]) | undefined
}

/** An output's value; objects are written as JSON. `undefined` is written as the empty text. */
export type OutputValue =
  string | number | boolean | undefined | readonly unknown[] | Readonly<Record<string, unknown>>

/** How a run ended. A broken gate always fails the step. A failure does so unless `on_error` is `warn`. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'gate-broken'; readonly failure: Failure }

/** A warning beside a line of a file. Its texts may be foreign: who shows it makes them safe. */
export interface Annotation {
  readonly message: string
  /** From the root of the repository. */
  readonly file: string
  /** The first line is 1. */
  readonly line: number
}

/** What every step's run gives back. `summary` is Markdown for the job summary, its foreign texts already made safe. */
export interface Result {
  readonly outputs: Readonly<Record<string, OutputValue>>
  readonly summary: string
  readonly ending: Ending
  readonly annotations?: readonly Annotation[]
}
