import { CONNECTION } from '../maton/connections.ts'
import { areThingsWith, isCount, isObjectIfAny, isText, isTextOrNull, type Thing } from '../way/expected.ts'
import { booleanOf, idOf, listOf, numberOf, recordOf, textOf } from '../text/json.ts'

/** Reads the few fields that the product uses from Sentry's answers. Any of them may be missing. */

export interface Organization {
  readonly id: string
  readonly slug: string
}

export function decodeOrganization(json: unknown): Organization {
  const organization = recordOf(json)
  return { id: idOf(organization['id']) ?? '', slug: textOf(organization['slug']) ?? '' }
}

export interface Project {
  readonly id: string
  readonly slug: string
  /** Whether sessions of the release were seen; only for a project inside a release. */
  readonly hasHealthData: boolean
}

export function decodeProject(json: unknown): Project {
  const project = recordOf(json)
  return {
    id: idOf(project['id']) ?? '',
    slug: textOf(project['slug']) ?? '',
    hasHealthData: booleanOf(project['hasHealthData']) ?? false
  }
}

/** A repository as Sentry knows it. Only one with an integration can be fetched from. */
export interface SentryRepository {
  readonly name: string
  readonly url: string
  readonly hasIntegration: boolean
}

export function decodeRepository(json: unknown): SentryRepository {
  const repository = recordOf(json)
  const provider = textOf(recordOf(repository['provider'])['id']) ?? ''
  return {
    name: textOf(repository['name']) ?? '',
    url: textOf(repository['url']) ?? '',
    hasIntegration:
      provider.startsWith('integrations:') && (textOf(repository['status']) ?? 'active') === 'active'
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

export function decodeCommit(json: unknown): ReleaseCommit {
  const commit = recordOf(json)
  const author = recordOf(commit['author'])
  return {
    sha: textOf(commit['id']) ?? '',
    repository: textOf(recordOf(commit['repository'])['name']) ?? '',
    message: textOf(commit['message']),
    authorName: textOf(author['name']),
    authorEmail: textOf(author['email']),
    date: textOf(commit['dateCreated'])
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
}

export function decodeRelease(json: unknown): Release {
  const release = recordOf(json)
  const lastCommit = decodeCommit(release['lastCommit'])
  return {
    version: textOf(release['version']) ?? '',
    ref: textOf(release['ref']),
    url: textOf(release['url']),
    dateReleased: textOf(release['dateReleased']),
    dateCreated: textOf(release['dateCreated']),
    projects: listOf(release['projects']).map(decodeProject),
    commitCount: numberOf(release['commitCount']) ?? 0,
    deployCount: numberOf(release['deployCount']),
    lastEnvironment: textOf(recordOf(release['lastDeploy'])['environment']),
    lastCommit: lastCommit.sha === '' ? undefined : lastCommit,
    firstEvent: textOf(release['firstEvent'])
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
  const deploy = recordOf(json)
  return {
    id: idOf(deploy['id']) ?? '',
    environment: textOf(deploy['environment']) ?? '',
    name: textOf(deploy['name']),
    url: textOf(deploy['url']),
    dateFinished: textOf(deploy['dateFinished'])
  }
}

/**
 * What each kind of thing is told apart by, and the fields that decide something. Any other field may be missing.
 * Source: the objects of Sentry's API description and of Maton's documentation.
 */
export const THINGS = {
  organization: { keys: ['slug'] },
  project: { keys: ['slug'] },
  member: { keys: ['id', 'email'] },
  repository: { keys: ['name'], fields: { provider: isObjectIfAny } },
  /** Events without an environment are of one whose name is empty. */
  environment: { keys: ['id', 'name'] },
  issue: { keys: ['id'] },
  event: { keys: ['id', 'eventID'] },
  hash: { keys: ['id'] },
  team: { keys: ['slug'] },
  /** By itself: whether it is finalized and whether it has commits must be known, or these are overwritten. */
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
  /** Whose repository cannot be told would be sent again as one of none. */
  commit: { keys: ['id'], fields: { repository: isObjectIfAny } },
  /** Whether a lost deploy is among others is told by its environment. */
  deploy: { keys: ['id'], fields: { environment: isText } },
  connection: CONNECTION
} as const satisfies Readonly<Record<string, Thing>>
