import type { RequestListener } from 'node:http'
import { createTransport, DEADLINES, type Outcome, type Transport } from '../../src/http/transport.ts'
import { startServer, type TestServer } from '../harness/server.ts'

const open: { close(): Promise<void> }[] = []

/** Closes what a test opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map(one => one.close()))
}

export async function server(answer: RequestListener): Promise<TestServer> {
  const started = await startServer(answer)
  open.push(started)
  return started
}

/** The signal of a run that nobody stops. */
export const never = new AbortController().signal

interface SendOptions {
  readonly deadlines?: Partial<typeof DEADLINES>
  readonly signal?: AbortSignal
}

export function transportTo(baseUrl: URL, deadlines: Partial<typeof DEADLINES> = {}): Transport {
  const transport = createTransport({
    setBy: 'maton_url',
    baseUrl,
    env: {},
    deadlines: { ...DEADLINES, ...deadlines }
  })
  open.push(transport)
  return transport
}

/** Sends `GET /x` to a server that answers so, and tells the outcome in a few words. */
export async function outcomeOf(
  answer: RequestListener,
  { deadlines, signal = never }: SendOptions = {}
): Promise<string> {
  const { url } = await server(answer)
  const outcome = await transportTo(url, deadlines).send({ method: 'GET', path: '/x', headers: {} }, signal)
  return wordsOf(outcome)
}

export function wordsOf(outcome: Outcome): string {
  return outcome.kind === 'answer' ? `${outcome.answer.status} ${outcome.answer.text}` : outcome.certainty
}
