import { withoutTrailing } from '../../../text/clean.ts'

/** Whether `paths` includes a path, given with `/` from the repository's root. */
export type PathFilter = (path: string) => boolean

interface Pattern {
  readonly excludes: boolean
  readonly glob: string
}

/**
 * Makes a filter from globs like git's pathspecs. A folder means all that is in it. `*` stops at `/`, `**` does not. A dot is a character
 * like others. `!` excludes. The last pattern that fits a path decides. With exclusions only, everything else is included.
 */
export function createPathFilter(patterns: readonly string[]): PathFilter {
  const rules = patterns.map(parse).map(({ excludes, glob }) => ({
    excludes,
    fits: globOf(glob)
  }))
  const otherwise = rules.every(rule => rule.excludes)
  return path => {
    const last = rules.findLast(rule => rule.fits(path))
    return last === undefined ? otherwise : !last.excludes
  }
}

/**
 * The folders and files that hold everything the patterns can include, such as `packages/web` for `packages/web/**`.
 * @returns `undefined` when some pattern begins with a wildcard, so that nothing can be ruled out
 */
export function literalPrefixes(patterns: readonly string[]): readonly string[] | undefined {
  const prefixes = patterns
    .map(parse)
    .filter(pattern => !pattern.excludes)
    .map(pattern => literalPrefix(pattern.glob))
  return prefixes.length === 0 || prefixes.includes('') ? undefined : [...new Set(prefixes)]
}

/** The folders in front of the first one that may hold a wildcard. */
function literalPrefix(glob: string): string {
  const folders = glob.split('/')
  const wild = folders.findIndex(folder => /[*?[\]{}()!+@|\\]/.test(folder))
  return (wild === -1 ? folders : folders.slice(0, wild)).join('/')
}

/** What is allowed, if this pattern is not. */
export function patternProblem(pattern: string): string | undefined {
  const { glob } = parse(pattern)
  if (glob === '') return 'a pattern after !'
  if (glob.length > LONGEST_GLOB) return `patterns of at most ${LONGEST_GLOB} characters`
  // elsewhere it makes a sign plain: \[id\]
  if (/\\[\p{L}\p{N}_.-]/u.test(glob)) return 'folders with / between them, on Windows, too'
  const unknown = unknownSign(glob)
  if (unknown !== undefined)
    return `patterns of *, ** (whole folders), ? and [a-z]; write each alternative of ${unknown} as a pattern`
  // the list is split at commas, also at those inside braces
  const opened = glob.split('{').length
  const closed = glob.split('}').length
  return opened === closed
    ? undefined
    : 'patterns without commas in braces: write each alternative as a pattern'
}

function parse(pattern: string): Pattern {
  const excludes = pattern.startsWith('!')
  const given = pattern.slice(excludes ? 1 : 0)
  const glob = withoutTrailing(given.replace(/^\.?\/+/, ''), '/')
  // `.` and `/` mean the whole repository
  const isRoot = glob === '.' || (glob === '' && given !== '')
  return { excludes, glob: isRoot ? '**' : glob }
}

/** Matches one path, with `/` between its folders. */
type Glob = (path: string) => boolean

/** A longer pattern names no path that git can hold, and each character costs time. */
const LONGEST_GLOB = 1_000

/** One character of a segment, or a `*`. */
type Token = '*' | ((character: string) => boolean)
/** One folder or file of a pattern; `**` means any number of them. */
type Segment = '**' | readonly Token[]

/**
 * A glob as git's `:(glob)` has it: `*`, `?` and `[a-z]` stop at `/`, a segment `**` does not, `\` takes the next character as it is; every
 * other character means itself. A folder means all that is in it.
 *
 * No regular expression is made of it: for those `*a*a*a*a*b` takes minutes. This takes at most one step for each character of the pattern
 * and each of the path.
 */
export function globOf(pattern: string): Glob {
  const segments: readonly Segment[] = [...pattern.split('/').map(segmentOf), '**']
  return path => matchesInOrder(segments, path.split('/'), FOLDERS)
}

/** The first part of a pattern that only other kinds of globs know, such as `{a,b}`. Here it would be taken literally. */
function unknownSign(pattern: string): string | undefined {
  return /[@?*+!]\(|\{[^{}]{1,200}(?:,|\.\.)[^{}]{0,200}\}/.exec(pattern)?.[0]
}

/**
 * Matches a list against a pattern with wildcards. Only the last wildcard ever has to take more, because the parts before it fit as early
 * as they can.
 */
function matchesInOrder<Part, Item>(
  pattern: readonly Part[],
  items: readonly Item[],
  { isWild, fits }: { isWild: (part: Part) => boolean; fits: (part: Part, item: Item) => boolean }
): boolean {
  let at = 0
  let lastWild = -1
  let taken = 0
  for (let index = 0; index < items.length;) {
    const part = pattern[at]
    const item = items[index]
    if (part !== undefined && isWild(part)) {
      lastWild = at
      taken = index
      at += 1
    } else if (part !== undefined && item !== undefined && fits(part, item)) {
      at += 1
      index += 1
    } else if (lastWild !== -1) {
      taken += 1
      at = lastWild + 1
      index = taken
    } else return false
  }
  return pattern.slice(at).every(isWild)
}

const FOLDERS = { isWild: (segment: Segment): boolean => segment === '**', fits: fitsSegment }

function fitsSegment(segment: Segment, name: string): boolean {
  return segment !== '**' && matchesInOrder(segment, Array.from(name), CHARACTERS)
}

const CHARACTERS = {
  isWild: (token: Token): boolean => token === '*',
  fits: (token: Token, character: string): boolean => token !== '*' && token(character)
}

function segmentOf(text: string): Segment {
  if (text === '**') return '**'
  const tokens: Token[] = []
  const characters = Array.from(text)
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? ''
    const choice = character === '[' ? choiceAt(characters, index) : undefined
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*')
    } else if (character === '?') tokens.push(() => true)
    else if (choice !== undefined) {
      tokens.push(choice.fits)
      index = choice.end
    } else {
      const isEscape = character === '\\' && index + 1 < characters.length
      if (isEscape) index += 1
      const literal = characters[index]
      tokens.push(other => other === literal)
    }
  }
  return tokens
}

/** Reads `[abc]`, `[a-z]` or `[!a]`; `undefined` without a closing bracket: then `[` means itself. */
function choiceAt(
  characters: readonly string[],
  start: number
): { fits: (character: string) => boolean; end: number } | undefined {
  const excludes = characters[start + 1] === '!' || characters[start + 1] === '^'
  const first = start + (excludes ? 2 : 1)
  // a closing bracket that comes first is one of the choices
  const end = characters.indexOf(']', first + 1)
  if (end === -1) return undefined
  const given = characters.slice(first, end)
  const fits = (character: string): boolean =>
    given.some((one, index) =>
      given[index + 1] === '-' && given[index + 2] !== undefined
        ? one <= character && character <= (given[index + 2] ?? '')
        : one === character
    )
  return { fits: character => fits(character) !== excludes, end }
}
