import type { Setting } from './case.ts'
import type { MadeCommit } from './history.ts'

/** A run of the release step: a new release, a previous one with the first commit's parent, and deploys. */
export interface ReleaseWork {
  readonly mode: 'skip' | 'integration' | 'github'
  /** How many commits the release gets. */
  readonly commits: number
  readonly projects: number
  readonly environments: readonly string[]
}

export const REPOSITORY = 'acme/web'
export const VERSION = 'shop@2.0.0'
/** The newest commits that the release step sends, by default. */
export const MAX_COMMITS = 1_000

/** Everything that the three need to know to do the same. */
export interface Errand extends ReleaseWork {
  readonly setting: Setting
  readonly organization: string
  readonly projectSlugs: readonly string[]
  readonly head: MadeCommit
  readonly base: MadeCommit
}
