import { badRequest, Refusal } from '../requests/answers.ts'
import { createReader, type Reader, searchRefusal } from '../issues/search/query.ts'
import type { SessionRow } from '../state/state.ts'
import { STATUSES, type Status } from './counts.ts'

/** A compiled search of sessions. */
export interface SessionSearch {
  readonly matches: (row: SessionRow) => boolean
  /** The statuses that it asks for; `undefined` without a condition on the status. */
  readonly statuses: readonly Status[] | undefined
}

interface Term {
  readonly key: string
  readonly negated: boolean
  /** One of these must be equal. */
  readonly values: readonly string[]
}

type Node =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly Node[] }

const STATUS_KEY = 'session.status'
const FIELDS: ReadonlyMap<string, (row: SessionRow) => readonly string[]> = new Map([
  ['release', (row: SessionRow) => [row.release]],
  ['environment', (row: SessionRow) => [row.environment]],
  ['project', (row: SessionRow) => [row.project.slug, row.project.id]]
])

/**
 * Compiles a query: `release`, `environment`, `project` and `session.status` with `!`, quotes and `[a,b]`, joined by `AND` (or a blank),
 * `OR` and parentheses.
 * @throws Refusal (400) for any other key, free text or `*`
 */
export function compileSessionSearch(query: string): SessionSearch {
  const node = parse(query)
  return { matches: row => holds(node, row), statuses: statusesOf(node) }
}

function holds(node: Node, row: SessionRow): boolean {
  if (node.kind !== 'term')
    return node.kind === 'all'
      ? node.nodes.every(inner => holds(inner, row))
      : node.nodes.some(inner => holds(inner, row))
  const { key, negated, values } = node.term
  const has = FIELDS.get(key)?.(row)
  return has === undefined || has.some(value => values.includes(value)) !== negated
}

/**
 * The statuses of conditions that must all hold.
 * @throws Refusal (400) for the status inside an `OR`
 */
function statusesOf(node: Node): readonly Status[] | undefined {
  const terms = (node.kind === 'all' ? node.nodes : [node]).map(inner => {
    if (inner.kind === 'term') return inner.term
    if (speaksOfStatus(inner)) throw new Refusal(badRequest('Unable to parse condition with session.status'))
    return undefined
  })
  const ofStatus = terms.filter(term => term?.key === STATUS_KEY)
  if (ofStatus.length === 0) return undefined
  return STATUSES.filter(status => ofStatus.every(term => term?.values.includes(status) !== term?.negated))
}

function speaksOfStatus(node: Node): boolean {
  return node.kind === 'term' ? node.term.key === STATUS_KEY : node.nodes.some(speaksOfStatus)
}

const BLANKS = /\s*/y
const OPEN = /\(/y
const CLOSE = /\)/y
const OR = /OR(?=[\s(]|$)/iy
const AND = /AND(?=[\s(]|$)/iy
const KEY = /(!?)([\w.-]+):/y
const QUOTED = /"((?:\\.|[^"\\])*)"/y
const PLAIN = /[^\s()]*/y
const LIST = /\[((?:"(?:\\.|[^"\\])*"|[^"\]])*)\]/y
const LIST_VALUE = /\s*(?:"((?:\\.|[^"\\])*)"|([^",]+?))\s*(?:,|$)/y

function parse(query: string): Node {
  const reader = createReader(query)
  reader.next(BLANKS)
  if (reader.atEnd()) return { kind: 'all', nodes: [] }
  const node = readAny(reader)
  if (!reader.atEnd()) throw searchRefusal('Unmatched parenthesis')
  return node
}

function readAny(reader: Reader): Node {
  const nodes = [readAll(reader)]
  while (reader.next(OR) !== undefined) {
    reader.next(BLANKS)
    nodes.push(readAll(reader))
  }
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind: 'any', nodes }
}

function readAll(reader: Reader): Node {
  const nodes = [readOne(reader)]
  while (!reader.atEnd() && !reader.sees(OR) && !reader.sees(CLOSE)) {
    if (reader.next(AND) !== undefined) reader.next(BLANKS)
    nodes.push(readOne(reader))
  }
  return { kind: 'all', nodes: nodes.flatMap(node => (node.kind === 'all' ? node.nodes : [node])) }
}

function readOne(reader: Reader): Node {
  const inner = reader.next(OPEN) === undefined ? readTerm(reader) : readGroup(reader)
  reader.next(BLANKS)
  return inner
}

function readGroup(reader: Reader): Node {
  reader.next(BLANKS)
  const inner = readAny(reader)
  if (reader.next(CLOSE) === undefined) throw searchRefusal('Unmatched parenthesis')
  return inner
}

function readTerm(reader: Reader): Node {
  if (reader.atEnd() || reader.sees(OR) || reader.sees(AND) || reader.sees(CLOSE))
    throw searchRefusal('Condition is missing on one side of an operator')
  const [, sign, key] = reader.next(KEY) ?? []
  if (key === undefined) throw filterRefusal('message')
  if (key !== STATUS_KEY && !FIELDS.has(key)) throw filterRefusal(key)
  return { kind: 'term', term: { key, negated: sign === '!', values: readValues(reader, key) } }
}

function filterRefusal(key: string): Refusal {
  return new Refusal(badRequest(`Invalid search filter: ${key}`))
}

function readValues(reader: Reader, key: string): readonly string[] {
  const list = reader.next(LIST)
  if (list !== undefined) return readList(list[1] ?? '', key)
  const quoted = reader.next(QUOTED)
  if (quoted !== undefined) return [valueOf(quoted[1] ?? '')]
  const plain = reader.next(PLAIN)?.[0] ?? ''
  if (plain === '') throw searchRefusal(`Empty string after '${key}:'`)
  if (/(?<!\\)"/.test(plain))
    throw searchRefusal(`Invalid quote at '${plain}': quotes must enclose text or be escaped.`)
  return [valueOf(plain)]
}

function readList(text: string, key: string): readonly string[] {
  const reader = createReader(text)
  const values: string[] = []
  while (!reader.atEnd()) {
    const found = reader.next(LIST_VALUE)
    if (found === undefined) throw searchRefusal(`Invalid list after '${key}:'`)
    values.push(valueOf(found[1] ?? found[2] ?? ''))
  }
  if (values.length === 0) throw searchRefusal(`Empty list after '${key}:'`)
  return values
}

/** `\"`, `\*` and `\\` stand for the character after the backslash. */
function valueOf(written: string): string {
  if (/(?<!\\)(?:\\\\)*\*/.test(written))
    throw new Refusal(badRequest('Invalid condition: wildcard search is not supported'))
  return written.replace(/\\(["*\\])/g, '$1')
}
