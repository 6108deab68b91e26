import { clean } from './clean.ts'
import { textAt } from './json.ts'

/** Whether a text is a whole sha, of SHA-1 or SHA-256. The zeros that git writes for "none" are no sha. */
export function isFullSha(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) && !/^0+$/.test(text)
}

/** The whole sha at a path of field names, in lower case; `undefined` for anything else. */
export function shaAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = textAt(value, ...path)
  return found !== undefined && isFullSha(found) ? found.toLowerCase() : undefined
}

/** Whether a text may be a sha, whole or shortened: 7 to 64 hexadecimal digits. */
export function isShaLike(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text)
}

/** The whole sha that a name ends with (`web@1111…`), where nothing of the sha's own form stands before it. */
export function shaAtEnd(name: string): string | undefined {
  const found = /(?:^|[^\da-f])([\da-f]{40}|[\da-f]{64})$/i.exec(name)?.[1]
  return found !== undefined && isFullSha(found) ? found : undefined
}

/** A sha as people write it; a name as it is. */
export function short(commit: string): string {
  return isFullSha(commit) ? commit.slice(0, 7) : clean(commit, 60)
}
