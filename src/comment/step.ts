import { withGithub } from '../github/client.ts'
import type { Context, Result } from '../run/context.ts'
import { wayLine, withSentry } from '../sentry/open.ts'
import { code } from '../text/markdown.ts'
import { readCommentRequest } from './inputs.ts'
import type { CommentRequest, Nothing } from './request.ts'
import { COMMENT_OUTPUTS } from './report/outputs.ts'
import { reportRelease } from './run.ts'

/** The longest run without its wait. Even with repeats the requests take less. */
const TEN_MINUTES = 600_000

/** The comment step, as the frame runs it. */
export const commentStep = {
  title: 'Sentry issues of a release',
  outputs: COMMENT_OUTPUTS,
  read: readCommentRequest,
  deadlineMs: (request: CommentRequest): number => TEN_MINUTES + request.waitMs,
  onError: (request: CommentRequest): 'fail' | 'warn' => request.access.onError,
  run: runComment
}

async function runComment(request: CommentRequest, context: Context): Promise<Result> {
  const { access, event, nothing } = request
  if (nothing !== undefined) return nothingToDo(nothing, context)
  return withSentry(access, context, sentry =>
    withGithub({ token: access.githubToken, server: event.server, context }, async github => {
      const { owner, name } = event.repository ?? {}
      const repository =
        owner === undefined || name === undefined ? undefined : github.repository(`${owner}/${name}`)
      const result = await reportRelease(request, { sentry, repository, context })
      return { ...result, summary: `${result.summary}\n\n${wayLine(sentry)}` }
    })
  )
}

function nothingToDo({ why, skipped }: Nothing, { log }: Context): Result {
  log.notice(`Nothing to report on: ${why}.`)
  return {
    outputs: { comment_action: `skipped:${skipped}`, pull_requests: [] },
    summary: `## Sentry issues of a release\n\nNothing to report on: ${code(why, 200)}`,
    ending: { kind: 'done' }
  }
}
