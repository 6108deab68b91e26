import type { Access } from '../actions/access/access.ts'
import type { Event } from '../event/event.ts'
import type { OperationName } from '../sentry/operations/table.ts'
import type { JsonRecord } from '../text/json.ts'
import type { Parameters } from './parameters.ts'

/** All that an api run was asked for, complete and checked. */
export interface ApiRequest {
  readonly access: Access
  readonly event: Event
  readonly name: OperationName
  readonly parameters: Parameters
  readonly body: JsonRecord | undefined
  /** How many pages of a list are read at most; `Infinity` for all. */
  readonly maxPages: number
  readonly confirm: string | undefined
}
