/** Matches one path, with `/` between its folders. */
type Glob = (path: string) => boolean

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
