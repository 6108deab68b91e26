import type { Commit } from '../run/commit.ts'
import type { TagRef } from '../github/commits.ts'
import { PER_PAGE } from '../github/calls/pages.ts'
import type { Repository } from '../github/repository.ts'

/** A tag that may be the one before a tag. */
export interface EarlierTag {
  readonly name: string
  /** A full sha; `tags/<name>` for an annotated tag whose commit was not looked up. */
  readonly commit: string
  /** For messages: `the highest version below v1.2.0`. */
  readonly why: string
}

/** Pages of 100 tags that are read whole. With more, only the tags of the component are asked for. */
const MOST_PAGES = 4
/** Pages of 100 commits searched for the nearest tag. */
const HISTORY_PAGES = 3
/** Most candidates from tags. The first that is in the history is taken. */
const MOST_TAGS = 20

/** Reads the tags of a repository, from GitHub or a checkout. */
export interface TagReads extends Pick<Repository, 'fewTags'> {
  tagsStarting(start: string): Promise<readonly TagRef[]>
  /** One page of 100 commits of a history, newest first. */
  commits(options: { sha: string; page: number }): Promise<readonly Commit[] | undefined>
  /** The commit that `tags/<name>` names. */
  commit(ref: string): Promise<Pick<Commit, 'sha'> | undefined>
}

/**
 * Finds the tags that may be the one before a tag, the best first: the lower versions of the same component (`web-v`, `app/`), the highest
 * first. Without any, it is the nearest tagged commit in the history of the head. A tag on the head never counts.
 *
 * @param options.head the full sha of the tag's commit
 * @param options.newest the newest commits of that history, head first, if they are known already
 * @throws Failure as GitHub does
 */
export async function earlierTags(
  reads: TagReads,
  options: { readonly tag: string; readonly head: string; readonly newest?: readonly Commit[] }
): Promise<readonly EarlierTag[]> {
  const { tag, head } = options
  const own = parseTag(tag)
  let others: readonly TagRef[] = []
  for await (const tags of listsFor(tag, own, reads)) {
    others = tags.filter(other => other.name !== tag && other.sha !== head)
    const lower = await fromFirstElsewhere(lowerVersions(own, others).slice(0, MOST_TAGS), head, reads)
    if (lower.length > 0)
      return lower.map((other, index) => ({
        name: other.name,
        commit: other.sha ?? `tags/${other.name}`,
        why: index === 0 ? `the highest version below ${tag}` : `a version below ${tag}`
      }))
  }
  const related = others.filter(
    ({ name }) => own === undefined || parseTag(name)?.component === own.component
  )
  return nearestTag(reads, related, options)
}

/**
 * Lists all tags. If there are too many, it lists the tags near the version, then all of the component. The tags near the version are
 * usually enough, and one short answer has them.
 */
async function* listsFor(
  tag: string,
  own: TagVersion | undefined,
  reads: TagReads
): AsyncGenerator<readonly TagRef[], void, void> {
  const few = await reads.fewTags(MOST_PAGES)
  if (few.isWhole || own === undefined) {
    yield few.tags
    return
  }
  const known = new Map(few.tags.map(({ name, sha }) => [name, sha]))
  const { start } = own
  for (const beginning of new Set([start + beginningOf(tag.slice(start.length)), start])) {
    const tags = await reads.tagsStarting(beginning)
    yield tags.map(({ name, sha }) => ({ name, sha: sha ?? known.get(name) }))
  }
}

/** The tags from the first one that is not on the head. The commit of an annotated tag has to be looked up. */
async function fromFirstElsewhere(
  tags: readonly TagRef[],
  head: string,
  reads: TagReads
): Promise<readonly TagRef[]> {
  for (const [index, { name, sha }] of tags.entries()) {
    const commit = sha ?? (await reads.commit(`tags/${name}`))?.sha
    if (commit !== undefined && commit !== head) return [{ name, sha: commit }, ...tags.slice(index + 1)]
  }
  return []
}

/** The beginning that a version usually shares with the one before it: `1.2.` for 1.2.3, `1.` for 1.2.0, nothing for 2.0.0. */
function beginningOf(version: string): string {
  const numbers = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.')
  const changed = numbers.findLastIndex(number => Number(number) > 0)
  return numbers
    .slice(0, Math.max(0, changed))
    .map(number => `${number}.`)
    .join('')
}

/** The tags of the same component whose version is lower, the highest first. */
export function lowerVersions<T extends { readonly name: string }>(
  own: TagVersion | undefined,
  tags: readonly T[]
): readonly T[] {
  if (own === undefined) return []
  return tags
    .flatMap(tag => {
      const version = parseTag(tag.name)
      return version?.component === own.component && compareVersions(version, own) < 0
        ? [{ tag, version }]
        : []
    })
    .toSorted((a, b) => compareVersions(b.version, a.version))
    .map(({ tag }) => tag)
}

async function nearestTag(
  reads: TagReads,
  tags: readonly TagRef[],
  { tag, head, newest }: { readonly tag: string; readonly head: string; readonly newest?: readonly Commit[] }
): Promise<readonly EarlierTag[]> {
  const byCommit = new Map(tags.flatMap(({ name, sha }) => (sha === undefined ? [] : [[sha, name]])))
  if (byCommit.size === 0) return []
  for (let page = 1; page <= HISTORY_PAGES; page += 1) {
    const isKnown = page === 1 && newest !== undefined
    const commits = isKnown ? newest : ((await reads.commits({ sha: head, page })) ?? [])
    const found = commits.flatMap(({ sha }) => {
      const name = sha === head ? undefined : byCommit.get(sha)
      return name === undefined ? [] : [{ name, commit: sha, why: `the nearest before ${tag}` }]
    })
    if (found.length > 0) return found.slice(0, 1)
    if (commits.length < PER_PAGE) return []
  }
  return []
}

/** A tag taken apart: `tool-a-v1.2.0-rc.1+7` is the version 1.2.0-rc.1+7 of the component `tool-a-`. */
export interface TagVersion {
  /** The text before the version, in lower case and without the `v`; empty for `v1.0`. */
  readonly component: string
  /** The name up to the version, as it is written: `tool-a-v`. */
  readonly start: string
  /** Digits only; `1.2` and `1.2.0` mean the same. */
  readonly numbers: readonly string[]
  /** Empty for a version that is no pre-release. */
  readonly pre: readonly string[]
  readonly build: readonly string[]
}

/** A longer tag is not read as a version. Git cannot store one as a file: a file name has at most 255 bytes, and git adds `.lock`. */
const LONGEST_TAG = 250

/**
 * Takes a tag apart. The version begins after the first `v` that is followed by a digit and not preceded by a letter or digit. Without such
 * a `v` it begins at the first digit that begins the tag or follows one of `-_/@.`. One number is enough (`v1`).
 * @returns `undefined` for a tag without a version
 */
export function parseTag(tag: string): TagVersion | undefined {
  if (tag.length > LONGEST_TAG) return undefined
  const marked = /(?<![a-z0-9])v(?=\d)/i.exec(tag)?.index
  const at = marked === undefined ? /(?<![^-_/@.])\d/.exec(tag)?.index : marked + 1
  if (at === undefined) return undefined
  const version = /^(\d+(?:\.\d+)*)(?!\.?\d)([^+/@]*)(?:\+([^/@]*))?$/.exec(tag.slice(at))
  if (!version) return undefined
  const [, numbers = '', pre = '', build = ''] = version
  return {
    component: tag.slice(0, marked ?? at).toLowerCase(),
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

/** If one list begins with the other, the longer one is newer. */
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
