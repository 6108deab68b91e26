import { packageOf } from '../../sentry/version.ts'
import { isFullSha } from '../../text/sha.ts'

/** Why the SDK may send another name than the step, and how to make both names the same. */
export interface OtherForm {
  /** Continues the sentence "this release is 1.2.3:". */
  readonly why: string
  readonly remedy: string
}

/**
 * Compares the name of a release with the names that events came from. Sentry counts an error for a release only if the SDK sends its exact
 * name.
 * @param version the name that the step gives
 * @param seen the names that events came from: newest first, at least one, and not `version`
 * @returns `undefined` if one of them has the same form: the same prefix, and the same kind of name after it
 */
export function otherForm(version: string, seen: readonly string[]): OtherForm | undefined {
  const [twin] = seen.filter(name => partsFor(version, name) !== undefined)
  if (twin !== undefined) return differing(version, twin)
  if (seen.some(name => isAlike(name, version))) return undefined
  const [newest = ''] = seen
  const [own, theirs] = [prefixOf(version), prefixOf(newest)]
  if (own === theirs)
    return {
      why: `it is named by ${kindOf(version)}, and they are named by ${kindOf(newest)}.`,
      remedy: 'Give this step and the SDK the same name.'
    }
  if (own === '') return missing(theirs)
  return theirs === '' ? extra(version, own) : { why: 'it has another prefix.', remedy: ALIKE }
}

const ALIKE = 'Give this step and the SDK the same name.'

function missing(prefix: string): OtherForm {
  return {
    why: 'is the prefix missing?',
    remedy: `Set release_prefix: ${prefix}, or let the SDK leave it out.`
  }
}

function extra(version: string, prefix: string): OtherForm {
  return {
    why: 'does the SDK leave the prefix out?',
    remedy: `Let the SDK send ${version}, or give the release without ${prefix}.`
  }
}

/** For two names of which one is a prefix and the other. */
function differing(version: string, twin: string): OtherForm {
  const prefix = partsFor(version, twin) ?? ''
  const { why, remedy } = twin.length > version.length ? missing(prefix) : extra(version, prefix)
  return { why: `it differs from ${twin} only by ${prefix}: ${why}`, remedy }
}

/** The prefix that turns one name into the other; `undefined` if none does. */
function partsFor(one: string, other: string): string | undefined {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  if (shorter === '' || shorter === longer || !longer.endsWith(shorter)) return undefined
  const prefix = longer.slice(0, longer.length - shorter.length)
  // 11.2.3 is another version, and not 1.2.3 with the prefix 1
  return prefix === 'v' || (/[a-z]/i.test(prefix) && /[@_:+-]v?$/.test(prefix)) ? prefix : undefined
}

function isAlike(one: string, other: string): boolean {
  return prefixOf(one) === prefixOf(other) && kindOf(one) === kindOf(other)
}

/** The package with its `@`, such as `web@`; empty if the name has none. */
function prefixOf(version: string): string {
  const name = packageOf(version)
  return name === undefined ? '' : `${name}@`
}

function kindOf(version: string): string {
  const rest = version.slice(prefixOf(version).length)
  if (isFullSha(rest)) return 'a commit'
  if (/^v\d/i.test(rest)) return 'a version with v'
  return /^\d+\./.test(rest) ? 'a version' : 'a name'
}
