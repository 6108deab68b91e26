import { statusOf } from '../run/commit.ts'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../run/failure.ts'
import { clean } from '../text/clean.ts'
import { openGit, type Git } from './git.ts'
import { isCommitName } from './commit-name.ts'
import { LOG_FILES, LOG_FORMAT, parseLog, type LoggedCommit } from './log.ts'

/** How `head` stands to `base`: `ahead`: it holds the base; `behind`: the base holds it; `diverged`: neither. */
export interface LocalRelation {
  readonly kind: 'related'
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy: number
  readonly behindBy: number
  readonly mergeBase: string
}

/** Why two commits cannot be compared. `unknown`: the clone is shallow, so a common ancestor may be missing. */
export interface LocallyUnrelated {
  readonly kind: 'not-found' | 'no-common-ancestor' | 'unknown'
}

/** The newest commits of a range, and how many it has. */
export interface LocalRange {
  /** Newest first. */
  readonly commits: readonly LoggedCommit[]
  readonly total: number
}

/** The history in a local checkout. */
export interface History {
  readonly kind: 'history'
  /** The checkout's top folder. */
  readonly directory: string
  /** Whether older commits are missing. Nothing is fetched; see `SHALLOW_EXPLAINED`. */
  readonly isShallow: boolean
  /** The commit that is checked out; undefined in a repository without commits. */
  readonly head: string | undefined
  /** The full sha of a commit by sha (7 digits or more), branch, remote branch or tag; undefined when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** All tags, each with the full sha of its commit. */
  tags(): Promise<readonly { readonly name: string; readonly sha: string }[]>
  /** How two commits (full shas) stand to each other. */
  relation(options: { base: string; head: string }): Promise<LocalRelation | LocallyUnrelated>
  /**
   * Reads the newest `max` commits that `commit` holds and `previous` does not (all it holds without `previous`).
   *
   * @param options.previous, options.commit full shas that `resolve` gave
   * @param options.files whether the changed files of each commit are read too
   * @throws Failure of `GIT_FAILURES`
   */
  range(options: {
    previous: string | undefined
    commit: string
    max: number
    files: boolean
  }): Promise<LocalRange>
}

/** No checkout, and why. */
export interface NoHistory {
  readonly kind: 'no-history'
  readonly reason: string
}

/** What to do about a shallow clone; a sentence for messages. */
export const SHALLOW_EXPLAINED =
  'The checkout is shallow, so older commits are missing in it: use actions/checkout with fetch-depth: 0, or set_commits: github, which needs no checkout.'

/**
 * Opens the git checkout that holds a folder.
 *
 * @param options.directory any folder of the checkout, absolute
 * @param options.env the job's environment; git gets only the part that it needs
 * @param options.signal ends running commands
 * @returns a reason instead of a history when there is no git, no folder or no checkout
 */
export async function openHistory(options: {
  directory: string
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
}): Promise<History | NoHistory> {
  const { env, signal } = options
  if (!isFolder(options.directory)) {
    return { kind: 'no-history', reason: `there is no folder ${clean(options.directory, 200)}` }
  }
  const directory = topFolder(realpathSync(options.directory))
  if (directory === undefined) {
    const reason = `the folder ${clean(options.directory, 200)} is not in a git checkout (actions/checkout makes one)`
    return { kind: 'no-history', reason }
  }
  const git = openGit({ directory, env, signal })
  try {
    return await readHistory(directory, git)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { kind: 'no-history', reason: error.message }
  }
}

async function readHistory(directory: string, git: Git): Promise<History> {
  const { output } = await git(['rev-parse', '--is-shallow-repository', '--git-path', 'shallow'])
  const [shallow, shallowFile] = output.toString().split('\n')
  const isShallow = shallow === 'true'
  const cut = new Set(isShallow ? linesOf(path.resolve(directory, shallowFile ?? '')) : [])
  return {
    kind: 'history',
    directory,
    isShallow,
    head: await resolveOne(git, 'HEAD'),
    resolve: name => resolve(git, name),
    tags: () => readTags(git),
    relation: ends => relate({ git, isShallow, ...ends }),
    range: range => readRange({ git, cut, ...range })
  }
}

/** A branch that was only fetched has no local name: `main` may be there only as `origin/main`. */
async function resolve(git: Git, name: string): Promise<string | undefined> {
  if (!isCommitName(name)) return undefined
  return (await resolveOne(git, name)) ?? (await resolveOne(git, `refs/remotes/origin/${name}`))
}

async function resolveOne(git: Git, name: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  const { output } = await git(args, { statuses: [0, 1, 128] })
  return output.toString().trim() || undefined
}

/** An annotated tag has an object of its own, and `*objectname` is its commit. */
async function readTags(git: Git): Promise<readonly { readonly name: string; readonly sha: string }[]> {
  const format = '--format=%(objectname) %(*objectname) %(refname:strip=2)'
  const { output } = await git(['for-each-ref', format, 'refs/tags'])
  return output
    .toString()
    .split('\n')
    .flatMap(line => {
      const [, own = '', behind, name = ''] = /^([0-9a-f]+) ([0-9a-f]*) (.+)$/.exec(line) ?? []
      return name === '' ? [] : [{ name, sha: behind || own }]
    })
}

async function relate(options: {
  git: Git
  isShallow: boolean
  base: string
  head: string
}): Promise<LocalRelation | LocallyUnrelated> {
  const { git, isShallow, base, head } = options
  const found = await Promise.all([resolveOne(git, base), resolveOne(git, head)])
  if (found.includes(undefined)) return { kind: 'not-found' }
  const ancestor = await git(['merge-base', '--end-of-options', base, head], { statuses: [0, 1] })
  const mergeBase = ancestor.output.toString().trim()
  if (mergeBase === '') return { kind: isShallow ? 'unknown' : 'no-common-ancestor' }
  const counted = await git(['rev-list', '--left-right', '--count', '--end-of-options', `${base}...${head}`])
  const [behindBy = 0, aheadBy = 0] = counted.output.toString().split('\t').map(Number)
  return { kind: 'related', status: statusOf(aheadBy, behindBy), aheadBy, behindBy, mergeBase }
}

async function readRange(options: {
  git: Git
  cut: ReadonlySet<string>
  previous: string | undefined
  commit: string
  max: number
  files: boolean
}): Promise<LocalRange> {
  const { git, cut, previous, commit, max, files } = options
  const range = ['--end-of-options', commit, ...(previous === undefined ? [] : [`^${previous}`])]
  const counted = await git(['rev-list', '--count', ...range])
  const logged = await git([
    'log',
    ...LOG_FORMAT,
    ...(files ? LOG_FILES : []),
    `--max-count=${max}`,
    ...range
  ])
  return {
    commits: parseLog({ output: logged.output, files, cut }),
    total: Number(counted.output.toString())
  }
}

/** The nearest folder upwards that holds `.git`. In submodules and linked worktrees `.git` is a file. */
function topFolder(directory: string): string | undefined {
  if (existsSync(path.join(directory, '.git'))) return directory
  const parent = path.dirname(directory)
  return parent === directory ? undefined : topFolder(parent)
}

function isFolder(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n')
}
