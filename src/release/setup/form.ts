import { packageOf } from '../../sentry/version.ts'
import { isFullSha } from '../../text/names.ts'

/** How a release of another form is named, and how to name both alike. */
export interface OtherForm {
  /** Goes on "this release is 1.2.3:". */
  readonly why: string
  readonly remedy: string
}

/**
 * What may be wrong with the name of a release, by the names of those that events came from; `undefined` when one of them has its form.
 * @param seen newest first, at least one, and not this release
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

/** Two names of which one is the other with something before it. */
function differing(version: string, twin: string): OtherForm {
  const prefix = partsFor(version, twin) ?? ''
  const { why, remedy } = twin.length > version.length ? missing(prefix) : extra(version, prefix)
  return { why: `it differs from ${twin} only by ${prefix}: ${why}`, remedy }
}

/** What stands before one of two names, where the rest is the other; `undefined` for two other names. */
function partsFor(one: string, other: string): string | undefined {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  if (shorter === '' || shorter === longer || !longer.endsWith(shorter)) return undefined
  const prefix = longer.slice(0, longer.length - shorter.length)
  // 11.2.3 is another version, and no 1.2.3 with something before it
  return prefix === 'v' || (/[a-z]/i.test(prefix) && /[@_:+-]v?$/.test(prefix)) ? prefix : undefined
}

function isAlike(one: string, other: string): boolean {
  return prefixOf(one) === prefixOf(other) && kindOf(one) === kindOf(other)
}

/** The package with its sign, such as `web@`; empty without one. */
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
