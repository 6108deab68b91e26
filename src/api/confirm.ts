import { operation } from '../sentry/operations/table.ts'
import { targetOf, type OperationCall } from '../sentry/operations/words.ts'
import { logText } from '../text/clean.ts'
import { hiddenIn } from '../text/visible.ts'

/**
 * What `confirm` has to repeat for a write: its effect, a space, its target. All of it follows from the row of the operation, such
 * as `delete acme/shop@1.0.0`, `create acme/core/new-project`.
 */
export function wordsToRepeat(call: OperationCall): string {
  return `${operation(call.operation).effect} ${targetOf(call)}`
}

/** Whether the log shows the words as they are. Nobody can repeat a character that nobody sees. */
export function canBeRepeated(call: OperationCall): boolean {
  const words = wordsToRepeat(call)
  // a target that is not known yet leaves a space at the end
  return targetOf(call) === '' || (logText(words) === words && hiddenIn(words) === undefined)
}
