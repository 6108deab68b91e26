import type { Event } from '../event/event.ts'
import type { Log } from '../run/log.ts'
import { short } from '../text/sha.ts'

/** A tag that a release is named after. */
export interface Tagged {
  readonly tag: string
  /** The full sha of its commit. */
  readonly commit: string
}

/**
 * The tag of the run that a `workflow_run` event follows. If a tag (its push, its release) started that run, GitHub gives the tag's name as
 * its "branch".
 *
 * @param lookUp the full sha of what a ref (`tags/v1.2.0`) names
 */
export async function tagOfFollowedRun(
  { isUnmerged, workflowRun, repository }: Pick<Event, 'isUnmerged' | 'workflowRun' | 'repository'>,
  lookUp: (ref: string) => Promise<string | undefined>
): Promise<Tagged | undefined> {
  const { headBranch, headSha } = workflowRun ?? {}
  if (isUnmerged || headBranch === undefined || headSha === undefined) return undefined
  if (headBranch === repository?.defaultBranch) return undefined
  return (await lookUp(`tags/${headBranch}`)) === headSha ? { tag: headBranch, commit: headSha } : undefined
}

/**
 * The tag that a release is named after, with its commit. An event without a commit of its own runs at the tip of a branch, which need not
 * be the tag's commit.
 *
 * @param names tags that may be the one, the likeliest first; the others are looked up only if there is no such tag
 * @param options.commit the event's commit, for the log
 * @param options.lookUp the full sha of what a ref (`tags/v1.2.0`) names
 */
export async function taggedCommit(
  names: readonly string[],
  {
    commit,
    lookUp,
    log
  }: { commit: string | undefined; lookUp: (ref: string) => Promise<string | undefined>; log: Log }
): Promise<Tagged | undefined> {
  const [first, ...others] = names
  if (first === undefined) return undefined
  const found = (await ofTag(first)) ?? (await Promise.all(others.map(ofTag))).find(one => one !== undefined)
  if (found !== undefined && found.commit !== commit?.toLowerCase()) {
    const instead = commit === undefined ? '' : `, not the event's ${short(commit)}`
    log.info(`The release is the tag ${found.tag}: its commit ${short(found.commit)} is taken${instead}.`)
  }
  return found

  async function ofTag(tag: string): Promise<Tagged | undefined> {
    const sha = await lookUp(`tags/${tag}`)
    return sha === undefined ? undefined : { tag, commit: sha }
  }
}
