import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp'

/** A regular expression, as a backtracking engine goes through it, with a count of its steps. */
export interface Counted {
  /** The steps of finding all matches in a text, as `replace` with the flag `g` does; it gives up above `most`. */
  readonly steps: (text: string, most: number) => number
  /** Pieces of text made of the expression's own characters: what it must look at again and again if anything. */
  readonly pumps: readonly string[]
}

type Next = (at: number) => boolean

class TooMany extends Error {}

/** Reads an expression. A construct that is not known here is an error, never passed over. */
export function counted(expression: RegExp): Counted {
  const { pattern } = new RegExpParser().parseLiteral(String(expression))
  const isUnicode = expression.unicode
  const tests = new Map<string, RegExp>()
  let text = ''
  let steps = 0
  let most = 0

  function fits(raw: string, at: number): boolean {
    const known = tests.get(raw)
    const one = known ?? new RegExp(`^(?:${raw})$`, expression.flags.replace(/[gym]/g, ''))
    tests.set(raw, one)
    step()
    return at < text.length && one.test(text.charAt(at))
  }

  function step(): void {
    steps += 1
    if (steps > most) throw new TooMany()
  }

  function alternatives(list: readonly AST.Alternative[], at: number, next: Next): boolean {
    return list.some(({ elements }) => sequence(elements, 0, at, next))
  }

  function sequence(elements: readonly AST.Element[], index: number, at: number, next: Next): boolean {
    const element = elements[index]
    if (element === undefined) return next(at)
    return match(element, at, end => sequence(elements, index + 1, end, next))
  }

  function match(element: AST.Element, at: number, next: Next): boolean {
    step()
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return fits(element.raw, at) && next(at + 1)
      case 'Group':
      case 'CapturingGroup':
        return alternatives(element.alternatives, at, next)
      case 'Quantifier':
        return repeated(element, at, next)
      case 'Assertion':
        return holds(element, at) && next(at)
      default:
        throw new Error(`${element.type} is not known here`)
    }
  }

  function repeated({ element, min, max, greedy }: AST.Quantifier, at: number, next: Next): boolean {
    if (element.type !== 'Character' && element.type !== 'CharacterSet' && element.type !== 'CharacterClass')
      return groups({ element, min, max, greedy }, 0, at, next)
    if (greedy) {
      let end = at
      while (end - at < max && fits(element.raw, end)) end += 1
      for (; end - at >= min; end -= 1) {
        step()
        if (next(end)) return true
      }
      return false
    }
    for (let end = at; end - at <= max; end += 1) {
      step()
      if (end - at >= min && next(end)) return true
      if (!fits(element.raw, end)) return false
    }
    return false
  }

  function groups(
    quantifier: Pick<AST.Quantifier, 'element' | 'min' | 'max' | 'greedy'>,
    count: number,
    at: number,
    next: Next
  ): boolean {
    const { element, min, max, greedy } = quantifier
    step()
    const more = (): boolean =>
      count < max &&
      match(element, at, end => (end > at || count < min) && groups(quantifier, count + 1, end, next))
    if (count < min) return more()
    return greedy ? more() || next(at) : next(at) || more()
  }

  function holds(assertion: AST.Assertion, at: number): boolean {
    switch (assertion.kind) {
      case 'start':
        return at === 0 || (expression.multiline && text.charAt(at - 1) === '\n')
      case 'end':
        return at === text.length || (expression.multiline && text.charAt(at) === '\n')
      case 'word':
        return (isWord(at - 1) !== isWord(at)) !== assertion.negate
      case 'lookahead':
        return alternatives(assertion.alternatives, at, () => true) !== assertion.negate
      default: {
        // those here look at one character, or at the start
        const before = alternatives(assertion.alternatives, Math.max(0, at - 1), end => end === at)
        return before !== assertion.negate
      }
    }
  }

  function isWord(at: number): boolean {
    return /\w/.test(text.charAt(at))
  }

  function run(): void {
    const isAnchored = pattern.alternatives.every(
      ({ elements: [first] }) =>
        first?.type === 'Assertion' && first.kind === 'start' && !expression.multiline
    )
    for (let at = 0; at <= text.length;) {
      let end = at
      const found = alternatives(pattern.alternatives, at, to => {
        end = to
        return true
      })
      if (isAnchored) return
      at = found && end > at ? end : at + 1
    }
  }

  return {
    pumps: pumpsOf(pattern, isUnicode ? expression.flags.replace(/[gym]/g, '') : ''),
    steps(given, limit) {
      text = given
      steps = 0
      most = limit
      try {
        run()
      } catch (error) {
        // as deep as many steps
        if (error instanceof RangeError) return limit
        if (!(error instanceof TooMany)) throw error
      }
      return steps
    }
  }
}

/** Characters that stand for a class. */
const SAMPLES = [
  ...Array.from('aA0-_ .:/?<>"\'`\\|@#$=,;()[]{}*+!~^%&'),
  '\n',
  '\t',
  '\r',
  '\0',
  '\u001b',
  '\u009b',
  'é',
  '\u0301',
  '\ufffd'
]

function pumpsOf(pattern: AST.Pattern, flags: string): readonly string[] {
  const pumps = new Set<string>(SAMPLES)
  const add = (elements: readonly AST.Element[]): void => {
    for (let from = 0; from < elements.length; from += 1)
      for (
        let to = from + 1;
        to <= (from === 0 ? elements.length : Math.min(elements.length, from + 3));
        to += 1
      )
        for (const variant of [0, 2, 3])
          pumps.add(
            elements
              .slice(from, to)
              .map(one => sample(one, variant, flags))
              .join('')
          )
  }
  visitRegExpAST(pattern, { onAlternativeEnter: ({ elements }) => add(elements) })
  return [...pumps].filter(pump => pump !== '' && pump.length <= 60)
}

function sample(element: AST.Element, variant: number, flags: string): string {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value)
    case 'CharacterSet':
    case 'CharacterClass': {
      const one = new RegExp(`^(?:${element.raw})$`, flags)
      const fitting = SAMPLES.filter(character => one.test(character))
      return fitting[variant % Math.max(1, fitting.length)] ?? ''
    }
    case 'Group':
    case 'CapturingGroup': {
      const { elements } = element.alternatives[variant % element.alternatives.length] ?? { elements: [] }
      return elements.map(inner => sample(inner, variant, flags)).join('')
    }
    case 'Quantifier':
      return sample(element.element, variant, flags).repeat(Math.min(Math.max(1, element.min), 12))
    default:
      return ''
  }
}
