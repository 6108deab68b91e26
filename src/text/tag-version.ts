/** A tag taken apart: `tool-a-v1.2.0-rc.1+7` is the version 1.2.0-rc.1+7 of the component `tool-a-`. */
export interface TagVersion {
  /** What stands before the version, without the `v` and without regard to case; empty for `v1.0`. */
  readonly component: string
  /** The name up to the version, as it is written: `tool-a-v`. */
  readonly start: string
  /** Digits only; `1.2` and `1.2.0` mean the same. */
  readonly numbers: readonly string[]
  /** Empty for a version that is no pre-release. */
  readonly pre: readonly string[]
  readonly build: readonly string[]
}

/** A tag of more characters is no version. */
const LONGEST = 250

/**
 * Takes a tag apart. The version begins at the first `v` with a digit behind it that no letter or digit stands before, else at the
 * first digit that begins the tag or follows one of `-_/@ .`. One number is enough (`v1`).
 * @returns `undefined` for a tag without a version
 */
export function parseTag(tag: string): TagVersion | undefined {
  if (tag.length > LONGEST) return undefined
  const marked = /(?<![a-z0-9])v(?=\d)/i.exec(tag)
  const plain = /(?<![^-_/@.])\d/.exec(tag)
  const at = marked === null ? plain?.index : marked.index + 1
  if (at === undefined) return undefined
  const version = /^(\d+(?:\.\d+)*)(?!\.?\d)([^+/@]*)(?:\+([^/@]*))?$/.exec(tag.slice(at))
  if (version === null) return undefined
  const [, numbers = '', pre = '', build = ''] = version
  return {
    component: tag.slice(0, marked?.index ?? at).toLowerCase(),
    start: tag.slice(0, at),
    numbers: numbers.split('.').map(withoutZeros),
    pre: identifiers(pre),
    build: identifiers(build)
  }
}

function identifiers(text: string): readonly string[] {
  return text.split(/[-._+]/).filter(part => part !== '')
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}

/**
 * Compares as semantic versions do, with two additions: a missing number is a zero, and the build is the last criterion
 * (`1.0+92` is before `1.0+93`, and `1.0` before both).
 * @returns below 0 when `a` is the older one
 */
export function compareVersions(a: TagVersion, b: TagVersion): number {
  return compareNumbers(a.numbers, b.numbers) || comparePre(a.pre, b.pre) || compareParts(a.build, b.build)
}

function compareNumbers(a: readonly string[], b: readonly string[]): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const differs = compareDigits(a[index] ?? '0', b[index] ?? '0')
    if (differs !== 0) return differs
  }
  return 0
}

/** A version comes after its pre-releases. */
function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(b.length > 0) - Number(a.length > 0)
  return compareParts(a, b)
}

/** The longer list is the newer one when the shorter is its beginning. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    const differs = comparePart(part, other)
    if (differs !== 0) return differs
  }
  return a.length - b.length
}

/** Numbers come before words. */
function comparePart(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && isOtherNumber) return compareDigits(withoutZeros(a), withoutZeros(b))
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}

/** Numbers of any length. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a === b ? 0 : a < b ? -1 : 1
}
