/** Sentry: versions have at most 200 characters. */
const MAX_VERSION = 200

/**
 * Why Sentry would refuse a version, or `undefined` if it would not.
 * Source: Sentry's `is_valid_version`.
 */
export function versionProblem(version: string): string | undefined {
  const name = version.trim()
  if (name === '') return 'a version that is not empty'
  if (name === '.' || name === '..' || name.toLowerCase() === 'latest')
    return 'another name than ., .. and latest'
  if (version.length > MAX_VERSION) return `at most ${MAX_VERSION} characters (it has ${version.length})`
  if (/[/\\]/.test(version)) return 'a version without / and \\ (a branch name needs another separator)'
  if (/[\r\n\t\f]/.test(version)) return 'a version without line breaks and tabs'
  return undefined
}

export interface VersionSources {
  /** The input, if given. */
  readonly given: string | undefined
  /** `SENTRY_RELEASE`, as users of the bundler plugins know it. */
  readonly fromEnvironment: string | undefined
  /** The event's commit, or why it has none. */
  readonly commit:
    { readonly kind: 'commit'; readonly sha: string } | { readonly kind: 'none'; readonly reason: string }
  readonly prefix: string
}

/**
 * The release identifier: the input, else `SENTRY_RELEASE`, else the event's commit; with the prefix in front.
 * @returns the version, or why there is none
 */
export function versionOf({
  given,
  fromEnvironment,
  commit,
  prefix
}: VersionSources): { version: string } | { missing: string } {
  const named = given?.replace(/^refs\/tags\//, '') ?? fromEnvironment
  if (named !== undefined) return { version: prefix + named }
  return commit.kind === 'commit' ? { version: prefix + commit.sha } : { missing: commit.reason }
}
