import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A commit of a made history. */
export interface MadeCommit {
  readonly sha: string
  /** The sha of the commit before it; `undefined` for the first. */
  readonly parent: string | undefined
  readonly message: string
  /** Seconds since 1970. */
  readonly time: number
  readonly file: string
}

export const AUTHOR = { name: 'Mona Lisa', email: 'mona@acme.example' }

/** 2026-01-01 in seconds since 1970. A commit follows every minute. */
const FIRST_TIME = 1_767_225_600
const SECONDS_APART = 60
/** Files of the repository. The commits change them in turn. */
const FILES = 50

/**
 * Makes a git checkout with one branch. Each commit changes one file.
 * @param folder is made
 * @param origin the address of the repository at GitHub
 * @returns the commits, oldest first
 */
export function makeHistory(folder: string, origin: string, count: number): readonly MadeCommit[] {
  mkdirSync(folder, { recursive: true })
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', args, { cwd: folder, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
  git(['init', '--quiet', '--initial-branch=main'])
  git(['remote', 'add', 'origin', origin])
  const marks = path.join(folder, '.git', 'marks')
  const drafts = Array.from({ length: count }, (_, index) => ({
    message: `Change ${index + 1} of the shop\n\nThe basket adds up its items once, and keeps the sum for the next page.\n`,
    time: FIRST_TIME + index * SECONDS_APART,
    file: `src/module-${index % FILES}.ts`
  }))
  git(
    ['fast-import', '--quiet', `--export-marks=${marks}`],
    drafts.map((draft, index) => imported(draft, index + 1)).join('')
  )
  git(['reset', '--quiet', '--hard', 'main'])
  const shas = shasOf(readFileSync(marks, 'utf8'))
  return drafts.map((draft, index) => ({
    ...draft,
    sha: shas.get(index + 1) ?? '',
    parent: shas.get(index)
  }))
}

/** A commit as `git fast-import` reads it. Without `from` its parent is the commit before. */
function imported({ message, time, file }: Omit<MadeCommit, 'sha' | 'parent'>, mark: number): string {
  return [
    'commit refs/heads/main',
    `mark :${mark}`,
    `committer ${AUTHOR.name} <${AUTHOR.email}> ${time} +0000`,
    data(message),
    `M 100644 inline ${file}`,
    data(`export const version = ${mark}\n`),
    ''
  ].join('\n')
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}

/** Reads lines of `:<mark> <sha>`. */
function shasOf(marks: string): ReadonlyMap<number, string> {
  const pairs = marks
    .trim()
    .split('\n')
    .map(line => line.split(' '))
  return new Map(pairs.map(([mark, sha]) => [Number(mark?.slice(1)), sha ?? '']))
}
