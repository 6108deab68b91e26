import type { Context } from './context.ts'
import { Failure } from './failure.ts'

/** A value, or the failure that came in its place. */
export type Tried<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly failure: Failure }

/**
 * Waits for a value and turns a failure into one.
 * @throws what is no `Failure`, and anything once the run is to stop
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

/** As `tried`, but what ends the run is a failure like others: for the last step, when there is something to report. */
export async function triedLast<T>(value: Promise<T>): Promise<Tried<T>> {
  try {
    return { kind: 'done', value: await value }
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', failure: error }
    throw error
  }
}
