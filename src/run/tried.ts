import type { Context } from './context.ts'
import { Failure } from './failure.ts'

/** A value, or the failure that came in its place. */
export type Tried<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly failure: Failure }

/**
 * Waits for a value and turns a failure into one.
 * @throws an error that is no `Failure`; and every error once the run has to stop
 */
export async function tried<T>(value: Promise<T>, { signal }: Pick<Context, 'signal'>): Promise<Tried<T>> {
  try {
    return { kind: 'done', value: await value }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) return { kind: 'failed', failure: error }
    throw error
  }
}

/** As `tried`, but the stop of the run is a failure like others. For the last part of a run, which has something to report. */
export async function triedLast<T>(value: Promise<T>): Promise<Tried<T>> {
  try {
    return { kind: 'done', value: await value }
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', failure: error }
    throw error
  }
}

/**
 * The failure that ended a part of a run: the error itself, or the reason why the run was stopped.
 * @throws any other error: it is the action's own fault
 */
export function endingFailure(error: unknown, { signal }: Pick<Context, 'signal'>): Failure {
  if (error instanceof Failure) return error
  const reason: unknown = signal.reason
  if (reason instanceof Failure) return reason
  throw error
}
