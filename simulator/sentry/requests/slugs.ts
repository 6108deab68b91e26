import type { FieldReader } from './fields.ts'

const SLUG = /^(?![0-9]+$)[a-z0-9_-]+$/
/** Sentry's message for a text that is not a slug. */
export const NO_SLUG =
  'Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.'

/** Whether a text is a slug: small letters, digits, `_` and `-`, and not only digits. */
export function isSlug(text: string): boolean {
  return SLUG.test(text)
}

/** The field `slug`, at most `max` characters. */
export function readSlug(reader: FieldReader, max: number): string | undefined {
  const slug = reader.text('slug', { max })
  if (typeof slug === 'string' && slug !== '' && !isSlug(slug)) reader.problem('slug', NO_SLUG)
  return slug ?? undefined
}

/** The slug that Sentry makes of a name; empty if the name has no character for one. */
export function slugFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_\s-]/g, '')
    .replace(/[\s-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
}
