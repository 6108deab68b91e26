import { isDots } from './names.ts'

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
