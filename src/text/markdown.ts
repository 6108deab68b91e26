import { hostsOf } from './address.ts'
import { clean } from './clean.ts'

/** Stands for an empty comment until everything else is escaped; a cleaned text never holds it. */
const CUT = '\u0000'

/**
 * A foreign text as a code span for a table cell: nothing in it is Markdown, a mention, a reference or an address.
 *
 * @param value the raw text; it is cleaned (and cut to `max` clusters) here
 */
export function code(value: string, max?: number): string {
  return escapePipes(proseCode(value, max))
}

/** Like `code`, for everywhere else than tables: there the backslash before a pipe would be shown. */
export function proseCode(value: string, max?: number): string {
  const content = clean(value, max)
  const fence = '`'.repeat(shortestMissingRun(content))
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

/**
 * A foreign text as prose, for headings, paragraphs and `<summary>`: all punctuation as entities, and an empty
 * comment wherever GitHub would see a mention, a reference, a commit or an address (entities do not stop it).
 *
 * @param value the raw text; it is cleaned (and cut to `max` clusters) here
 */
export function text(value: string, max?: number): string {
  return clean(value, max)
    .replace(/[@#]|:(?=\/\/|[\w+-])|www|gh(?=-\d)/gi, found => found + CUT)
    .replace(/[0-9a-f]{7,}/gi, run => run.replace(/.{5}/g, five => five + CUT))
    .replace(/[!-/:-@[-`{-~]/g, entity)
    .replaceAll(CUT, '<!-- -->')
}

/** A foreign text as a code element for raw HTML blocks, where backticks mean nothing. */
export function htmlCode(value: string, max?: number): string {
  return `<code>${clean(value, max).replace(/[&<>"']/g, entity)}</code>`
}

/**
 * A link to an address that this action built.
 *
 * @param label Markdown that is safe already, such as what `code` returned
 * @param url the address; only without user name
 * @param allowedHosts the hosts of Sentry and of this GitHub, as `hostsOf` gives them
 * @returns the link, or the label alone when the address is not allowed
 */
export function link(label: string, url: string, allowedHosts: readonly string[]): string {
  const address = safeAddress(url, allowedHosts)
  return address === undefined ? label : `[${label}](${address})`
}

/**
 * A GFM table. Cells are Markdown that is safe already; pipes in them must be escaped (`code` does it).
 *
 * @param head heading and alignment of each column
 */
export function table(
  head: readonly (readonly [title: string, align: 'left' | 'right'])[],
  rows: readonly (readonly string[])[]
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const heading = `|${head.map(([title]) => (title === '' ? ' ' : ` ${title} `)).join('|')}|`
  const rule = `|${head.map(([, align]) => (align === 'left' ? ':--' : '--:')).join('|')}|`
  return [heading, rule, ...rows.map(line)].join('\n')
}

/** A folded section. The blank lines make GitHub read the body as Markdown. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}

function safeAddress(url: string, allowedHosts: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  if (parsed.username !== '' || parsed.password !== '') return undefined
  const isAllowed = hostsOf(url).some(host => allowedHosts.includes(host))
  if (!/^https?:$/.test(parsed.protocol) || !isAllowed) return undefined
  // A URL has encoded spaces, controls and angle brackets itself. Of the rest `;` would end an entity such as
  // `&copy;`, and a backtick could pair with one of the label's.
  return parsed.href.replace(/[()|\\`;]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`
}

/** GFM splits cells before it looks for code, at each pipe without an odd number of backslashes before it. */
function escapePipes(span: string): string {
  return span.replace(/(?<!\\)(\\*)\|/g, (_all, before: string) =>
    before.length % 2 === 0 ? `${before}\\|` : `${before}\\\\|`
  )
}

function shortestMissingRun(content: string): number {
  const lengths = new Set(Array.from(content.matchAll(/`+/g), run => run[0].length))
  let length = 1
  while (lengths.has(length)) length += 1
  return length
}
