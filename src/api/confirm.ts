import { targetOf, type AnyParameters } from '../sentry/client.ts'
import { operation, type OperationName } from '../sentry/operations.ts'
import { logText } from '../text/clean.ts'
import { hiddenIn } from '../text/visible.ts'
import type { JsonRecord } from '../text/json.ts'

/** A call as far as it names what it does to what. */
export interface Named {
  readonly name: OperationName
  readonly path: AnyParameters
  readonly body: JsonRecord | undefined
}

/**
 * What `confirm` has to repeat for a write: its effect, a space, its target. All of it follows from the row of the operation, such
 * as `delete acme/shop@1.0.0`, `create acme/core/new-project`.
 */
export function wordsToRepeat({ name, path, body }: Named): string {
  return `${operation(name).effect} ${targetOf(name, path, body)}`
}

/** Whether the log shows the words as they are: what nobody can see, nobody can repeat. */
export function canBeRepeated(call: Named): boolean {
  const words = wordsToRepeat(call)
  // a target that is not known yet leaves a blank at the end
  return (
    targetOf(call.name, call.path, call.body) === '' ||
    (logText(words) === words && hiddenIn(words) === undefined)
  )
}
