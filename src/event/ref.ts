import { textAt } from '../text/json.ts'
import { isFullSha } from '../text/sha.ts'

/** A branch or tag by its short name. GitHub does not say which of them a `workflow_run` is for: it counts as a branch. */
export interface EventRef {
  readonly name: string
  readonly isTag: boolean
}

/**
 * The ref that the runner names.
 *
 * @param env the runner's variables; `GITHUB_REF` is empty for a deployment of a bare sha
 */
export function runRef(env: Readonly<Record<string, string | undefined>>): EventRef | undefined {
  return namedRef(env['GITHUB_REF'])
}

/** The ref of a full name such as `refs/tags/v1`; a short name counts as a branch. */
export function namedRef(fullName: string | undefined): EventRef | undefined {
  if (!fullName) return undefined
  const name = fullName.replace(/^refs\/(?:heads|tags|pull)\//, '')
  return name === '' ? undefined : { name, isTag: fullName.startsWith('refs/tags/') }
}

/** The ref of a deployment. It may have been asked for by branch, tag or sha; a sha is no ref. */
export function deployedRef(ref: string | undefined): EventRef | undefined {
  return ref !== undefined && isFullSha(ref) ? undefined : namedRef(ref)
}

/** The ref that the payload of `create` (`ref`, `ref_type`) or `release` (`release.tag_name`) names. */
export function createdRef(payload: unknown): EventRef | undefined {
  const tag = textAt(payload, 'release', 'tag_name')
  if (tag !== undefined) return { name: tag, isTag: true }
  const name = textAt(payload, 'ref')
  return name === undefined ? undefined : { name, isTag: textAt(payload, 'ref_type') === 'tag' }
}
