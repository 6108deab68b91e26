import type { Answer, Now, Request } from './http.ts'

/** A request in the log; what is not known yet is filled in later. */
export interface Entry {
  readonly request: Omit<Request, 'body' | 'malformed' | 'raw'>
  body: unknown
  /** As sent; `null` while not answered, or when the connection was cut. */
  status: Answer['status'] | null
  readonly at: number
}

/** The requests that came in, in the order of arrival. */
export interface Recording {
  add(request: Entry['request']): Entry
  clear(): void
  list(): readonly Readonly<Record<string, unknown>>[]
}

/** An empty log. */
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
