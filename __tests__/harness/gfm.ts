import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

/** A node of the parsed document, in the few fields that the tests look at. */
export interface Node {
  readonly type: string
  readonly value?: string
  readonly url?: string
  readonly depth?: number
  readonly children?: readonly Node[]
}

/** Parses as GitHub does: CommonMark with tables, literal addresses, strikethrough, task lists and footnotes. */
export function parse(markdown: string): Node {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown)
}

/** All nodes of a kind, in the order of the document. */
export function all(node: Node, type: string): readonly Node[] {
  return [...(node.type === type ? [node] : []), ...(node.children ?? []).flatMap(child => all(child, type))]
}

/** The text that a reader sees, comments and tags left out. */
export function shown(node: Node): string {
  if (node.type === 'html') return ''
  return node.value ?? (node.children ?? []).map(shown).join('')
}

/** The text nodes outside of code and links: what GitHub's passes for mentions, references and addresses look at. */
export function plainTexts(node: Node): readonly string[] {
  if (node.type === 'link' || node.type === 'inlineCode') return []
  if (node.type === 'text') return [node.value ?? '']
  return (node.children ?? []).flatMap(plainTexts)
}

/** What GitHub turns into something else: mention, reference, sha, address, emoji name. */
export const CLAIMED = /@[a-z\d]|#\d|\bgh-\d|\b[0-9a-f]{7,}\b|:\/\/|\bwww\.|[\w.+-]@[\w-]|:[\w+-]+:/i

/** The kinds of nodes that our own tables, headings and paragraphs are made of. */
export const PLAIN_KINDS: ReadonlySet<string> = new Set([
  'root',
  'heading',
  'paragraph',
  'table',
  'tableRow',
  'tableCell',
  'inlineCode',
  'link',
  'text'
])

/** Kinds of nodes in the tree that are not in `PLAIN_KINDS`, raw HTML other than an empty comment among them. */
export function strangeKinds(node: Node): readonly string[] {
  const own =
    node.type === 'html' && node.value === '<!-- -->' ? [] : PLAIN_KINDS.has(node.type) ? [] : [node.type]
  return [...own, ...(node.children ?? []).flatMap(strangeKinds)]
}
