import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createLimiter } from '../../src/maton/rate.ts'
import type { Clock } from '../../src/run/context.ts'

/** A clock that goes on only when everyone sleeps, to the time of the first who wakes. */
function fakeClock(): Clock & { run(until: number): Promise<void> } {
  let now = 0
  const sleepers: { at: number; wake(): void }[] = []
  return {
    // set back all the time: it must not matter
    now: () => -now,
    elapsed: () => now,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      sleepers.push({ at: now + ms, wake: resolve })
      return promise
    },
    async run(until) {
      for (;;) {
        // everything that can go on without time passing has gone on by then
        await new Promise(resolve => setImmediate(resolve))
        sleepers.sort((a, b) => a.at - b.at)
        const first = sleepers[0]
        if (first === undefined || first.at > until) break
        sleepers.shift()
        now = Math.max(now, first.at)
        first.wake()
      }
      now = Math.max(now, until)
    }
  }
}

const never = new AbortController().signal

/** When the turns start that are asked for at the given times. */
async function startsOf(asked: readonly number[]): Promise<readonly number[]> {
  const clock = fakeClock()
  const limiter = createLimiter(clock)
  const starts: number[] = []
  const turns = asked.map(async at => {
    await clock.sleep(at, never)
    await limiter.turn(never)
    starts.push(clock.elapsed())
  })
  await clock.run(10_000_000)
  await Promise.all(turns)
  return starts
}

describe('the rate', () => {
  test('ten start at once, the eleventh after 1,050 ms', async () => {
    const starts = await startsOf(Array.from({ length: 21 }, () => 0))
    expect(starts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0))
    expect(starts.slice(10, 20)).toEqual(Array.from({ length: 10 }, () => 1_051))
    expect(starts[20]).toBe(2_102)
  })

  test.each([1_049, 1_050, 1_051, 1_052])(
    'an eleventh that comes after %d ms starts after 1,050',
    async at => {
      const starts = await startsOf([...Array.from({ length: 10 }, () => 0), at])
      expect(starts[10]).toBe(Math.max(at, 1_051))
    }
  )

  test('what comes slower than that does not wait', async () => {
    const asked = Array.from({ length: 30 }, (_, index) => index * 110)
    expect(await startsOf(asked)).toEqual(asked)
  })

  test('at most ten start within any 1,050 ms, whenever they are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat({ max: 5_000 }), fc.constantFrom(0, 1_050, 1_051)), { maxLength: 60 }),
        async asked => {
          const starts = await startsOf(asked)
          expect(starts).toHaveLength(asked.length)
          for (const [index, start] of starts.entries()) {
            const eleventh = starts[index + 10]
            if (eleventh !== undefined) expect(eleventh - start).toBeGreaterThan(1_050)
          }
          // nobody starts before it was asked for, and nobody waits longer than the rate makes it
          const sorted = asked.toSorted((a, b) => a - b)
          for (const [index, start] of starts.entries()) {
            const tenBefore = starts[index - 10]
            const earliest = Math.max(sorted[index] ?? 0, tenBefore === undefined ? 0 : tenBefore + 1_051)
            expect(start).toBe(Math.max(earliest, starts[index - 1] ?? 0))
          }
        }
      ),
      { numRuns: 60 }
    )
  })
})

describe('turns', () => {
  test('are given in the order in which they were asked for', async () => {
    const clock = fakeClock()
    const limiter = createLimiter(clock)
    const order: number[] = []
    const turns = Array.from({ length: 25 }, (_, index) => limiter.turn(never).then(() => order.push(index)))
    await clock.run(10_000)
    await Promise.all(turns)
    expect(order).toEqual(Array.from({ length: 25 }, (_, index) => index))
  })

  test('that are given up cost nothing and keep nobody waiting', async () => {
    const clock = fakeClock()
    const limiter = createLimiter(clock)
    await Promise.all(Array.from({ length: 10 }, () => limiter.turn(never)))
    const controller = new AbortController()
    const given = limiter.turn(controller.signal)
    const next = limiter.turn(never).then(() => clock.elapsed())
    await clock.run(500)
    controller.abort(new Error('cancelled'))

    await expect(given).rejects.toThrow('cancelled')
    await clock.run(5_000)
    expect(await next).toBe(1_051)
    await expect(limiter.turn(controller.signal)).rejects.toThrow('cancelled')
  })
})
