import type { Setting } from './case.ts'
import type { MadeCommit } from './history.ts'

/**
 * The size of a run of the release step: a new release with commits and deploys. There is a previous release, whose commit is the parent of
 * the first new one.
 */
export interface ReleaseWork {
  readonly mode: 'skip' | 'integration' | 'github'
  /** How many commits the release gets. */
  readonly commits: number
  readonly projects: number
  readonly environments: readonly string[]
}

export const REPOSITORY = 'acme/web'
export const VERSION = 'shop@2.0.0'
/** The default of `max_commits`. */
export const MAX_COMMITS = 1_000

/** What the subjects need to know to do the same work. */
export interface Errand extends ReleaseWork {
  readonly setting: Setting
  readonly organization: string
  readonly projectSlugs: readonly string[]
  readonly head: MadeCommit
  readonly base: MadeCommit
}
