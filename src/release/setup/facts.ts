import type { RepositoryFacts } from '../../github/repository.ts'
import type { Tried } from '../../run/tried.ts'
import type { Project, SentryRepository } from '../../sentry/answers.ts'

/** What a read of the setup check found, or why it was not made: this kind of token may not do it, for example. */
export type SetupRead<T> = Tried<T> | { readonly kind: 'not-asked'; readonly why: string }

/** What only a dry run reads. The plan does not depend on it. */
export interface SetupFacts {
  readonly projects: SetupRead<readonly Project[]>
  /** The repositories at Sentry that may be the one of the commits. */
  readonly repositories: SetupRead<readonly SentryRepository[]>
  /** The names of all environments. */
  readonly environments: SetupRead<readonly string[]>
  /** The names of the releases that events came from, newest first. */
  readonly releases: SetupRead<readonly string[]>
  /** Whether issues may be read, as the comment step does. */
  readonly issues: SetupRead<undefined>
  readonly github: SetupRead<GithubFacts | undefined>
}

/** What `github_token` may read in the repository of the commits. */
export interface GithubFacts {
  readonly repository: string
  readonly facts: RepositoryFacts
  readonly commits: Tried<unknown>
  readonly pulls: Tried<unknown>
}
