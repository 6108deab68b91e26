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
