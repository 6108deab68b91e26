import { clean } from './clean.ts'

/** Whether a text is a whole sha, of SHA-1 or SHA-256. */
export function isFullSha(commit: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(commit)
}

/** A sha as people write it; a name as it is. */
export function short(commit: string): string {
  return isFullSha(commit) ? commit.slice(0, 7) : clean(commit, 60)
}

/** Whether two names mean the same repository: without regard to case and `.git`. */
export function isSameRepository(a: string, b: string): boolean {
  return plainRepository(a) === plainRepository(b)
}

/** A repository's name or address without what two clients may write differently: case, `.git`, blanks around it. */
export function plainRepository(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '')
}

/** A repository at GitHub. */
export interface RepositoryName {
  readonly owner: string
  readonly name: string
}

/**
 * Reads `owner/name`, by the signs that GitHub takes: letters, digits, `-` and `_` for owners; for repositories also `.`, but not
 * `.` and `..`, which would lead an address to another place. The only way from a text to a path of GitHub's API.
 *
 * @param fullName from anywhere: an input, the environment, an event, Sentry
 * @returns `undefined` when it is no such name
 */
export function repositoryName(fullName: string): RepositoryName | undefined {
  const [owner = '', name = '', ...rest] = fullName.split('/')
  const isName =
    rest.length === 0 && /^[\w-]{1,100}$/.test(owner) && /^[\w.-]{1,100}$/.test(name) && !isDots(name)
  return isName ? { owner, name } : undefined
}

/** Whether a part of a path means a folder and not a name: URLs leave `.` out, and `..` leads out of the folder. */
export function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}
