import { globOf, LONGEST_GLOB, unknownSign } from '../../text/glob.ts'
import { withoutTrailing } from '../../text/cut.ts'

/** Tells whether a path (with `/`, from the repository's root) is one of those that `paths` names. */
export type PathFilter = (path: string) => boolean

interface Pattern {
  readonly excludes: boolean
  readonly glob: string
}

/**
 * Globs as git's pathspecs: a folder stands for all that is in it, `*` stops at `/`, `**` does not, and dots are as other
 * characters. `!` excludes; the last pattern that fits a path decides. Only exclusions: all else is included.
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

/** What a pattern has to be, if this one cannot be used. */
export function patternProblem(pattern: string): string | undefined {
  const { glob } = parse(pattern)
  if (glob === '') return 'a pattern after !'
  if (glob.length > LONGEST_GLOB) return `patterns of at most ${LONGEST_GLOB} characters`
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
  // `.` and `/` stand for the whole repository
  const isRoot = glob === '.' || (glob === '' && given !== '')
  return { excludes, glob: isRoot ? '**' : glob }
}
