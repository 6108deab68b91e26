import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { ROOT, sourcesIn } from '../sources.ts'
import { expressionsIn } from './expressions.ts'
import { counted } from './steps.ts'

interface Place {
  readonly file: string
  readonly expression: RegExp
}

const sources = sourcesIn('src')
const places = sources.flatMap(({ file, text }) =>
  expressionsIn(text).map((expression): Place => ({ file, expression }))
)

/** Some are built from parts when their module is loaded. */
const builders = sources.filter(({ text }) => /\bRegExp\(/.test(text)).map(({ file }) => file)
const built: Place[] = []
const Native = globalThis.RegExp
for (const file of builders) {
  globalThis.RegExp = new Proxy(Native, {
    construct(target, parts) {
      const expression = new target(String(parts[0]), String(parts[1] ?? ''))
      built.push({ file, expression })
      return expression
    }
  })
  await import(path.join(ROOT, file))
}
globalThis.RegExp = Native

/** What grows with the square takes twice as many steps for a character where the text is twice as long. */
const SIZES = [800, 1_600] as const
const MOST_GROWTH = 1.5
/** So many steps for each character are few whatever follows. */
const FEW = 40
/** Bounded repeats look at a character again, but only so often. */
const MOST = 700

interface Growth {
  /** The steps for each character of the longer text, by those of the shorter one. */
  readonly worst: number
  readonly most: number
  readonly pump: string
}

function growth(expression: RegExp): Growth {
  const { steps, pumps } = counted(expression)
  const perCharacter = (text: string): number => steps(text, text.length * MOST) / text.length
  let worst: Growth = { worst: 0, most: 0, pump: '' }
  for (const pump of pumps)
    for (const end of ['', 'A!']) {
      const [short, long] = SIZES.map(size => pump.repeat(Math.ceil(size / pump.length)) + end)
      const first = perCharacter(short ?? '')
      if (first <= FEW) continue
      const second = perCharacter(long ?? '')
      const found = { worst: second >= MOST ? Infinity : second / first, most: second, pump }
      if (found.worst > worst.worst) worst = found
      if (worst.worst > MOST_GROWTH) return worst
    }
  return worst
}

describe('every regular expression of the action', () => {
  test('is found', () => {
    expect(places.length).toBeGreaterThan(150)
    // each module that builds some was loaded, by itself or by one before it
    expect(built.length).toBeGreaterThanOrEqual(builders.length)
  })

  test.each(
    [...places, ...built].map(({ file, expression }) => [file, String(expression), expression] as const)
  )('%s %s takes steps in proportion to its text', (_file, _written, expression) => {
    const { worst, most, pump } = growth(expression)
    expect({ isLinear: worst <= MOST_GROWTH, pump, worst, most }).toMatchObject({ isLinear: true })
  })

  test.each([/x*y/, /\beyJ[\w-]{5,}\./, /<[^>]*>/, /[a-z_-]+-[a-z]+/i, /^(a+)+$/, /\/+$/])(
    'the count sees that %s does not',
    expression => {
      expect(growth(expression).worst).toBeGreaterThan(MOST_GROWTH)
    }
  )
})
