import { fields, Refusal } from '../decode.ts'
import { parseTime } from './times.ts'

/** Reads a value that stands `at` a place; throws a `Refusal` when it is something else. */
export type Decode<T> = (value: unknown, at: string) => T

/** The known fields of an object. */
export interface SeedReader {
  /** `undefined` when the field is missing. */
  readonly optional: <T>(key: string, decode: Decode<T>) => T | undefined
  readonly required: <T>(key: string, decode: Decode<T>) => T
}

/** A reader of an object that has no fields but `keys`. */
export function readSeed(value: unknown, at: string, keys: readonly string[]): SeedReader {
  const given = new Map(Object.entries(fields(value, at, keys)))
  return {
    optional: (key, decode) => (given.has(key) ? decode(given.get(key), `${at}.${key}`) : undefined),
    required: (key, decode) => {
      if (!given.has(key)) throw new Refusal(`${at}.${key}`, 'is required')
      return decode(given.get(key), `${at}.${key}`)
    }
  }
}

export const text: Decode<string> = (value, at) => {
  if (typeof value !== 'string' || value === '') throw new Refusal(at, 'must be a text')
  return value
}

export const flag: Decode<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Refusal(at, 'must be true or false')
  return value
}

/** A whole number, 0 or more. */
export const count: Decode<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Refusal(at, 'must be a whole number, 0 or more')
  return value
}

/** An ISO 8601 time, as milliseconds since the epoch. */
export const time: Decode<number> = (value, at) => {
  const read = typeof value === 'string' ? parseTime(value) : undefined
  if (read === undefined) throw new Refusal(at, 'must be an ISO 8601 time')
  return read
}

/** A version that Sentry would take as the name of a release. */
export const version: Decode<string> = (value, at) => {
  const read = text(value, at)
  const reserved = ['', '.', '..', 'latest'].includes(read.trim().toLowerCase())
  if (reserved || /[\r\n\f\t/\\]/.test(read) || read.length > 200)
    throw new Refusal(at, `has ${read}, which is not allowed as the name of a release`)
  return read
}

/** A name that Sentry would take for an environment. */
export const environmentName: Decode<string> = (value, at) => {
  const read = text(value, at)
  if (/[\n\r\f/]/.test(read) || read.length > 64)
    throw new Refusal(at, `has ${read}, which is not allowed as the name of an environment`)
  return read
}

export function nullable<T>(decode: Decode<T>): Decode<T | null> {
  return (value, at) => (value === null ? null : decode(value, at))
}

export function oneOf<const T extends string>(choices: readonly T[]): Decode<T> {
  return (value, at) => {
    const known = choices.find(choice => choice === value)
    if (known === undefined) throw new Refusal(at, `must be one of ${choices.join(', ')}`)
    return known
  }
}

export function listOf<T>(decode: Decode<T>): Decode<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Refusal(at, 'must be a list')
    return value.map((element, index) => decode(element, `${at}[${index}]`))
  }
}

/** An object whose keys are names. */
export function mapOf<T>(name: Decode<string>, decode: Decode<T>): Decode<ReadonlyMap<string, T>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Refusal(at, 'must be an object')
    const entries = Object.entries(value)
    return new Map(entries.map(([key, element]) => [name(key, at), decode(element, `${at}.${key}`)]))
  }
}
