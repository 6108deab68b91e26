import path from 'node:path'
import { clean } from './clean.ts'
import { textAt } from './json.ts'
import { nearestNames } from './nearest.ts'

/** Whether a text is a whole sha, of SHA-1 or SHA-256. The zeros that git writes for "none" are no sha. */
export function isFullSha(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) && !/^0+$/.test(text)
}

/** The whole sha at a path of field names, in lower case; `undefined` for anything else. */
export function shaAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = textAt(value, ...path)
  return found !== undefined && isFullSha(found) ? found.toLowerCase() : undefined
}

/** Whether a text may be a sha, whole or shortened: 7 to 64 hexadecimal digits. */
export function isShaLike(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text)
}

/** The whole sha that a name ends with (`web@1111…`), where nothing of the sha's own form stands before it. */
export function shaAtEnd(name: string): string | undefined {
  const found = /(?:^|[^\da-f])([\da-f]{40}|[\da-f]{64})$/i.exec(name)?.[1]
  return found !== undefined && isFullSha(found) ? found : undefined
}

/** A sha as people write it; a name as it is. */
export function short(commit: string): string {
  return isFullSha(commit) ? commit.slice(0, 7) : clean(commit, 60)
}

/** Whether two names mean the same repository: without regard to case and `.git`. */
export function isSameRepository(a: string, b: string): boolean {
  return plainRepository(a) === plainRepository(b)
}

/** A repository's name or address without what two clients may write differently: case, `.git`, blanks around it. */
export function plainRepository(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '')
}

/** A repository at GitHub. */
export interface RepositoryName {
  readonly owner: string
  readonly name: string
}

/**
 * Reads `owner/name`, by the signs that GitHub takes: letters, digits, `-` and `_` for owners; for repositories also `.`, but not
 * `.` and `..`, which would lead an address to another place. The only way from a text to a path of GitHub's API.
 *
 * @param fullName from anywhere: an input, the environment, an event, Sentry
 * @returns `undefined` when it is no such name
 */
export function repositoryName(fullName: string): RepositoryName | undefined {
  const [owner = '', name = '', ...rest] = fullName.split('/')
  const isName =
    rest.length === 0 && /^[\w-]{1,100}$/.test(owner) && /^[\w.-]{1,100}$/.test(name) && !isDots(name)
  return isName ? { owner, name } : undefined
}

/** Whether a part of a path means a folder and not a name: URLs leave `.` out, and `..` leads out of the folder. */
export function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}

/** The most names that a message shows. With more an annotation is hard to read. */
const SHOWN = 30

/** `1 page`, `2 pages` */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** Bytes for people: `512 kB`, `14.2 MB`. */
export function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** How many there are, and their names: `no project`, `1 project: web`, `40 projects: api, web, …`. */
export function countedNames(names: readonly string[], thing: string): string {
  if (names.length === 0) return `no ${thing}`
  const shown = names.slice(0, SHOWN).map(name => clean(name, 100))
  const listed = `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`
  return names.length === 1 ? `1 ${thing}: ${listed}` : `${names.length} ${thing}s: ${listed}`
}

/** Names in their order, except that those come first which an unknown name may mean. */
export function nearestFirst(given: readonly string[], names: readonly string[]): readonly string[] {
  const near = given.flatMap(name => nearestNames(name, names))
  return [...new Set([...near, ...names])]
}

/** A question for the names that may be meant, with a space at its end; empty when there are none. */
export function didYouMean(given: readonly string[], names: readonly string[]): string {
  const near = [...new Set(given.flatMap(name => nearestNames(name, names).slice(0, 1)))]
  return near.length === 0 ? '' : `Did you mean ${near.map(name => clean(name, 100)).join(', ')}? `
}

/** Whether a text is a slug as Sentry makes them, or a numeric id: nothing else may become a part of a host's name. */
export function isSlug(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(text)
}

/** Ids of Maton's connections are opaque; only these characters are safe in a header and a path. */
export const CONNECTION_ID = /^[A-Za-z0-9_-]{1,200}$/

/** A text that begins a sentence. */
export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** A time to the minute, in UTC, such as `2026-01-15 10:05`; `undefined` for what is no time. */
export function minute(time: string | undefined): string | undefined {
  const date = new Date(time ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 16).replace('T', ' ')
}

/** A path with `/` between its folders, also on Windows. Elsewhere a `\` in a name stays. */
export function slashed(place: string, separator: string = path.sep): string {
  return separator === '/' ? place : place.replaceAll(separator, '/')
}
