import { createGithub, type Github } from '../../../simulator/github/server.ts'
import type { Answer } from '../../../simulator/http.ts'

export const ADDRESS = 'http://127.0.0.1:4101'
export const TOKEN = 'the-token'
export const REPO = '/repos/acme/web'

interface Sent {
  readonly body?: unknown
  /** `undefined` sends none. */
  readonly authorization?: string | undefined
}

/** GitHub without a network, with a clock that the test sets. */
export interface Calls {
  readonly github: Github
  readonly clock: { now: number }
  /** Sends a request; a target without `/` in front is below the repository. */
  readonly call: (method: string, target: string, sent?: Sent) => Answer
  readonly get: (target: string) => Answer
  /** Seeds through the control API's part. */
  readonly add: (part: unknown) => void
}

export function githubCalls(): Calls {
  const clock = { now: Date.UTC(2026, 10, 24, 12) }
  const github = createGithub({ now: () => clock.now, token: TOKEN, address: () => ADDRESS })
  const call: Calls['call'] = (method, target, sent = {}) => {
    const url = new URL(target.startsWith('/') ? target : `${REPO}/${target}`, ADDRESS)
    const { authorization = `Bearer ${TOKEN}` } = sent
    return github.handle({
      server: 'github',
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: 'authorization' in sent && sent.authorization === undefined ? {} : { authorization },
      body: sent.body ?? null
    })
  }
  return {
    github,
    clock,
    call,
    get: target => call('GET', target),
    add: github.add
  }
}

/** What stands at a path inside an answer. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value
  )
}

/** One field of every item of a list. */
export function each(list: unknown, ...path: readonly (string | number)[]): unknown[] {
  return Array.isArray(list) ? list.map(item => at(item, ...path)) : []
}

/** A made-up sha: a letter that says where it belongs, and a number. */
export function sha(letter: string, number: number): string {
  return `${letter}${String(number).padStart(39, '0')}`
}

/** A line of commits, oldest first, a minute apart, each on the one before. */
export function line(letter: string, count: number, parents: readonly string[] = []) {
  return Array.from({ length: count }, (_, index) => ({
    sha: sha(letter, index + 1),
    parents: index === 0 ? parents : [sha(letter, index)],
    message: `Commit ${letter}${index + 1}`,
    author: {
      name: 'Ada',
      email: 'ada@acme.example',
      date: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()
    }
  }))
}
