import { choice, fields, filledText, items, NotUnderstood } from './decode.ts'
import { isEnvironmentName, isVersion } from '../sentry/requests/names.ts'

/**
 * Decodes a value.
 * @param at its place, for the message
 * @throws NotUnderstood
 */
export type Decode<T> = (value: unknown, at: string) => T

/** Reads the fields of an object. */
export interface SeedReader {
  /** `undefined` if the field is missing. */
  readonly optional: <T>(key: string, decode: Decode<T>) => T | undefined
  readonly required: <T>(key: string, decode: Decode<T>) => T
}

/** A reader of an object. It may only have fields of `keys`. */
export function readSeed(value: unknown, at: string, keys: readonly string[]): SeedReader {
  const given = new Map(Object.entries(fields(value, at, keys)))
  return {
    optional: (key, decode) => (given.has(key) ? decode(given.get(key), `${at}.${key}`) : undefined),
    required: (key, decode) => {
      if (!given.has(key)) throw new NotUnderstood(`${at}.${key}`, 'is required')
      return decode(given.get(key), `${at}.${key}`)
    }
  }
}

/** A name that Sentry accepts for a release. */
export const releaseVersion: Decode<string> = (value, at) => {
  const read = filledText(value, at)
  if (!isVersion(read) || read.length > 200)
    throw new NotUnderstood(at, `is ${read}, which Sentry does not allow as the name of a release`)
  return read
}

/** A name that Sentry accepts for an environment. */
export const environmentName: Decode<string> = (value, at) => {
  const read = filledText(value, at)
  if (!isEnvironmentName(read) || read.length > 64)
    throw new NotUnderstood(at, `is ${read}, which Sentry does not allow as the name of an environment`)
  return read
}

export function nullable<T>(decode: Decode<T>): Decode<T | null> {
  return (value, at) => (value === null ? null : decode(value, at))
}

export function oneOf<const T extends string>(choices: readonly T[]): Decode<T> {
  return (value, at) => choice(value, at, choices)
}

export function listOf<T>(decode: Decode<T>): Decode<readonly T[]> {
  return (value, at) => items(value, at, decode)
}

/** An object whose keys are names. */
export function mapOf<T>(name: Decode<string>, decode: Decode<T>): Decode<ReadonlyMap<string, T>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new NotUnderstood(at, 'must be an object')
    const entries = Object.entries(value)
    return new Map(entries.map(([key, element]) => [name(key, at), decode(element, `${at}.${key}`)]))
  }
}

/** Replaces a missing value, but not `null`. */
export function withDefault<T>(value: T | undefined, otherwise: T): T {
  return value === undefined ? otherwise : value
}
