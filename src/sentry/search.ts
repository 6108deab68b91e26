/** Finds what is of these releases: their issues that have an event, or their sessions. */
export function releaseQuery(versions: readonly string[]): string {
  const [only, ...more] = versions
  return more.length === 0 && only !== undefined
    ? `release:${quoted(only)}`
    : `release:[${versions.map(quoted).join(',')}]`
}

/**
 * A version as a value of Sentry's search. Always quoted: as a bare word 32 hex digits are taken for an event id. `"` ends a value, `*` is a
 * wildcard.
 */
export function quoted(version: string): string {
  return `"${version.replace(/["*\\]/g, sign => `\\${sign}`)}"`
}
