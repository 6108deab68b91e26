import { execFileSync } from 'node:child_process'
import { makeFolder } from './cleanup.ts'

/** A real git repository in a temporary folder. */
export interface Checkout {
  readonly directory: string
  /** Runs git there and gives what it printed, trimmed. */
  git(...args: string[]): string
  /** Feeds git's standard input. */
  gitWith(input: Buffer | string, ...args: string[]): string
  /** Commits all that lies in the folder; gives the sha. */
  commit(message: string, ...args: string[]): string
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1'
}

let seconds = Date.parse('2026-01-01T00:00:00Z') / 1000

/** Makes a repository whose branch is `main`; every commit is a minute later than the one before. */
export function makeCheckout(...initArgs: string[]): Checkout {
  const directory = makeFolder()
  // without the examples of hooks, which cost more than all the rest
  runGit(directory, ['init', '--quiet', '--template=', '--initial-branch=main', ...initArgs])
  return openCheckout(directory)
}

/** Clones with git's own protocol (a plain path would ignore `--depth`). */
export function cloneCheckout(source: Checkout, ...args: string[]): Checkout {
  const directory = makeFolder()
  runGit(directory, ['clone', '--quiet', ...args, `file://${source.directory}`, '.'])
  return openCheckout(directory)
}

function openCheckout(directory: string): Checkout {
  const git = (...args: string[]): string => runGit(directory, args)
  return {
    directory,
    git,
    gitWith: (input, ...args) => runGit(directory, args, input),
    commit(message, ...args) {
      const options = ['--quiet', '--allow-empty', '--allow-empty-message', `--message=${message}`, ...args]
      return run(directory, ['sh', '-c', COMMIT, 'sh', ...options])
    }
  }
}

/** One process from here: a process as large as Jest's is slow to start others. */
const COMMIT = 'git add --all && git commit "$@" && git rev-parse HEAD'

function runGit(directory: string, args: readonly string[], input?: Buffer | string): string {
  return run(directory, ['git', ...args], input)
}

function run(directory: string, [command = '', ...args]: readonly string[], input?: Buffer | string): string {
  seconds += 60
  const env = {
    PATH: process.env['PATH'],
    ...AUTHOR,
    GIT_AUTHOR_DATE: `${seconds} +0200`,
    GIT_COMMITTER_DATE: `${seconds} +0200`
  }
  return execFileSync(command, args, { cwd: directory, env, encoding: 'utf8', input, stdio: 'pipe' }).trim()
}
