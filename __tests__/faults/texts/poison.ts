import * as fc from 'fast-check'
import { isRecord } from '../../../src/text/json.ts'
import type { Bench, Fault } from '../../../simulator/client/bench.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'
import { matchOf, targetsOf, type Judged, type Target } from '../matrix/judge.ts'

/** What a stranger may write wherever the servers take a text: commands of the runner, and what could bring them to a line's start. */
const PIECES = [
  '::set-output name=pwned::1',
  '::add-path::/pwned',
  '::stop-commands::pwned',
  '::save-state name=pwned::1',
  '##[set-env name=PWNED]1',
  '##[add-path]/pwned',
  '##',
  '#',
  '[command]',
  '::',
  ':',
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u001b[2J',
  '\u001b]8;;https://evil.example\u0007',
  '\u009b31m',
  '\u0000',
  '\b',
  '\u200b',
  '\ufeff',
  '\u00a0',
  '\u3000',
  '%0A',
  '%0D%0A',
  '\t',
  ' ',
  'text',
  '\ud83d',
  '🙂'
] as const

export const hostile: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
  .map(pieces => pieces.join(''))

/** What the servers answer instead of the truth. */
export type Poison = 'every text of the answer' | 'detail' | 'message' | 'field' | 'text'

export const POISONS: readonly Poison[] = ['every text of the answer', 'detail', 'message', 'field', 'text']
const STATUSES = [400, 401, 403, 404, 409, 410, 422, 429, 500, 503] as const

/** One answer of a run's servers that a stranger wrote. */
export interface Poisoning {
  readonly where: number
  readonly poison: Poison
  readonly status: (typeof STATUSES)[number]
}

export const poisoning: fc.Arbitrary<Poisoning> = fc.record({
  where: fc.nat(99),
  poison: fc.constantFrom(...POISONS),
  status: fc.constantFrom(...STATUSES)
})

/** The fault that puts a text into the answer to one of a run's requests, at that request and all like it. */
export async function poisonFault(
  bench: Bench,
  given: {
    requests: readonly Recorded[]
    scenario: Judged
    poisoning: Poisoning
    text: string | ((server: string) => string)
  }
): Promise<Fault> {
  const { requests, scenario, poisoning } = given
  const targets = targetsOf(requests, scenario)
  const target = targets[poisoning.where % targets.length]
  if (target === undefined) throw new Error('There is nothing to poison')
  const match = matchOf(target, 'for ever')
  const text = typeof given.text === 'string' ? given.text : given.text(target.request.server)
  const truth = poisoning.poison === 'every text of the answer' ? await trueAnswer(bench, target) : undefined
  if (truth !== undefined) return { match, action: { status: 200, body: poisoned(truth, text) } }
  return { match, action: { status: poisoning.status, body: errorBody(poisoning.poison, text) } }
}

function errorBody(poison: Poison, text: string): unknown {
  if (poison === 'detail') return { detail: text }
  if (poison === 'message') return { error: { message: text, type: text, code: 400 } }
  if (poison === 'field') return { message: text, [text]: [text], errors: [{ message: text }] }
  return text
}

/** What the servers would answer; `undefined` for a write. */
export async function trueAnswer({ simulator }: Bench, { request }: Target): Promise<unknown> {
  if (request.method !== 'GET') return undefined
  const isGithub = request.server === 'github'
  // Sentry and Maton are at the same address, and Sentry takes the key, too
  const answer = await fetch((isGithub ? simulator.github : simulator.maton) + request.path, {
    headers: {
      authorization: `Bearer ${isGithub ? simulator.token : simulator.key}`,
      'maton-connection': simulator.connection
    }
  })
  const json: unknown = await answer.json().catch(() => undefined)
  return answer.ok ? json : undefined
}

/** The same JSON with the text before each of its texts. */
export function poisoned(json: unknown, text: string): unknown {
  if (typeof json === 'string') return text + json
  if (Array.isArray(json)) return json.map(one => poisoned(one, text))
  if (!isRecord(json)) return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, poisoned(value, text)]))
}
