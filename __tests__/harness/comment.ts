import { beforeEach } from '@jest/globals'
import { countAt, listAt, recordAt, textAt, type JsonRecord } from '../../src/text/json.ts'
import { useStep, type RunOptions, type Servers } from './step.ts'

/** A comment as the simulator holds it. */
export interface StoredComment {
  readonly id: number
  readonly issue_number: number
  readonly user: string
  readonly body: string
  readonly minimized: string | undefined
}

export const TOKEN_USER = 'github-actions[bot]'
/** The release that a run is about, unless its inputs name another. */
export const RELEASE = 'web@1.1.0'

/** The comment step at its servers, and the pull requests and comments there. */
export interface CommentServers extends Servers {
  /** What a pull request's event says of number 2, of a private repository. `head`: its head, if that was moved. */
  pullEvent(changes?: Readonly<Record<string, unknown>>, head?: string): RunOptions
  /** All comments of a pull request that are the action's, oldest first. */
  comments(number?: number): Promise<readonly StoredComment[]>
  /** Those of others and of other pull requests too. */
  allComments(): Promise<readonly StoredComment[]>
  refs(): Promise<Readonly<Record<string, string>>>
  /** The head of pull request 2 at the start. */
  readonly head: () => string
}

/** Starts the servers for the tests of a file; each test finds them at their start. */
export function useComment(): CommentServers {
  const servers = useStep('comment')
  let topic = ''
  beforeEach(async () => {
    topic = (await refs())['heads/topic'] ?? ''
  })

  async function refs(): Promise<Readonly<Record<string, string>>> {
    const entries = Object.entries(recordAt(recordAt(await servers.state(), 'github'), 'refs'))
    return Object.fromEntries(entries.map(([name, sha]) => [name, textAt(sha) ?? '']))
  }

  async function allComments(): Promise<readonly StoredComment[]> {
    return commentsIn(await servers.state())
  }

  return Object.assign(servers, {
    head: () => topic,
    allComments,
    refs,
    async comments(number = 2) {
      const stored = await allComments()
      return stored.filter(({ issue_number, user }) => issue_number === number && user === TOKEN_USER)
    },
    pullEvent: (changes: Readonly<Record<string, unknown>> = {}, head = topic): RunOptions => ({
      event: 'pull_request',
      payload: {
        action: 'opened',
        pull_request: {
          number: 2,
          head: { sha: head, ref: 'topic', repo: { full_name: 'acme/web' } },
          base: { ref: 'main', repo: { full_name: 'acme/web' } },
          merged: false
        },
        repository: { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' },
        ...changes
      }
    })
  })
}

/** All comments in the state of the servers, oldest first. */
export function commentsIn(state: JsonRecord): readonly StoredComment[] {
  return listAt(recordAt(state, 'github'), ['comments']).map(storedComment)
}

function storedComment(json: unknown): StoredComment {
  const comment = recordAt(json)
  return {
    id: countAt(comment, 'id') ?? 0,
    issue_number: countAt(comment, 'issue_number') ?? 0,
    user: textAt(comment, 'user') ?? '',
    body: textAt(comment, 'body') ?? '',
    minimized: textAt(comment, 'minimized')
  }
}
