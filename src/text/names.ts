import path from 'node:path'
import { clean } from './clean.ts'
import { nearestNames } from './nearest.ts'

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

/** Milliseconds since 1970; 0 for what is no time. */
export function timeOf(time: string | undefined): number {
  return Date.parse(time ?? '') || 0
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
