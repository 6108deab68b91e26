/**
 * The characters that show nothing, as a part of a character class: controls, all that Unicode calls ignorable, the empty Braille
 * pattern, interlinear marks.
 */
export const INVISIBLE = '\\p{Cc}\\p{Default_Ignorable_Code_Point}\\u2800\\ufff9-\\ufffb'

/** What a reader cannot see, cannot count or takes for a space, and what reorders other characters. */
const AMBIGUOUS = new RegExp(
  `[${INVISIBLE}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]|(?! )\\p{Zs}|(?<= ) `,
  'u'
)
const EACH_AMBIGUOUS = new RegExp(AMBIGUOUS, 'gu')
const EACH_MARK = /\p{M}/gu

/**
 * The first character of a text that a reader cannot know to be there, as `U+200B`; `undefined` when the text is what it looks like.
 * Of a text that is not in the composed form (NFC) it is the first combining mark.
 */
export function hiddenIn(text: string): string | undefined {
  const found = AMBIGUOUS.exec(text)?.[0] ?? (isPlain(text) ? undefined : /\p{M}/u.exec(text)?.[0])
  const code = found?.codePointAt(0)
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** A text with what nobody can see written out, as `\u200b`. */
export function visible(text: string): string {
  const shown = isPlain(text) ? text : text.replace(EACH_MARK, written)
  return shown.replace(EACH_AMBIGUOUS, written)
}

/**
 * JSON of a value as it is sent, with what nobody can see written out; it is read back as the same value.
 * @param indent blanks for each level; 0 for one line
 */
export function visibleJson(value: unknown, indent: number): string {
  const lines = (JSON.stringify(value, undefined, indent) ?? '').split('\n')
  return lines
    .map(line => {
      const content = line.trimStart()
      // the old form of a command of the runner, which the log would break up
      return line.slice(0, line.length - content.length) + visible(content).replaceAll('##[', '##\\u005b')
    })
    .join('\n')
}

/** Whether marks stand in a text only as they are usually written. */
function isPlain(text: string): boolean {
  return text.normalize('NFC') === text && !/\p{M}{4}/u.test(text)
}

function written(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** The most characters of a piece: a line of the log is cut later. */
const PIECE = 1_000

/** A long text in pieces for lines of the log, with `↪` where one goes on. Nothing is left out. */
export function inPieces(line: string): readonly string[] {
  const characters = Array.from(line)
  const count = Math.max(1, Math.ceil(characters.length / PIECE))
  return Array.from({ length: count }, (_, at) => {
    const piece = characters.slice(at * PIECE, (at + 1) * PIECE).join('')
    return `${at === 0 ? '' : '↪'}${piece}${at === count - 1 ? '' : '↪'}`
  })
}
