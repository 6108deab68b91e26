/** A left out letter is the likeliest slip: a shortened name (`list-issues`) is nearer to the full one than to another short one. */
const COST = { missing: 1, other: 3 }

/** The name that is nearest to a given one; `undefined` only when there are no names. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const word = given.slice(0, 60).toLowerCase()
  const ranked = names.map(name => ({ name, cost: costOf(word, name.toLowerCase()) }))
  return ranked.toSorted((a, b) => a.cost - b.cost)[0]?.name
}

/** What it costs to turn `given` into `name` letter by letter (an edit distance, row by row). */
function costOf(given: string, name: string): number {
  let above = Array.from({ length: name.length + 1 }, (_, column) => column * COST.missing)
  for (const letter of given) {
    const row = [(above[0] ?? 0) + COST.other]
    for (let column = 1; column <= name.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (name[column - 1] === letter ? 0 : COST.other)
      const tooMuch = (above[column] ?? 0) + COST.other
      const missing = (row[column - 1] ?? 0) + COST.missing
      row.push(Math.min(replaced, tooMuch, missing))
    }
    above = row
  }
  return above.at(-1) ?? 0
}
