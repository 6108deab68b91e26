import { compareVersions, parseTag, type TagVersion } from '../text/tag-version.ts'
import type { Commit } from '../event/commit.ts'
import type { TagRef } from './commits.ts'
import { PER_PAGE } from './pages.ts'
import type { Repository } from './repository.ts'

/** A tag that may be the one before a tag. */
export interface EarlierTag {
  readonly name: string
  /** A full sha; `tags/<name>` where the tag is annotated and its commit was not looked up. */
  readonly commit: string
  /** For messages: `the highest version below v1.2.0`. */
  readonly why: string
}

/** A repository with more pages of a hundred tags is asked for those of the component only. */
const MOST_PAGES = 4
/** So many pages of a hundred commits are searched for a tag that is no lower version. */
const HISTORY_PAGES = 3
/** So many are told; the first that the history holds is the one. */
const MOST_TAGS = 20

type TagReads = Pick<Repository, 'fewTags' | 'tagsStarting' | 'commits'>

/**
 * The tags that may be the one before a tag, the best first: lower versions of the same component (`web-v`, `app/`), the highest
 * first; without any the nearest tagged commit in the history of the head. A tag on the head itself is never one.
 *
 * @param options.head the full sha of the tag's commit
 * @param options.newest the newest commits of that history, head first, where they are known already
 * @throws Failure as GitHub does
 */
export async function earlierTags(
  repository: TagReads,
  options: { readonly tag: string; readonly head: string; readonly newest?: readonly Commit[] }
): Promise<readonly EarlierTag[]> {
  const { tag, head } = options
  const own = parseTag(tag)
  const few = await repository.fewTags(MOST_PAGES)
  const tags = few.isWhole || own === undefined ? few.tags : await tagsOfComponent(repository, tag, own)
  const others = tags.filter(other => other.name !== tag && other.sha !== head)
  const lower = lowerVersions(own, others)
  if (lower.length > 0)
    return lower.slice(0, MOST_TAGS).map((other, index) => ({
      name: other.name,
      commit: other.sha ?? `tags/${other.name}`,
      why: index === 0 ? `the highest version below ${tag}` : `a version below ${tag}`
    }))
  const related = others.filter(
    ({ name }) => own === undefined || parseTag(name)?.component === own.component
  )
  return nearestTag(repository, related, options)
}

/** First those near the version: of thousands of tags mostly one answer with few of them is enough. */
async function tagsOfComponent(
  repository: TagReads,
  tag: string,
  own: TagVersion
): Promise<readonly TagRef[]> {
  const { start } = own
  const near = beginningOf(tag.slice(start.length))
  const nearTags = near === '' ? [] : await repository.tagsStarting(start + near)
  return lowerVersions(own, nearTags).length > 0 ? nearTags : repository.tagsStarting(start)
}

/** What the version before mostly begins with, too: `1.2.` of 1.2.3, `1.` of 1.2.0, nothing of 2.0.0. */
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
  repository: TagReads,
  tags: readonly TagRef[],
  { tag, head, newest }: { readonly tag: string; readonly head: string; readonly newest?: readonly Commit[] }
): Promise<readonly EarlierTag[]> {
  const byCommit = new Map(tags.flatMap(({ name, sha }) => (sha === undefined ? [] : [[sha, name]])))
  if (byCommit.size === 0) return []
  for (let page = 1; page <= HISTORY_PAGES; page += 1) {
    const isKnown = page === 1 && newest !== undefined
    const commits = isKnown ? newest : ((await repository.commits({ sha: head, page })) ?? [])
    const found = commits.flatMap(({ sha }) => {
      const name = sha === head ? undefined : byCommit.get(sha)
      return name === undefined ? [] : [{ name, commit: sha, why: `the nearest before ${tag}` }]
    })
    if (found.length > 0) return found.slice(0, 1)
    if (commits.length < PER_PAGE) return []
  }
  return []
}
