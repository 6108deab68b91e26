import { CONNECTION } from '../maton/connections.ts'
import { areThingsWith, isCount, isObjectIfAny, isText, isTextOrNull, type Thing } from '../maton/expected.ts'

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
