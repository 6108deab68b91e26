import { isShaLike } from '../text/sha.ts'

/** What no ref name may hold: control characters, space and `~ ^ : ? * [ \\`. */
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]/u

/**
 * Whether a text may name a commit: 7 to 64 hex digits, or the name of a branch or tag. Such a name can be handed to
 * git and put into an address: it is no option, no range (`a..b`), no path (`a:b`) and no search (`a^{/b}`, `a@{1}`).
 * The rules of names are those of git-check-ref-format(1).
 */
export function isCommitName(text: string): boolean {
  return isShaLike(text) || isRefName(text)
}

function isRefName(text: string): boolean {
  if (text === '' || text === '@' || text.startsWith('-') || text.endsWith('.')) return false
  if (FORBIDDEN.test(text) || text.includes('..') || text.includes('@{')) return false
  return text.split('/').every(part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}
