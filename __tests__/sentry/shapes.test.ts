import { afterAll, describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { problemOf } from '../../src/way/expected.ts'
import { openMaton } from '../../src/maton/way.ts'
import type { Clock } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { createTransport } from '../../src/http/transport.ts'
import { createSentry } from '../../src/sentry/client.ts'
import { parametersIn } from '../../src/sentry/row.ts'
import { isOperationName, operation, OPERATIONS, type OperationName } from '../../src/sentry/operations.ts'
import { KEY, type Scripted } from '../harness/gateway.ts'
import { startServer } from '../harness/server.ts'
import { BROKEN_LINKS } from './broken-links.ts'

/** Each operation of the table is held against these, so a new one is, too. */
const NAMES = Object.keys(OPERATIONS).filter(isOperationName)
const ANSWERING = NAMES.filter(name => operation(name).answer.kind !== 'anything')
const LISTS = NAMES.filter(name => operation(name).answer.kind === 'list')
const PAGED = LISTS.filter(name => operation(name).page !== undefined)

/** A thing of the kind that an operation is about, with all that has to be known of it. */
function thingOf(name: OperationName): Readonly<Record<string, unknown>> {
  const { answer } = operation(name)
  if (answer.kind === 'anything') return {}
  const right: readonly unknown[] = [null, 'a text', 1, {}, [{ id: 1, slug: 'web' }], []]
  const fields = Object.entries(answer.fields ?? {}).map(([field, isRight]) => [field, right.find(isRight)])
  return { ...Object.fromEntries(fields), [answer.keys[0] ?? '']: 'a' }
}

/** What an operation answers when all is well. */
function goodBody(name: OperationName, things: readonly unknown[] = [thingOf(name)]): unknown {
  const { answer } = operation(name)
  if (answer.kind !== 'list') return things[0]
  return answer.under === undefined ? things : { [answer.under]: things }
}

/** Answers that are none, whatever was asked. */
const DEEP = '['.repeat(60_000) + ']'.repeat(60_000)
const WRONG: readonly (readonly [what: string, body: unknown])[] = [
  ['{}', {}],
  ['null', null],
  ['"x"', '"x"'],
  ['7', 7],
  ['true', true],
  ['[null]', [null]],
  ['[[]]', [[]]],
  ['[{}]', [{}]],
  ['a detail', { detail: 'Not here' }],
  ['nothing', ''],
  ['a page', '<html>Welcome to the hotel network</html>'],
  ['half of it', '[{"id": "1", "slug": "a", "ver'],
  ['JSON that is 60,000 deep', DEEP],
  ['an object that is 60,000 deep', `{"id":"1","slug":"a","version":"1","a":${DEEP}}`]
]

/** Sentry behind a gateway whose clock goes on when it is waited for; each call of a test gets the next answer, and then the last again. */
const told: { answers: readonly Scripted[]; asked: number } = { answers: [], asked: 0 }
const server = await startServer((_, response) => {
  const { status = 200, body, headers } = told.answers[told.asked] ?? told.answers.at(-1) ?? {}
  told.asked += 1
  response.writeHead(status, headers)
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
})
let now = 0
const clock: Clock = {
  now: () => now,
  elapsed: () => now,
  sleep(ms) {
    now += ms
    return Promise.resolve()
  }
}
const nothing = (): void => undefined
const gateway = openMaton({
  transport: createTransport({ setBy: 'maton_url', baseUrl: server.url, env: {} }),
  key: KEY,
  connection: 'conn-a',
  context: {
    clock,
    serverTime: createServerTime(clock),
    random: () => 0,
    signal: new AbortController().signal,
    log: { info: nothing, notice: nothing, warning: nothing, group: (_, body) => body() }
  }
})
const sentry = createSentry(gateway)

afterAll(async () => {
  await gateway.close()
  await server.close()
})

/** What Sentry answers from here on. */
function answering(...answers: readonly Scripted[]): void {
  told.answers = answers
  told.asked = 0
}

function parametersFor(name: OperationName): Readonly<Record<string, string>> {
  return Object.fromEntries(parametersIn(operation(name).path).map(parameter => [parameter, 'a']))
}

function called(name: OperationName): Promise<unknown> {
  return sentry.callAny(name, parametersFor(name)).then(({ json }) => json)
}

async function kindOf(calling: Promise<unknown>): Promise<string> {
  const thrown: unknown = await calling.then(
    json => new Error(`it gave ${JSON.stringify(json)}`),
    (error: unknown) => error
  )
  if (!(thrown instanceof Failure)) throw thrown
  return thrown.kind.name
}

describe.each(ANSWERING)('%s', name => {
  const { repeat, answer } = operation(name)

  test('is answered well by what belongs there', async () => {
    answering({ body: goodBody(name) })
    expect(await called(name)).toEqual(goodBody(name))
    expect(told.asked).toBe(1)
  })

  /** `{}` is Sentry's word for "there is none" where the row says so. */
  const wrong = WRONG.filter(([, body]) => answer.kind !== 'thing-or-empty' || JSON.stringify(body) !== '{}')

  test.each(wrong)('fails, and never says "none", at %s', async (_, body) => {
    answering({ body })
    const kind = await kindOf(called(name))
    const isCreate = repeat === 'look'
    expect(isCreate ? ['outcome-unclear'] : ['answer-not-understood', 'unavailable']).toContain(kind)
    // what makes a new thing is never sent again
    expect(told.asked).toBeLessThanOrEqual(isCreate ? 1 : 5)
  })

  test('goes on when a wrong shape came once, unless it may be done already', async () => {
    answering({ body: { detail: 'x' } }, { body: goodBody(name) })
    if (repeat === 'look') expect(await kindOf(called(name))).toBe('outcome-unclear')
    else expect(await called(name)).toEqual(goodBody(name))
    expect(told.asked).toBe(repeat === 'look' ? 1 : 2)
  })

  test('fails when a field is missing or wrong from which a run draws conclusions', () => {
    if (answer.kind === 'anything') throw new Error(`${name} answers nothing`)
    const { keys, fields = {} } = answer
    const without = Object.fromEntries(Object.entries(thingOf(name)).filter(([key]) => !keys.includes(key)))
    const isTaken = (thing: unknown): boolean =>
      problemOf({ status: 200, headers: {}, text: JSON.stringify(goodBody(name, [thing])) }, answer) ===
      undefined
    for (const wrong of [undefined, null, {}, [], [{}], '', 1.5, true]) {
      for (const key of keys) expect(isTaken({ ...without, [key]: wrong })).toBe(false)
      for (const [field, isRight] of Object.entries(fields))
        expect(isTaken({ ...thingOf(name), [field]: wrong })).toBe(isRight(wrong))
    }
    for (const key of keys) expect(isTaken({ ...without, [key]: 5 })).toBe(true)
  })

  test.each([
    ['not-found', { detail: 'The requested resource does not exist' }],
    ['empty-404', ''],
    ['foreign-404', '<h1>Not Found</h1>'],
    ['foreign-404', 'null']
  ])('is not there only in the words of Sentry: %s', async (kind, body) => {
    answering({ status: 404, body })
    expect(await kindOf(called(name))).toBe(kind)
  })
})

describe.each(LISTS)('%s', name => {
  test('may be empty', async () => {
    answering({ body: goodBody(name, []) })
    expect(await called(name)).toEqual(goodBody(name, []))
  })

  test.each([[null], [{}], ['x'], [[]]])('fails when one row of many is %j', async wrong => {
    const things = Array.from({ length: 99 }, () => thingOf(name))
    answering({ body: goodBody(name, [...things, wrong]) })
    expect(await kindOf(called(name))).toBe('answer-not-understood')
  })
})

describe.each(PAGED)('the pages of %s', name => {
  const full = Array.from({ length: 100 }, () => thingOf(name))
  const link = (cursor: string, results = true): Readonly<Record<string, string>> => ({
    link: `<https://x/>; rel="next"; results="${results}"; cursor="${cursor}"`
  })

  async function read(...answers: readonly Scripted[]): Promise<string> {
    answering(...answers)
    let rows = 0
    try {
      for await (const page of sentry.pagesAny(name, parametersFor(name))) rows += page.rows.length
      return `${rows} rows`
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return error.kind.name
    }
  }

  test.each(BROKEN_LINKS)('that are full and whose Link header is $name may not be all', async ({ link }) => {
    expect(await read({ body: full, ...(link === undefined ? {} : { headers: { link } }) })).toBe(
      'list-incomplete'
    )
  })

  test('whose cursor comes again may not be all', async () => {
    expect(await read({ body: full, headers: link('a') })).toBe('list-incomplete')
  })

  test('are all when the last one says so', async () => {
    const first = { body: full, headers: link('a') }
    expect(await read(first, { body: full, headers: link('b', false) })).toBe('200 rows')
  })
})
