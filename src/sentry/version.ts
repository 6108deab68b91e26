import { isDots } from '../text/names.ts'

/** Sentry: versions have at most 200 characters. */
const MAX_VERSION = 200

/**
 * What is allowed as a version, if Sentry would refuse this one; `undefined` if Sentry would take it.
 * Source: Sentry's `is_valid_version`.
 */
export function versionProblem(version: string): string | undefined {
  const name = version.trim()
  if (name === '') return 'a version that is not empty'
  if (isDots(name) || name.toLowerCase() === 'latest') return 'another name than ., .. and latest'
  if (version.length > MAX_VERSION) return `at most ${MAX_VERSION} characters (it has ${version.length})`
  if (/[/\\]/.test(version)) return 'a version without / and \\ (a branch name needs another separator)'
  if (/[\r\n\t\f]/.test(version)) return 'a version without line breaks and tabs'
  return undefined
}

/** Sentry: names of environments have at most 64 characters. */
export const LONGEST_ENVIRONMENT = 64

/** Whether Sentry takes a name for an environment. Source: Sentry's `Environment.is_valid_name`. */
export function isEnvironmentName(name: string): boolean {
  return name.length <= LONGEST_ENVIRONMENT && !/[/\r\n\f]/.test(name)
}

export interface IdentifierSources {
  /** The input, if given. */
  readonly given: string | undefined
  /** `SENTRY_RELEASE`, as users of the bundler plugins know it. */
  readonly fromEnvironment: string | undefined
  /** The event's commit, or why it has none. */
  readonly commit:
    { readonly kind: 'commit'; readonly sha: string } | { readonly kind: 'none'; readonly reason: string }
  readonly prefix: string
}

/** A version and the input or variable that decided it, or why there is none. */
export type Identifier =
  | { readonly version: string; readonly decidedBy: 'release' | 'SENTRY_RELEASE' | 'release_prefix' }
  | { readonly missing: string }

/** The release identifier: the input, else `SENTRY_RELEASE`, else the event's commit; with the prefix in front. */
export function identifierOf({ given, fromEnvironment, commit, prefix }: IdentifierSources): Identifier {
  if (given !== undefined)
    return { version: prefix + given.replace(/^refs\/tags\//, ''), decidedBy: 'release' }
  if (fromEnvironment !== undefined) return { version: prefix + fromEnvironment, decidedBy: 'SENTRY_RELEASE' }
  if (commit.kind === 'commit') return { version: prefix + commit.sha, decidedBy: 'release_prefix' }
  return { missing: commit.reason }
}

/**
 * The package of a version of the form `package@version` or `package@version+build`, such as `com.acme.ios`; `undefined` for a
 * version without one. An npm scope begins with `@` itself (`@acme-web@1.0`).
 */
export function packageOf(version: string): string | undefined {
  const at = version.indexOf('@', 1)
  return at === -1 || at === version.length - 1 ? undefined : version.slice(0, at)
}

/**
 * The names that a tag of this version may have: as it was given, with or without a leading `v`, each with or without the prefix.
 * @returns none when the commit decided the version
 */
export function tagNamesOf(
  identifier: Extract<Identifier, { version: string }>,
  prefix: string
): readonly string[] {
  const { version, decidedBy } = identifier
  if (decidedBy === 'release_prefix') return []
  const given = version.slice(prefix.length)
  const toggled = given.startsWith('v') ? given.slice(1) : `v${given}`
  const names = /^v?\d/.test(given) ? [given, toggled] : [given]
  // what git takes for a name, so that nothing else can be asked for
  return [...new Set([...names, ...names.map(name => prefix + name)])].filter(name =>
    /^[\w.+@-]+$/.test(name)
  )
}
