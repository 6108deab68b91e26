import { isList, itemsOf, objectIn, readJson, type Edit, type FoundObject } from './json-bytes.ts'
import type { SourceMap } from './source-map.ts'

/**
 * Leaves out what all absolute source paths of a map have in common, as `sentry-cli --strip-common-prefix` does: whole parts only,
 * and nothing of a single path. In a map of sections each section is a map of its own.
 */
export function commonPrefixEdits({ bytes, root }: SourceMap): readonly Edit[] {
  return stripped(bytes, root)
}

function stripped(bytes: Uint8Array, { members }: FoundObject): readonly Edit[] {
  const [sections, sources] = [members.get('sections'), members.get('sources')]
  if (isList(bytes, sections))
    return itemsOf(bytes, sections).flatMap(section => {
      const inner = objectIn(bytes, objectIn(bytes, section)?.members.get('map'))
      return inner === undefined ? [] : stripped(bytes, inner)
    })
  if (!isList(bytes, sources)) return []
  const paths = itemsOf(bytes, sources).map(span => ({ span, path: readJson(bytes, span) }))
  const texts = paths.map(({ path }) => path).filter(path => typeof path === 'string')
  const prefix = commonFolder([...new Set(texts.filter(path => /^(?:\/|[A-Za-z]:[\\/])/.test(path)))])
  if (prefix.length <= 1) return []
  return paths.flatMap(({ span, path }) =>
    typeof path === 'string' && path.startsWith(prefix)
      ? [{ ...span, text: JSON.stringify(path.slice(prefix.length)) }]
      : []
  )
}

/** The longest folder that all paths are in, with its last slash; empty for fewer than two paths. */
function commonFolder([first, ...others]: readonly string[]): string {
  if (first === undefined || others.length === 0) return ''
  const parts = first.split('/').slice(0, -1)
  const shared = others.reduce((count, other) => {
    const theirs = other.split('/').slice(0, -1)
    const differs = parts.findIndex((part, index) => index >= count || theirs[index] !== part)
    return differs === -1 ? count : differs
  }, parts.length)
  return shared === 0 ? '' : `${parts.slice(0, shared).join('/')}/`
}
