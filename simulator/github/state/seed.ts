import { choice, count, fields, flag, items, NotUnderstood, sha, text, time } from '../../control/decode.ts'
import { FILE_STATUSES, type ChangedFile, type Commit, type CommitGraph } from './graph.ts'
import { seedPull } from './seed-pulls.ts'
import {
  ACCESSES,
  addComment,
  REPOSITORY,
  tagObjectOf,
  type Permissions,
  type PullRequest,
  type State
} from './state.ts'

/** More would only fill the memory: the largest range that is tested has 10,000 commits. */
const MOST_COMMITS = 200_000

/** A change of the state, read and checked. */
interface Seed {
  readonly commits: readonly Commit[]
  readonly refs: ReadonlyMap<string, string>
  readonly annotated: readonly string[]
  readonly pulls: ReadonlyMap<number, PullRequest>
  readonly comments: readonly { issueNumber: number; user: string; body: string }[]
  readonly permissions: Permissions
  readonly tokenUser: string
  readonly private: boolean
  readonly listLagMs: number
}

/**
 * Adds the `github` part of `POST /_simulator/state` to the state, all of it or nothing.
 * @param now milliseconds, the date of what has none
 * @throws NotUnderstood
 */
export function seed(state: State, part: unknown, now: number): void {
  apply(state, decode(state, part, now), now)
}

function decode(state: State, part: unknown, now: number): Seed {
  const given = fields(part, 'github', [
    'commits',
    'refs',
    'annotated',
    'pulls',
    'comments',
    'permissions',
    'tokenUser',
    'private',
    'listLagMs'
  ])
  const commits = parentsFirst(
    state.graph,
    items(given['commits'], 'github.commits', (item, where) => decodeCommit(item, where, now))
  )
  const added = new Set(commits.map(commit => commit.sha))
  if (state.graph.size + added.size > MOST_COMMITS)
    throw new NotUnderstood('github.commits', `would be more than ${MOST_COMMITS} in all`)
  const isKnown = (sha: string): boolean => added.has(sha) || state.graph.get(sha) !== undefined
  const refs = decodeRefs(given['refs'], isKnown)
  const pulls = decodePulls(state, given['pulls'], { refs, commits, now })
  return {
    commits,
    refs,
    annotated: items(given['annotated'], 'github.annotated', (item, where) => {
      const name = text(item, where)
      if (!name.startsWith('tags/') || (refs.get(name) ?? state.refs.get(name)) === undefined)
        throw new NotUnderstood(where, 'is an unknown tag')
      return name
    }),
    pulls,
    comments: items(given['comments'], 'github.comments', (item, where) => {
      const comment = fields(item, where, ['issue_number', 'user', 'body'])
      const issueNumber = count(comment['issue_number'], `${where}.issue_number`, 0)
      if (!pulls.has(issueNumber) && !state.pulls.has(issueNumber))
        throw new NotUnderstood(`${where}.issue_number`, 'is an unknown pull request')
      return {
        issueNumber,
        user: text(comment['user'], `${where}.user`, 'octocat'),
        body: text(comment['body'], `${where}.body`)
      }
    }),
    permissions: decodePermissions(given['permissions'], state.permissions),
    tokenUser: text(given['tokenUser'], 'github.tokenUser', state.tokenUser),
    private: flag(given['private'], 'github.private', state.private),
    listLagMs: count(given['listLagMs'], 'github.listLagMs', state.listLagMs)
  }
}

function apply(state: State, seed: Seed, now: number): void {
  state.graph.add(seed.commits)
  for (const [name, sha] of seed.refs) state.refs.set(name, sha)
  for (const name of seed.annotated) state.tagObjects.set(name, tagObjectOf(name))
  for (const [number, pull] of seed.pulls) state.pulls.set(number, pull)
  state.permissions = seed.permissions
  state.tokenUser = seed.tokenUser
  state.private = seed.private
  state.listLagMs = seed.listLagMs
  for (const comment of seed.comments) addComment(state, { ...comment, now })
}

function decodeCommit(item: unknown, where: string, now: number): Commit {
  const commit = fields(item, where, ['sha', 'parents', 'message', 'author', 'login', 'files'])
  const id = sha(commit['sha'], `${where}.sha`)
  const author = fields(commit['author'] ?? {}, `${where}.author`, ['name', 'email', 'date'])
  return {
    sha: id,
    parents: items(commit['parents'], `${where}.parents`, sha),
    message: text(commit['message'], `${where}.message`, `Commit ${id.slice(0, 7)}`),
    author: {
      name: text(author['name'], `${where}.author.name`, 'Mona Lisa'),
      email: text(author['email'], `${where}.author.email`, 'mona@acme.example'),
      date: time(author['date'], `${where}.author.date`, now)
    },
    login: text(commit['login'], `${where}.login`, '') || undefined,
    files: items(commit['files'], `${where}.files`, decodeFile)
  }
}

