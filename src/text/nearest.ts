/** What each difference between the words of two names costs; a letter counts by its share of the word. */
const COST = {
  /** People shorten names: `list-issues` for `list-organization-issues`. */
  missingWord: 0.5,
  extraWord: 1,
  otherWord: 1.5,
  abbreviation: 0.3
}

/** A word with more differences than this is another word. */
const MOST_TYPOS = 0.5
/** A name that costs more than this for each word is not near. */
const MOST_COST = 0.75
/** A name that costs at most this much more than the nearest is named too. */
const MARGIN = 0.2
/** More names than three are no hint. */
const MOST_NAMES = 3

/**
 * The names that may be meant by one that is not known, the nearest first: those with the same words, or with typing errors in them, or
 * with a word more or less. Case and the signs between the words do not matter.
 * @param given as it was written
 * @param names the names that there are
 * @returns at most three names; none when nothing is near
 */
export function nearestNames(given: string, names: readonly string[]): readonly string[] {
  const words = wordsOf(given.slice(0, 200))
  if (words.length === 0) return []
  const ranked = names
    .map(name => ({ name, cost: Math.min(costOf(words, wordsOf(name)), wholeCost(words, wordsOf(name))) }))
    .filter(({ cost }) => cost < MOST_COST * words.length)
    .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))
  const best = ranked[0]?.cost ?? 0
  return ranked
    .filter(({ cost }) => cost <= best + MARGIN && (best > 0 || cost === 0))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
}

/** `statsPeriod`, `stats_period` and `stats-period` have the same words. */
function wordsOf(name: string): readonly string[] {
  const parted = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase()
  return parted.split(/[^\p{L}\d]+/u).filter(word => word !== '')
}

function costOf(given: readonly string[], name: readonly string[]): number {
  return distance(given, name, { missing: COST.missingWord, extra: COST.extraWord, other: wordCost })
}

/** For a name whose words are written together. */
function wholeCost(given: readonly string[], name: readonly string[]): number {
  const isTogether = given.length !== name.length && (given.length === 1 || name.length === 1)
  return isTogether ? typoCost(given.join(''), name.join('')) : COST.otherWord
}

function wordCost(given: string, name: string): number {
  const stem = given.replace(/s$/, '')
  const isShort = stem.length >= 3 && name.startsWith(stem)
  return Math.min(typoCost(given, name), isShort ? COST.abbreviation : COST.otherWord)
}

function typoCost(given: string, name: string): number {
  if (given === name) return 0
  const share = typosIn(given, name) / Math.max(given.length, name.length)
  return share <= MOST_TYPOS ? share : COST.otherWord
}

/** Letters that are missing, too many or wrong, and neighbours that changed places. */
function typosIn(given: string, name: string): number {
  const [letters, wanted] = [Array.from(given), Array.from(name)]
  const isSwapped = letters.some(
    (letter, at) =>
      letters
        .with(at, letters[at + 1] ?? '')
        .with(at + 1 < letters.length ? at + 1 : at, letter)
        .join('') === name
  )
  if (isSwapped) return 1
  return distance(letters, wanted, { missing: 1, extra: 1, other: (a, b) => (a === b ? 0 : 1) })
}

/** What it costs to turn one list into another (an edit distance, row by row). */
function distance(
  given: readonly string[],
  name: readonly string[],
  { missing, extra, other }: { missing: number; extra: number; other: (a: string, b: string) => number }
): number {
  let above = Array.from({ length: name.length + 1 }, (_, column) => column * missing)
  for (const one of given) {
    const row = [(above[0] ?? 0) + extra]
    for (const [index, wanted] of name.entries()) {
      row.push(
        Math.min(
          (above[index] ?? 0) + other(one, wanted),
          (above[index + 1] ?? 0) + extra,
          (row[index] ?? 0) + missing
        )
      )
    }
    above = row
  }
  return above.at(-1) ?? 0
}
