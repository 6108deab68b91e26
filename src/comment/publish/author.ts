import type { Comment } from '../../github/comments.ts'
import type { Repository } from '../../github/repository.ts'
import type { Viewer } from '../../github/viewer.ts'
import { readState } from './state.ts'
import { once } from '../../run/once.ts'

/** Whom the run's comments are by. */
export interface Authorship {
  viewer(): Promise<Viewer>
  /** Notes whom GitHub named as the author of what the run has written. */
  learn(login: string | undefined): void
}

/** GitHub's name of the app behind a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]'

/** GitHub is asked at the first need, and once. */
export function createAuthorship(repository: Repository | undefined): Authorship {
  let learned: string | undefined
  const ask = once(
    async (): Promise<Viewer> => (await repository?.viewer()) ?? { kind: 'unknown', why: 'there is no token' }
  )
  return {
    viewer: async () => (learned === undefined ? ask() : { kind: 'known', login: learned }),
    learn(login) {
      learned = login ?? learned
    }
  }
}

/** Whether a login is the run's own. What is not known is not. */
export function isOwn(viewer: Viewer, login: string): boolean {
  const own = viewer.kind === 'known' ? viewer.login : viewer.kind === 'app' ? WORKFLOW_LOGIN : undefined
  return own?.toLowerCase() === login.toLowerCase()
}

/** The comments that look like ours with this key, whoever wrote them. */
export function reportsAmong(comments: readonly Comment[], key: string): readonly Comment[] {
  return comments.filter(({ body }) => readState(body, key) !== undefined)
}

/**
 * The login whose comments are ours. An app that GitHub does not name is taken for the workflow's own, unless another bot has
 * written a report: then it may be that one.
 *
 * @param reports the comments that look like ours, whoever wrote them
 * @returns `undefined` when it is not certain: then no comment that stands there may be touched
 */
export function loginOf(viewer: Viewer, reports: readonly Comment[]): string | undefined {
  if (viewer.kind === 'known') return viewer.login
  if (viewer.kind === 'unknown') return undefined
  const isOtherBot = reports.some(
    ({ author }) => author !== undefined && /\[bot\]$/i.test(author) && !isOwn(viewer, author)
  )
  return isOtherBot ? undefined : WORKFLOW_LOGIN
}
