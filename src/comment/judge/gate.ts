import { clean } from '../../text/clean.ts'
import { HEALTH_GRAMMAR, type HealthTerm, parseHealthTerm } from '../health/terms.ts'
import type { TermVerdict } from '../health/verdict.ts'
import { isAtLeast, type Issue, type Kind, KINDS, type IssueLevel, LEVELS } from '../issue.ts'

/** One condition of `fail_on` on issues, that breaks the gate when it holds, such as `new:error>0`. */
export interface Term {
  /** As it is shown: without spaces, in small letters. */
  readonly text: string
  readonly kind: Kind | 'total'
  /** Only issues of this level or worse count; `undefined`: all. */
  readonly level: IssueLevel | undefined
  readonly operator: '>' | '>='
  readonly limit: number
}

/** The conditions of `fail_on`, at least one; any broken one fails. */
export interface Gate {
  readonly issues: readonly Term[]
  readonly health: readonly HealthTerm[]
}

export interface Verdict {
  /** `error`, `no-data`: no condition is known to be broken, but not all could be judged. */
  readonly result: 'pass' | 'fail' | 'no-data' | 'error'
  /** The verdict on each condition on release health. */
  readonly health: readonly TermVerdict[]
  /** The conditions on issues that are broken, with the number of issues that each one found. */
  readonly broken: readonly { readonly term: Term; readonly found: number }[]
  /** The issues that count for a broken condition, each once. */
  readonly issues: readonly Issue[]
}

/** The grammar in short. The whole one stands in the README of the comment step. */
const ALLOWED =
  `Allowed are ${[...KINDS, 'total'].join(', ')} with > or >=, and :level for that level or worse (${LEVELS.join(', ')}); ` +
  `${HEALTH_GRAMMAR}; for example \`new:error>0, crash_free_sessions<99.5\`.`

const TERM = new RegExp(
  `^(?<kind>${[...KINDS, 'total'].join('|')})(?::(?<level>${LEVELS.join('|')}))?(?<operator>>=?)(?<limit>\\d{1,9})$`
)

/**
 * Reads the input `fail_on`. Line breaks and spaces may separate conditions, too. Spaces around `:` and the operator do not matter, and
 * capitals do not.
 *
 * @returns the gate, or the problems: each names what cannot be read, and the last one ends with what is allowed
 */
export function parseGate(input: string): { readonly gate: Gate } | { readonly problems: readonly string[] } {
  const issues = new Map<string, Term>()
  const health = new Map<string, HealthTerm>()
  const problems: string[] = []
  const pieces = input.split(/[,\r\n]/).filter(part => part.trim() !== '')
  for (const [index, piece] of pieces.entries()) {
    for (const word of wordsOf(piece)) {
      const onHealth = parseHealthTerm(word)
      const onIssues = onHealth === undefined ? parseTerm(word) : undefined
      if (onHealth !== undefined && 'term' in onHealth) health.set(word, onHealth.term)
      else if (onIssues !== undefined) issues.set(word, onIssues)
      else {
        const why = onHealth === undefined ? whyNot(piece, pieces[index - 1]) : `: ${onHealth.problem}`
        problems.push(`"${clean(piece, 60)}" is not a condition${why}.`)
        break
      }
    }
  }
  if (issues.size + health.size === 0 && problems.length === 0) problems.push('There is no condition.')
  const last = problems.pop()
  if (last !== undefined) return { problems: [...problems, `${last} ${ALLOWED}`] }
  return { gate: { issues: [...issues.values()], health: [...health.values()] } }
}

/** The conditions of a piece, each without the blanks in it. */
function wordsOf(piece: string): readonly string[] {
  return piece
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?(>=|<=|[<>:+-]) ?/g, '$1')
    .replaceAll(' %', '%')
    .split(' ')
}

/** What is wrong with a piece, if it is one of the usual mistakes; else empty. */
function whyNot(piece: string, before: string | undefined): string {
  const number = piece.trim()
  if (before !== undefined && /^\d+$/.test(number) && /\d\s*$/.test(before)) {
    const read = `${clean(before, 60)} and ${number}`
    const isRate = wordsOf(before).some(word => parseHealthTerm(word) !== undefined)
    const meant = isRate ? `meant is "${clean(`${before}.${number}`, 60)}"` : 'numbers of issues are whole'
    return `: a comma separates conditions and is no decimal comma, so "${clean(`${before},${number}`, 60)}" is ${read}; ${meant}`
  }
  if (/\d\.\d/.test(piece)) return ': numbers of issues are whole'
  return /[<=]/.test(piece.replaceAll('>=', '')) ? ': use > or >= and a number of issues' : ''
}

/** The kinds that must be queried: the included ones and those that the gate names, in the order of `KINDS`. */
export function kindsToQuery(include: readonly Kind[], gate: Gate | undefined): readonly Kind[] {
  return KINDS.filter(
    kind => include.includes(kind) || gate?.issues.some(term => term.kind === kind) === true
  )
}

/**
 * Judges the gate: any broken condition fails it, else one that could not be judged is an error, else one without data leaves it open.
 *
 * @param issues all distinct issues of all kinds that were queried, not only those that are shown; `undefined` without data
 * @param health the verdicts on the conditions on release health
 */
export function judge(
  gate: Gate,
  issues: readonly Issue[] | undefined,
  health: readonly TermVerdict[] = []
): Verdict {
  const broken = gate.issues
    .map(term => ({ term, found: (issues ?? []).filter(issue => countsFor(term, issue)).length }))
    .filter(({ term, found }) => issues !== undefined && isBroken(term, found))
  return {
    result: resultOf({ gate, hasIssues: issues !== undefined, isBroken: broken.length > 0, health }),
    health,
    broken,
    issues: (issues ?? []).filter(issue => broken.some(({ term }) => countsFor(term, issue)))
  }
}

function isBroken({ operator, limit }: Term, found: number): boolean {
  return operator === '>' ? found > limit : found >= limit
}

function resultOf(judged: {
  readonly gate: Gate
  readonly hasIssues: boolean
  readonly isBroken: boolean
  readonly health: readonly TermVerdict[]
}): Verdict['result'] {
  const verdicts = new Set(judged.health.map(({ verdict }) => verdict))
  if (judged.isBroken || verdicts.has('fail')) return 'fail'
  if (verdicts.has('error')) return 'error'
  const isOpen = verdicts.has('no-data') || (judged.gate.issues.length > 0 && !judged.hasIssues)
  return isOpen ? 'no-data' : 'pass'
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
