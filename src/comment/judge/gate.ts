import { clean } from '../../text/clean.ts'
import { isAtLeast, type Issue, type Kind, KINDS, type Level, LEVELS } from '../issue.ts'

/** One condition of `fail_on` that breaks the gate when it holds, such as `new:error>0`. */
export interface Term {
  /** As it is shown: without spaces, in small letters. */
  readonly text: string
  readonly kind: Kind | 'total'
  /** Only issues of this level or worse count; `undefined`: all. */
  readonly level: Level | undefined
  readonly operator: '>' | '>='
  readonly limit: number
}

/** At least one term; any broken one fails. */
export type Gate = readonly Term[]

export interface Verdict {
  readonly result: 'pass' | 'fail'
  /** The terms that hold, with the number of issues that each one found. */
  readonly broken: readonly { readonly term: Term; readonly found: number }[]
  /** The issues that count for a broken term, each once. */
  readonly issues: readonly Issue[]
}

const ALLOWED =
  'Allowed are conditions separated by commas, each `kind>number` or `kind>=number`, with `:level` behind the kind ' +
  `for that level or worse (kinds: ${[...KINDS, 'total'].join(', ')}; levels: ${LEVELS.join(', ')}), such as ` +
  '`new:error>0, regressed>=3`.'

const TERM = new RegExp(
  `^(?<kind>${[...KINDS, 'total'].join('|')})(?::(?<level>${LEVELS.join('|')}))?(?<operator>>=?)(?<limit>\\d{1,9})$`
)

/**
 * Reads the input `fail_on`. Terms may also be separated by line breaks or spaces; spaces around `:` and the
 * operator, and capitals, do not matter.
 *
 * @returns the gate, or the problems: each names what cannot be read, and the grammar
 */
export function parseGate(input: string): { readonly gate: Gate } | { readonly problems: readonly string[] } {
  const gate = new Map<string, Term>()
  const problems: string[] = []
  const pieces = input.split(/[,\r\n]/).filter(part => part.trim() !== '')
  for (const [index, piece] of pieces.entries()) {
    const words = piece
      .trim()
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/ ?(>=|>|:) ?/g, '$1')
      .split(/\s+/)
    const terms = words.map(parseTerm)
    if (terms.every(term => term !== undefined)) for (const term of terms) gate.set(term.text, term)
    else
      problems.push(`"${clean(piece, 60)}" is not a condition${whyNot(piece, pieces[index - 1])}. ${ALLOWED}`)
  }
  if (gate.size === 0 && problems.length === 0) problems.push(`There is no condition. ${ALLOWED}`)
  return problems.length === 0 ? { gate: [...gate.values()] } : { problems }
}

/** What is wrong with a piece, where that can be told: the usual slips. */
function whyNot(piece: string, before: string | undefined): string {
  const number = piece.trim()
  if (before !== undefined && /^\d+$/.test(number) && /\d\s*$/.test(before)) {
    const read = `${clean(before, 60)} and ${number}`
    return `: a comma separates conditions and is no decimal comma, so "${clean(`${before},${number}`, 60)}" is ${read}; numbers of issues are whole`
  }
  if (/\d\.\d/.test(piece)) return ': numbers of issues are whole'
  return /[<=]/.test(piece.replaceAll('>=', ''))
    ? ': it says with > or >= how many issues break the gate'
    : ''
}

/** The kinds that must be queried: the included ones and those that the gate names, in the order of `KINDS`. */
export function kindsToQuery(include: readonly Kind[], gate: Gate | undefined): readonly Kind[] {
  return KINDS.filter(kind => include.includes(kind) || gate?.some(term => term.kind === kind) === true)
}

/**
 * @param issues all distinct issues of all kinds that were queried, not only those that are shown
 * @returns whether a term is broken, which ones, and by which issues
 */
export function judge(gate: Gate, issues: readonly Issue[]): Verdict {
  const broken = gate
    .map(term => ({ term, found: issues.filter(issue => countsFor(term, issue)).length }))
    .filter(({ term, found }) => (term.operator === '>' ? found > term.limit : found >= term.limit))
  return {
    result: broken.length === 0 ? 'pass' : 'fail',
    broken,
    issues: issues.filter(issue => broken.some(({ term }) => countsFor(term, issue)))
  }
}

function countsFor(term: Term, issue: Issue): boolean {
  const isOfKind = term.kind === 'total' || issue.kinds.includes(term.kind)
  return isOfKind && (term.level === undefined || isAtLeast(issue.level, term.level))
}

function parseTerm(word: string): Term | undefined {
  const groups = TERM.exec(word)?.groups
  if (groups === undefined) return undefined
  return {
    text: word,
    kind: KINDS.find(kind => kind === groups['kind']) ?? 'total',
    level: LEVELS.find(level => level === groups['level']),
    operator: groups['operator'] === '>' ? '>' : '>=',
    limit: Number(groups['limit'])
  }
}
