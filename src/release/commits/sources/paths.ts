import { withoutTrailing } from '../../../text/clean.ts'
import { globOf } from '../../../text/glob.ts'

/** A longer pattern names no path that git can hold, and each character costs time. */
const LONGEST_GLOB = 1_000

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

/** The first part of a pattern that only other kinds of globs know, such as `{a,b}`. Here it would be taken literally. */
function unknownSign(pattern: string): string | undefined {
  return /[@?*+!]\(|\{[^{}]{1,200}(?:,|\.\.)[^{}]{0,200}\}/.exec(pattern)?.[0]
}
