import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer, Request, ServerName } from './http.ts'
import { partsOf } from './multipart.ts'

/** An answer as it is sent. */
interface Message {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly content: Buffer
}

/** The parts of a request that are known before its body. */
export function readHead(
  message: IncomingMessage,
  server: ServerName
): Omit<Request, 'body' | 'malformed' | 'raw'> {
  const [path = '', ...query] = (message.url ?? '/').split('?')
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const)
  return {
    server,
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(headers)
  }
}

/** The body of a request: parsed JSON, the parts of a multipart body, other text as it is, `null` when there is none. */
export async function readBody(
  message: IncomingMessage
): Promise<Pick<Request, 'body' | 'malformed' | 'raw'>> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  const raw = Buffer.concat(chunks)
  if (raw.length === 0) return { body: null }
  const parts = partsOf(message.headers['content-type'], raw)
  if (parts !== undefined) {
    const told = parts.map(({ name, filename, content }) => ({ name, filename, bytes: content.length }))
    return { body: { parts: told }, raw }
  }
  const text = raw.toString('utf8')
  try {
    const body: unknown = JSON.parse(text)
    return { body }
  } catch {
    return { body: text, malformed: true }
  }
}

/** Sends the whole answer. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const { status, headers, content } = encode(answer)
  response.writeHead(status, headers)
  response.end(content)
}

/** Sends status, headers and the first `bytes` bytes of the body, and then closes the connection. */
export function sendTruncated(response: ServerResponse, answer: Answer, bytes: number): void {
  const { status, headers, content } = encode(answer)
  response.writeHead(status, headers)
  response.flushHeaders()
  response.write(content.subarray(0, bytes))
  response.socket?.destroySoon()
}

/** Resets the connection without an answer. */
export function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function encode(answer: Answer): Message {
  const { status, body } = answer
  const given = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  const headers: Record<string, string | number> = Object.fromEntries(given)
  if (status === 204 || status === 304) return { status, headers, content: Buffer.alloc(0) }
  const content = Buffer.from(
    typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  )
  if (body !== undefined)
    headers['content-type'] ??= typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  headers['content-length'] = content.length
  return { status, headers, content }
}
