/** A place in a query, counted from 1. */
export interface Location {
  readonly line: number
  readonly column: number
}

export type Value =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Value>> }

export interface Selection {
  readonly name: string
  readonly alias: string
  /** The type that the inline fragment around the field names. */
  readonly on: string | undefined
  readonly values: Readonly<Record<string, Value>>
  readonly selections: readonly Selection[]
  readonly location: Location
}

export interface Operation {
  readonly kind: 'query' | 'mutation'
  readonly name: string | undefined
  /** Names of the variables that must be given. */
  readonly required: readonly string[]
  readonly defaults: Readonly<Record<string, Value>>
  readonly selections: readonly Selection[]
  readonly location: Location
}

/** A query that cannot be read. */
export class SyntaxProblem extends Error {
  readonly location: Location

  constructor(message: string, location: Location) {
    super(message)
    this.name = 'SyntaxProblem'
    this.location = location
  }
}

interface Token {
  readonly text: string
  readonly location: Location
}

const TOKEN = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[_A-Za-z]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\S/y
const IGNORED = /(?:[\s,]|#[^\n]*)*/y

function tokens(source: string): Token[] {
  const found: Token[] = []
  let line = 1
  let lineStart = 0
  let at = 0
  const next = (pattern: RegExp): string => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0] ?? ''
  }
  const advance = (text: string): void => {
    for (const { index } of text.matchAll(/\n/g)) {
      line++
      lineStart = at + index + 1
    }
    at += text.length
  }
  for (;;) {
    advance(next(IGNORED))
    const text = next(TOKEN)
    if (text === '') return found
    found.push({ text, location: { line, column: at - lineStart + 1 } })
    advance(text)
  }
}

/**
 * Reads operations with fields, aliases, arguments, variables and inline fragments.
 * @throws SyntaxProblem
 */
export function parseQuery(source: string): readonly Operation[] {
  const reader = new Reader(tokens(source))
  const operations: Operation[] = []
  do operations.push(reader.operation())
  while (!reader.isAtEnd)
  return operations
}

class Reader {
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#tokens.length
  }

  operation(): Operation {
    const { location } = this.#peek()
    if (this.#peek().text === '{')
      return {
        kind: 'query',
        name: undefined,
        required: [],
        defaults: {},
        selections: this.#selections(),
        location
      }
    const kind = this.#take().text
    if (kind !== 'query' && kind !== 'mutation') throw this.#problem(this.#position - 1)
    const name = this.#peek().text === '(' || this.#peek().text === '{' ? undefined : this.#name()
    const required: string[] = []
    const defaults: Record<string, Value> = {}
    if (this.#skip('(')) while (!this.#skip(')')) this.#variable(required, defaults)
    return { kind, name, required, defaults, selections: this.#selections(), location }
  }

  #variable(required: string[], defaults: Record<string, Value>): void {
    this.#expect('$')
    const name = this.#name()
    this.#expect(':')
    const isRequired = this.#type()
    if (this.#skip('=')) defaults[name] = this.#value()
    else if (isRequired) required.push(name)
  }

  /** Whether the type excludes null. */
  #type(): boolean {
    if (this.#skip('[')) {
      this.#type()
      this.#expect(']')
    } else this.#name()
    return this.#skip('!')
  }

  #selections(on?: string): Selection[] {
    this.#expect('{')
    const selections: Selection[] = []
    do {
      if (this.#skip('...')) selections.push(...this.#selections(this.#skip('on') ? this.#name() : on))
      else selections.push(this.#field(on))
    } while (!this.#skip('}'))
    return selections
  }

  #field(on: string | undefined): Selection {
    const { location } = this.#peek()
    const alias = this.#name()
    const name = this.#skip(':') ? this.#name() : alias
    const values: Record<string, Value> = {}
    if (this.#skip('(')) while (!this.#skip(')')) this.#pair(values)
    return {
      name,
      alias,
      on,
      values,
      selections: this.#peek().text === '{' ? this.#selections() : [],
      location
    }
  }

  #pair(into: Record<string, Value>): void {
    const name = this.#name()
    this.#expect(':')
    into[name] = this.#value()
  }

  #value(): Value {
    if (this.#skip('$')) return { kind: 'variable', name: this.#name() }
    if (this.#skip('[')) {
      const items: Value[] = []
      while (!this.#skip(']')) items.push(this.#value())
      return { kind: 'list', items }
    }
    if (this.#skip('{')) {
      const fields: Record<string, Value> = {}
      while (!this.#skip('}')) this.#pair(fields)
      return { kind: 'object', fields }
    }
    const { text } = this.#peek()
    if (text.startsWith('"""')) return { kind: 'literal', value: this.#take().text.slice(3, -3) }
    // the other literals of GraphQL are those of JSON; a bare word is the value of an enum
    if (/^["\d-]|^(true|false|null)$/.test(text)) return { kind: 'literal', value: this.#json() }
    return { kind: 'literal', value: this.#name() }
  }

  #json(): unknown {
    const { text } = this.#take()
    try {
      return JSON.parse(text)
    } catch {
      throw this.#problem(this.#position - 1)
    }
  }

  #name(): string {
    if (!/^[_A-Za-z]/.test(this.#peek().text)) throw this.#problem(this.#position)
    return this.#take().text
  }

  #skip(text: string): boolean {
    if (this.#tokens[this.#position]?.text !== text) return false
    this.#position++
    return true
  }

  #expect(text: string): void {
    if (!this.#skip(text)) throw this.#problem(this.#position)
  }

  #take(): Token {
    const token = this.#peek()
    this.#position++
    return token
  }

  #peek(): Token {
    const token = this.#tokens[this.#position]
    if (!token) throw this.#problem(this.#position)
    return token
  }

  #problem(position: number): SyntaxProblem {
    const token = this.#tokens[position]
    if (!token)
      return new SyntaxProblem(
        'Unexpected end of document',
        this.#tokens.at(-1)?.location ?? { line: 1, column: 1 }
      )
    const { line, column } = token.location
    return new SyntaxProblem(
      `Parse error on ${JSON.stringify(token.text)} at [${line}, ${column}]`,
      token.location
    )
  }
}
