import { isRecord } from '../../src/text/json.ts'

/** What expressions may name: `github`, `secrets`, `steps` and so on. */
export type Contexts = Readonly<Record<string, unknown>>

/**
 * Fills the expressions of a text, as GitHub does for a step's inputs.
 * @throws Error for a name that the contexts lack, so that no recipe relies on a slip
 */
export function filled(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{((?:'[^']*'|[^'])*?)\}\}/g, (_all, expression: string) =>
    shown(evaluate(expression, contexts))
  )
}

/** Whether a condition holds; it may stand without `${{ }}`. */
export function holds(condition: string, contexts: Contexts): boolean {
  const inner = /^\s*\$\{\{(.*)\}\}\s*$/.exec(condition)?.[1] ?? condition
  return Boolean(evaluate(inner, contexts))
}

/** The value of an expression: the part of GitHub's language that recipes use. */
export function evaluate(expression: string, contexts: Contexts): unknown {
  const tokens = expression.match(/'(?:[^']|'')*'|\|\||&&|==|!=|[A-Za-z_][\w-]*|\d+|\S/g) ?? []
  let position = 0

  function peek(): string | undefined {
    return tokens[position]
  }

  function take(expected?: string): string {
    const token = tokens[position]
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`"${expression}": ${expected ?? 'more'} expected, not ${token ?? 'the end'}`)
    position += 1
    return token
  }

  function either(): unknown {
    let value = both()
    while (peek() === '||') {
      take()
      const other = both()
      value = value || other
    }
    return value
  }

  function both(): unknown {
    let value = comparison()
    while (peek() === '&&') {
      take()
      const other = comparison()
      value = value && other
    }
    return value
  }

  function comparison(): unknown {
    const left = operand()
    if (peek() !== '==' && peek() !== '!=') return left
    const isEqual = take() === '=='
    return (shown(left) === shown(operand())) === isEqual
  }

  function operand(): unknown {
    const token = take()
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (/^\d/.test(token)) return Number(token)
    const value = peek() === '(' ? call(token) : member(contexts, token, token)
    return members(value, token)
  }

  function call(name: string): unknown {
    take('(')
    const args = peek() === ')' ? [] : [either()]
    while (peek() === ',') {
      take()
      args.push(either())
    }
    take(')')
    if (name === 'failure') return member(contexts['job'], 'status', 'job') === 'failure'
    if (name === 'toJSON') return JSON.stringify(args[0], null, 2)
    if (name === 'fromJSON') return JSON.parse(String(args[0]))
    if (name === 'format')
      return String(args[0]).replaceAll(/\{(\d)\}/g, (_all, index: string) => shown(args[Number(index) + 1]))
    throw new Error(`"${expression}": no function ${name}`)
  }

  function members(start: unknown, name: string): unknown {
    let value = start
    while (peek() === '.' || peek() === '[') {
      if (take() === '[') {
        value = Array.isArray(value) ? value[Number(take())] : undefined
        take(']')
      } else if (peek() === '*') {
        take()
        take('.')
        const field = take()
        value = Array.isArray(value) ? value.map(item => member(item, field, name)) : []
      } else value = member(value, take(), name)
    }
    return value
  }

  function member(value: unknown, field: string, name: string): unknown {
    if (!isRecord(value) || !(field in value)) throw new Error(`"${expression}": ${name} has no ${field}`)
    return value[field]
  }

  const value = either()
  if (position < tokens.length) throw new Error(`"${expression}": ${peek()} is too much`)
  return value
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
