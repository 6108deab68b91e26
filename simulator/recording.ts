import type { Answer, Now, Request } from './http.ts'

/** A recorded request. Body and status are filled in when they are known. */
export interface Entry {
  readonly request: Omit<Request, 'body' | 'malformed' | 'raw'>
  body: unknown
  /** As sent; `null` before the answer, or if the connection was cut. */
  status: Answer['status'] | null
  readonly at: number
}

/** The requests to the simulated servers, in the order of arrival. */
export interface Recording {
  add(request: Entry['request']): Entry
  clear(): void
  list(): readonly Readonly<Record<string, unknown>>[]
}

/** An empty recording. */
export function createRecording(now: Now): Recording {
  const entries: Entry[] = []
  return {
    add: request => {
      const entry: Entry = { request, body: null, status: null, at: now() }
      entries.push(entry)
      return entry
    },
    clear: () => {
      entries.length = 0
    },
    list: () => entries.map(show)
  }
}

function show({ request, body, status, at }: Entry): Readonly<Record<string, unknown>> {
  const { server, method, path, headers } = request
  const query = Object.fromEntries(
    [...new Set(request.query.keys())].map(name => [name, values(request.query, name)])
  )
  return { server, method, path, query, headers, body, status, at: new Date(at).toISOString() }
}

function values(query: URLSearchParams, name: string): string | string[] {
  const [first = '', ...more] = query.getAll(name)
  return more.length === 0 ? first : [first, ...more]
}
