import type { FieldReader } from './fields.ts'

const SLUG = /^(?![0-9]+$)[a-z0-9_-]+$/
/** What Sentry says of a text that can be no slug. */
export const NO_SLUG =
  'Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.'

/** Whether this can be a slug: small letters, digits, `_` and `-`, not digits alone. */
export function isSlug(text: string): boolean {
  return SLUG.test(text)
}

/** The field `slug`, at most `max` characters. */
export function readSlug(reader: FieldReader, max: number): string | undefined {
  const slug = reader.text('slug', { max })
  if (typeof slug === 'string' && slug !== '' && !isSlug(slug)) reader.problem('slug', NO_SLUG)
  return slug ?? undefined
}

/** The slug that Sentry makes from a name; empty when nothing of it can stand in one. */
export function slugFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_\s-]/g, '')
    .replace(/[\s-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
}
