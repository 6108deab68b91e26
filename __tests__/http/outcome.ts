import { createTransport, DEADLINES, type Outcome, type Transport } from '../../src/http/transport.ts'
import { closeAfterTest } from '../harness/cleanup.ts'
import { never } from '../harness/context.ts'
import { startServer, type Answer } from '../harness/server.ts'

/** A request that reads. */
export const GET = { method: 'GET', path: '/x', headers: {} }

interface TransportSettings {
  readonly deadlines?: Partial<typeof DEADLINES>
  readonly env?: Readonly<Record<string, string>>
}

/** The way to a host, until the end of the test. */
export function transportTo(url: string, { deadlines = {}, env = {} }: TransportSettings = {}): Transport {
  return closeAfterTest(
    createTransport({
      setBy: 'maton_url',
      baseUrl: new URL(url),
      env,
      deadlines: { ...DEADLINES, ...deadlines }
    })
  )
}

/** Sends `GET /x` to a server that answers so, and tells the outcome in a few words. */
export async function outcomeOf(answer: Answer, deadlines: Partial<typeof DEADLINES> = {}): Promise<string> {
  const { url } = await startServer([answer])
  return wordsOf(await transportTo(url, { deadlines }).send(GET, never))
}

export function wordsOf(outcome: Outcome): string {
  return outcome.kind === 'answer' ? `${outcome.answer.status} ${outcome.answer.text}` : outcome.certainty
}
