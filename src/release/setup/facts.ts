import type { RepositoryFacts } from '../../github/repository.ts'
import type { Tried } from '../../run/tried.ts'
import type { Project, SentryRepository } from '../../sentry/answers.ts'

/** What a read of the check found; or why it was not made, such as that this kind of token may not do it. */
export type Asked<T> = Tried<T> | { readonly kind: 'not-asked'; readonly why: string }

/** What only a dry run reads: nothing of it decides what would be written. */
export interface SetupFacts {
  readonly projects: Asked<readonly Project[]>
  /** The repositories of Sentry that may be that of the run. */
  readonly repositories: Asked<readonly SentryRepository[]>
  /** The names of all environments. */
  readonly environments: Asked<readonly string[]>
  /** The names of the releases that events came from, newest first. */
  readonly releases: Asked<readonly string[]>
  /** Whether issues may be read, as the comment step does. */
  readonly issues: Asked<undefined>
  readonly github: Asked<GithubFacts | undefined>
}

/** What the token for GitHub may read in the repository of the run. */
export interface GithubFacts {
  readonly repository: string
  readonly facts: RepositoryFacts
  readonly commits: Tried<unknown>
  readonly pulls: Tried<unknown>
}