function decodeFile(item: unknown, where: string): ChangedFile {
  const file = fields(item, where, [
    'filename',
    'status',
    'additions',
    'deletions',
    'previous_filename',
    'patch'
  ])
  const previous = text(file['previous_filename'], `${where}.previous_filename`, '')
  const patch = text(file['patch'], `${where}.patch`, '')
  return {
    filename: text(file['filename'], `${where}.filename`),
    status: choice(file['status'], `${where}.status`, FILE_STATUSES, 'modified'),
    additions: count(file['additions'], `${where}.additions`, 0),
    deletions: count(file['deletions'], `${where}.deletions`, 0),
    ...(previous && { previous_filename: previous }),
    ...(patch && { patch })
  }
}

/**
 * Sorts the commits so that each comes after its parents.
 * @throws NotUnderstood for a sha that is there twice, an unknown parent, or a circle
 */
function parentsFirst(graph: CommitGraph, commits: readonly Commit[]): readonly Commit[] {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]))
  if (bySha.size < commits.length) throw new NotUnderstood('github.commits', 'must have each sha once')
  const children = new Map<string, Commit[]>()
  const missing = new Map<string, number>()
  for (const commit of commits) {
    const known = graph.get(commit.sha)
    if (known && known.parents.join() !== commit.parents.join())
      throw new NotUnderstood(`github.commits: ${commit.sha}`, 'exists with other parents')
    const parents = commit.parents.filter(parent => bySha.has(parent))
    const unknown = commit.parents.find(parent => !bySha.has(parent) && !graph.get(parent))
    if (unknown !== undefined) throw new NotUnderstood(`github.commits: the parent ${unknown}`, 'is unknown')
    missing.set(commit.sha, parents.length)
    for (const parent of parents) {
      const siblings = children.get(parent)
      if (siblings) siblings.push(commit)
      else children.set(parent, [commit])
    }
  }
  const ordered = commits.filter(commit => missing.get(commit.sha) === 0)
  for (const commit of ordered) {
    for (const child of children.get(commit.sha) ?? []) {
      const left = (missing.get(child.sha) ?? 0) - 1
      missing.set(child.sha, left)
      if (left === 0) ordered.push(child)
    }
  }
  if (ordered.length < commits.length)
    throw new NotUnderstood('github.commits', 'must not be their own ancestors')
  return ordered
}

function decodeRefs(value: unknown, isKnown: (sha: string) => boolean): Map<string, string> {
  const refs = new Map<string, string>()
  if (value === undefined) return refs
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotUnderstood('github.refs', 'must be an object')
  for (const [name, target] of Object.entries(value)) {
    const where = `github.refs.${name}`
    if (!/^(heads|tags)\/[^\s~^:?*[\\]+$/.test(name) || /\.\.|\/\/|\/$/.test(name))
      throw new NotUnderstood(where, 'must be named heads/… or tags/…')
    const commit = sha(target, where)
    if (!isKnown(commit)) throw new NotUnderstood(where, 'is an unknown commit')
    refs.set(name, commit)
  }
  return refs
}

/** The given pull requests, and the open ones whose branch moves. */
function decodePulls(
  state: State,
  value: unknown,
  { refs, commits, now }: { refs: ReadonlyMap<string, string>; commits: readonly Commit[]; now: number }
): Map<number, PullRequest> {
  const pulls = new Map<number, PullRequest>()
  for (const pull of state.pulls.values()) {
    const moved = refs.get(`heads/${pull.head.ref}`)
    if (pull.state === 'open' && moved !== undefined && pull.head.repo === REPOSITORY)
      pulls.set(pull.number, { ...pull, head: { ...pull.head, sha: moved }, updatedAt: now })
  }
  const added = new Map(commits.map(commit => [commit.sha, commit.author.date]))
  const surroundings = {
    now,
    ref: (name: string) => refs.get(name) ?? state.refs.get(name),
    dateOf: (sha: string) => added.get(sha) ?? state.graph.get(sha)?.author.date,
    known: (number: number) => pulls.get(number) ?? state.pulls.get(number),
    next: () => Math.max(0, ...state.pulls.keys(), ...pulls.keys()) + 1
  }
  items(value, 'github.pulls', (item, where) => {
    const pull = seedPull(item, where, surroundings)
    pulls.set(pull.number, pull)
  })
  return pulls
}

function decodePermissions(value: unknown, before: Permissions): Permissions {
  if (value === undefined) return before
  const given = fields(value, 'github.permissions', Object.keys(before))
  const access = (name: keyof Permissions) =>
    choice(given[name], `github.permissions.${name}`, ACCESSES, before[name])
  return { contents: access('contents'), pull_requests: access('pull_requests'), issues: access('issues') }
}
