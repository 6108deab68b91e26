import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { problemOf } from '../../src/way/expected.ts'
import { createSentry } from '../../src/sentry/client.ts'
import { parametersIn } from '../../src/sentry/operations/row.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OperationName
} from '../../src/sentry/operations/table.ts'
import type { Answer } from '../harness/server.ts'
import { startGateway } from '../maton/gateway.ts'
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

/** Calls Sentry, which answers so. @returns the JSON or the failure's name, and how often Sentry was asked */
async function called(
  name: OperationName,
  ...answers: readonly Answer[]
): Promise<{ readonly came: unknown; readonly asked: number }> {
  const { gateway, received } = await startGateway(answers)
  const calling = createSentry(gateway).callAny(name, parametersFor(name))
  return { came: await calling.then(({ json }) => json, nameOf), asked: received.length }
}

function parametersFor(name: OperationName): Readonly<Record<string, string>> {
  return Object.fromEntries(parametersIn(operation(name).path).map(parameter => [parameter, 'a']))
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Failure)) throw thrown
  return thrown.kind.name
}

describe.each(ANSWERING)('%s', name => {
  const { repeat, answer } = operation(name)

  test('is answered well by what belongs there', async () => {
    const body = goodBody(name)
    expect(await called(name, { body })).toEqual({ came: body, asked: 1 })
  })

  /** `{}` is Sentry's word for "there is none" where the row says so. */
  const wrong = WRONG.filter(([, body]) => answer.kind !== 'thing-or-empty' || JSON.stringify(body) !== '{}')

  test.each(wrong)('fails, and never says "none", at %s', async (_, body) => {
    const { came, asked } = await called(name, { body })
    const isCreate = repeat === 'look'
    expect(isCreate ? ['outcome-unclear'] : ['answer-not-understood', 'unavailable']).toContain(came)
    // what makes a new thing is never sent again
    expect(asked).toBeLessThanOrEqual(isCreate ? 1 : 5)
  })

  test('goes on when a wrong shape came once, unless it may be done already', async () => {
    const body = goodBody(name)
    expect(await called(name, { body: { detail: 'x' } }, { body })).toEqual(
      repeat === 'look' ? { came: 'outcome-unclear', asked: 1 } : { came: body, asked: 2 }
    )
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
    expect(await called(name, { status: 404, body })).toMatchObject({ came: kind })
  })
})

describe.each(LISTS)('%s', name => {
  test('may be empty', async () => {
    const body = goodBody(name, [])
    expect(await called(name, { body })).toEqual({ came: body, asked: 1 })
  })

  test.each([[null], [{}], ['x'], [[]]])('fails when one row of many is %j', async wrong => {
    const things = Array.from({ length: 99 }, () => thingOf(name))
    const body = goodBody(name, [...things, wrong])
    expect(await called(name, { body })).toMatchObject({ came: 'answer-not-understood' })
  })
})

describe.each(PAGED)('the pages of %s', name => {
  const full = Array.from({ length: 100 }, () => thingOf(name))
  const link = (cursor: string, results = true): Readonly<Record<string, string>> => ({
    link: `<https://x/>; rel="next"; results="${results}"; cursor="${cursor}"`
  })

  async function read(...answers: readonly Answer[]): Promise<string> {
    const { gateway } = await startGateway(answers)
    const sentry = createSentry(gateway)
    let rows = 0
    try {
      for await (const page of sentry.pagesAny(name, parametersFor(name))) rows += page.rows.length
      return `${rows} rows`
    } catch (error) {
      return nameOf(error)
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
