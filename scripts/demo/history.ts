import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openHistory } from '../../src/git/checkout.ts'

/** A commit as the simulator's control API takes it. */
export interface SeedCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: { readonly name: string; readonly email: string; readonly date: string }
  readonly files: readonly { readonly filename: string; readonly status: string; readonly patch: string }[]
}

const AUTHORS = [
  ['Ada Lovelace', 'ada@example.com'],
  ['Grace Hopper', 'grace@example.com'],
  ['Linus Torvalds', 'linus@example.com']
] as const

const FILES = ['src/cart.ts', 'src/payment.ts', 'src/stock.ts', 'src/mail.ts', 'README.md'] as const
const WORK = [
  'Round totals',
  'Retry payments',
  'Cache stock',
  'Translate mails',
  'Explain the set-up',
  'Rename fields',
  'Log less'
] as const

/**
 * Makes a git repository with commits by several authors, an hour apart. It is the same every time.
 * @param count how many commits
 */
export function makeRepository(folder: string, count: number): void {
  mkdirSync(path.join(folder, 'src'), { recursive: true })
  git(folder, ['init', '--quiet', '--initial-branch=main'])
  for (let number = 1; number <= count; number += 1) {
    const file = FILES[number % FILES.length] ?? FILES[0]
    writeFileSync(path.join(folder, file), source(file, number))
    const [name, email] = AUTHORS[number % AUTHORS.length] ?? AUTHORS[0]
    const message = `${WORK[number % WORK.length]} (#${number})${number % 9 === 0 ? '\n\nFixes WEB-1' : ''}`
    const date = new Date(Date.UTC(2026, 0, 1, number)).toISOString()
    git(folder, ['add', '--all'])
    git(folder, ['commit', '--quiet', '--message', message], { name, email, date })
  }
}

/** The commits of a repository, oldest first, as the simulator's GitHub takes them. */
export async function commitsOf(folder: string): Promise<readonly SeedCommit[]> {
  const history = await openHistory({
    directory: folder,
    env: process.env,
    signal: new AbortController().signal
  })
  if (history.kind === 'no-history' || history.head === undefined)
    throw new Error('the repository has no commits')
  const { commits } = await history.range({
    previous: undefined,
    commit: history.head,
    max: 1_000,
    files: true
  })
  const statuses = { A: 'added', M: 'modified', D: 'removed' }
  return commits.toReversed().map(commit => ({
    sha: commit.sha,
    parents: commit.parents,
    message: commit.message ?? '',
    author: { name: commit.authorName ?? '', email: commit.authorEmail ?? '', date: commit.date ?? '' },
    files: (commit.files ?? []).map(file => ({
      filename: file.path,
      status: statuses[file.type],
      patch: patchOf(folder, commit.sha, file.path)
    }))
  }))
}

/** The hunks of a file in a commit, as GitHub shows them. */
function patchOf(folder: string, sha: string, file: string): string {
  const diff = git(folder, ['show', '--format=', '--unified=3', sha, '--', file])
  return diff.slice(Math.max(0, diff.indexOf('@@'))).trimEnd()
}

function source(file: string, number: number): string {
  const lines = Array.from(
    { length: 30 },
    (_, index) => `// ${file} ${index + 1}${index === number % 30 ? ` revision ${number}` : ''}`
  )
  return `${lines.join('\n')}\n`
}

function git(
  folder: string,
  args: readonly string[],
  author?: { name: string; email: string; date: string }
): string {
  const { name = 'Demo', email = 'demo@example.com', date = '2026-01-01T00:00:00Z' } = author ?? {}
  return execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: path.join(folder, 'none'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date
    }
  })
}
