import { countAt, type JsonRecord, recordAt, textAt } from '../../src/text/json.ts'

/** A request that a simulated server got. */
export interface Recorded {
  readonly server: string
  readonly method: string
  readonly path: string
  /** The value of a name that is there several times is a list. */
  readonly query: JsonRecord
  readonly headers: JsonRecord
  readonly body: unknown
  readonly status: number | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Reads a request of the control API. */
export function recorded(json: unknown): Recorded {
  const request = recordAt(json)
  return {
    server: textAt(request, 'server') ?? '',
    method: textAt(request, 'method') ?? '',
    path: textAt(request, 'path') ?? '',
    query: recordAt(request, 'query'),
    headers: recordAt(request, 'headers'),
    body: request['body'],
    status: countAt(request, 'status'),
    at: Date.parse(textAt(request, 'at') ?? '')
  }
}

/** The values of the query of a request, in order, with a space between. */
export function queryText({ query }: Pick<Recorded, 'query'>): string {
  return Object.values(query).flat().join(' ')
}
