/**
 * Puts generated text between the markers `<!-- begin name -->` and `<!-- end name -->`.
 * @throws Error if the document lacks one of them
 */
export function between(document: string, name: string, generated: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const start = document.indexOf(begin)
  const stop = document.indexOf(end)
  if (start < 0 || stop < start) throw new Error(`The document needs ${begin} and, after it, ${end}`)
  return `${document.slice(0, start + begin.length)}\n\n${generated}\n\n${document.slice(stop)}`
}
