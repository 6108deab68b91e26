import { CONNECTION } from '../maton/connections.ts'
import {
  areThingsWith,
  isCount,
  isListIfAny,
  isNumberOrNull,
  isObjectIfAny,
  isSize,
  isText,
  isTextOrNull,
  type Thing
} from '../way/expected.ts'
import { at, countAt, idAt, isRecord, listAt, textAt } from '../text/json.ts'

/** Reads the few fields that the product uses from Sentry's answers. Any of them may be missing. */

export interface Organization {
  readonly id: string
  readonly slug: string
}

export function decodeOrganization(json: unknown): Organization {
  return { id: idAt(json, 'id') ?? '', slug: textAt(json, 'slug') ?? '' }
}

export interface Project {
  readonly id: string
  readonly slug: string
}

export function decodeProject(json: unknown): Project {
  return {
    id: idAt(json, 'id') ?? '',
    slug: textAt(json, 'slug') ?? ''
  }
}

/** Given projects as ids, as far as they are known; all known ones if none are given. */
export function idsOf(given: readonly string[], known: readonly Project[]): readonly string[] {
  if (given.length === 0) return known.map(({ id }) => id)
  return given.map(name => known.find(({ slug }) => slug === name)?.id ?? name)
}

/** Given projects as slugs, as far as they are known; all known ones if none are given. */
export function slugsOf(given: readonly string[], known: readonly Project[]): readonly string[] {
  if (given.length === 0) return known.map(({ slug }) => slug)
  return given.map(name => known.find(({ id }) => id === name)?.slug ?? name)
}

/** A repository as Sentry knows it. Only one with an integration can be fetched from. */
export interface SentryRepository {
  readonly name: string
  readonly url: string
  readonly hasIntegration: boolean
}

export function decodeRepository(json: unknown): SentryRepository {
  const provider = textAt(json, 'provider', 'id') ?? ''
  return {
    name: textAt(json, 'name') ?? '',
    url: textAt(json, 'url') ?? '',
    hasIntegration: provider.startsWith('integrations:') && (textAt(json, 'status') ?? 'active') === 'active'
  }
}

/** A commit of a release, as Sentry lists it. */
export interface ReleaseCommit {
  readonly sha: string
  readonly repository: string
  readonly message: string | undefined
  readonly authorName: string | undefined
  readonly authorEmail: string | undefined
  /** ISO 8601. */
  readonly date: string | undefined
}

export function decodeReleaseCommit(json: unknown): ReleaseCommit {
  return {
    sha: textAt(json, 'id') ?? '',
    repository: textAt(json, 'repository', 'name') ?? '',
    message: textAt(json, 'message'),
    authorName: textAt(json, 'author', 'name'),
    authorEmail: textAt(json, 'author', 'email'),
    date: textAt(json, 'dateCreated')
  }
}

export interface Release {
  readonly version: string
  readonly ref: string | undefined
  readonly url: string | undefined
  /** ISO 8601; `undefined` until the release is finalized. */
  readonly dateReleased: string | undefined
  readonly dateCreated: string | undefined
  readonly projects: readonly Project[]
  readonly commitCount: number
  /** All deploys that were ever recorded of it. */
  readonly deployCount: number | undefined
  /** The environment of its last deploy. */
  readonly lastEnvironment: string | undefined
  readonly lastCommit: ReleaseCommit | undefined
  /** ISO 8601 time of the first event of this release, if there was one. */
  readonly firstEvent: string | undefined
  /** ISO 8601 time of the last one, in whatever environment. */
  readonly lastEvent: string | undefined
}

export function decodeRelease(json: unknown): Release {
  const lastCommit = decodeReleaseCommit(at(json, 'lastCommit'))
  return {
    version: textAt(json, 'version') ?? '',
    ref: textAt(json, 'ref'),
    url: textAt(json, 'url'),
    dateReleased: textAt(json, 'dateReleased'),
    dateCreated: textAt(json, 'dateCreated'),
    projects: listAt(json, ['projects'], decodeProject),
    commitCount: countAt(json, 'commitCount') ?? 0,
    deployCount: countAt(json, 'deployCount'),
    lastEnvironment: textAt(json, 'lastDeploy', 'environment'),
    lastCommit: lastCommit.sha === '' ? undefined : lastCommit,
    firstEvent: textAt(json, 'firstEvent'),
    lastEvent: textAt(json, 'lastEvent')
  }
}

export interface Deploy {
  readonly id: string
  readonly environment: string
  readonly name: string | undefined
  readonly url: string | undefined
  /** ISO 8601. */
  readonly dateFinished: string | undefined
}

export function decodeDeploy(json: unknown): Deploy {
  return {
    id: idAt(json, 'id') ?? '',
    environment: textAt(json, 'environment') ?? '',
    name: textAt(json, 'name'),
    url: textAt(json, 'url'),
    dateFinished: textAt(json, 'dateFinished')
  }
}

/** For `fields`: groups of sessions, each with the numbers of its whole window. */
function areGroupsOfNumbers(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      group =>
        isRecord(group) &&
        isRecord(group['by']) &&
        isRecord(group['totals']) &&
        Object.values(group['totals']).every(isNumberOrNull)
    )
  )
}

/**
 * For each kind of object: the fields that identify it, and the fields that must be valid. Any other field may be missing.
 * Source: the objects of Sentry's API description and of Maton's documentation.
 */
export const THINGS = {
  organization: { keys: ['slug'] },
  project: { keys: ['slug'] },
  member: { keys: ['id', 'email'] },
  repository: { keys: ['name'], fields: { provider: isObjectIfAny } },
  /** Events without an environment belong to the one whose name is empty. */
  environment: { keys: ['id', 'name'] },
  issue: { keys: ['id'] },
  event: { keys: ['id', 'eventID'] },
  hash: { keys: ['id'] },
  team: { keys: ['slug'] },
  /** When it is read alone. Its date and its commits must be known: what is not known would be overwritten. */
  release: {
    keys: ['version'],
    fields: {
      dateReleased: isTextOrNull,
      commitCount: isCount,
      lastCommit: isObjectIfAny,
      projects: areThingsWith('id', 'slug')
    }
  },
  /** In a list of releases. */
  listedRelease: { keys: ['version'], fields: { lastCommit: isObjectIfAny } },
  /** A commit whose repository cannot be read would be sent again without one. */
  commit: { keys: ['id'], fields: { repository: isObjectIfAny } },
  /** The environment tells whether a lost deploy is in the list. */
  deploy: { keys: ['id'], fields: { environment: isText } },
  /** Sessions in a window of time; `null` is a number that there is not. */
  sessions: { keys: ['start'], fields: { groups: areGroupsOfNumbers } },
  connection: CONNECTION,
  /** A size that cannot be right would cut files into nothing. */
  uploadOptions: {
    keys: ['url', 'chunkSize'],
    fields: { chunkSize: isSize, compression: isListIfAny, accept: isListIfAny }
  },
  assembly: { keys: ['state'], fields: { state: isText, missingChunks: isListIfAny } }
} as const satisfies Readonly<Record<string, Thing>>
