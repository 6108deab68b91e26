/** Longer foreign text is cut before anything is searched in it: no place shows more of a text than a small part of this. */
export const LONGEST_SEARCHED = 20_000

/** A word that the cut splits may be half a secret; a longer one than this is no word. */
const LONGEST_WORD = 4_000

/**
 * Cuts a text to what is searched and shown at most, in front of the word that the cut would split.
 * @returns a text of at most `LONGEST_SEARCHED` UTF-16 units
 */
export function cutForSearch(text: string): string {
  if (text.length <= LONGEST_SEARCHED) return text
  let end = LONGEST_SEARCHED
  while (end > LONGEST_SEARCHED - LONGEST_WORD && !isBlank(text.charAt(end))) end -= 1
  return text.slice(0, end).toWellFormed()
}

function isBlank(character: string): boolean {
  return character.trim() === ''
}

/** A text without the given character at its end, however often it stands there. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === character) end -= 1
  return text.slice(0, end)
}
