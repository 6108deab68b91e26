import type { Answer } from '../../http.ts'
import { parseTime } from '../../iso-time.ts'
import { failure, notFound } from '../answers.ts'
import { netChanges } from './changes.ts'
import { commitObject, fileObject, lineCounts } from './objects.ts'
import { apiUrl, webUrl, type Context, type Handler } from '../context.ts'
import type { Commit, Comparison } from '../state/graph.ts'
import { pageOf } from '../paging.ts'
import { DEFAULT_BRANCH, OWNER, resolveCommit, type State } from '../state/state.ts'

/** The page size of a comparison without paging parameters. */
const MOST_COMPARED = 250
/** GitHub: files of a comparison, and of one page of a commit. */
const MOST_FILES = 300
/** GitHub: files of a commit in all. */
const MOST_FILES_OF_COMMIT = 3000

/** `GET /commits`: the history of a commit, newest first. */
export const listCommits: Handler = ({ state, address, request }) => {
  const start = resolveCommit(state, request.query.get('sha') || DEFAULT_BRANCH)
  if (!start) return notFound()
  const page = pageOf(state.graph.history(start.sha).filter(wanted(request.query)), request, address)
  return { status: 200, headers: page.headers, body: page.items.map(commit => commitObject(address, commit)) }
}

function wanted(query: URLSearchParams): (commit: Commit) => boolean {
  const path = query.get('path')?.replace(/\/+$/, '')
  const author = query.get('author')
  const since = parseTime(query.get('since') ?? '') ?? -Infinity
  const until = parseTime(query.get('until') ?? '') ?? Infinity
  return ({ author: { date, email }, login, files }) =>
    date >= since &&
    date <= until &&
    (!author || author === login || author === email) &&
    (!path || files.some(file => file.filename === path || file.filename.startsWith(`${path}/`)))
}

/** `GET /commits/{ref}`: one commit with its files, 300 a page and at most 3,000. */
export const getCommit: Handler = context => {
  const commit = resolveCommit(context.state, context.values[0] ?? '')
  return commit ? withFiles(context, commit) : failure(422, `No commit found for SHA: ${context.values[0]}`)
}

/** `GET /commits/{ref}` for a ref with slashes. An unknown one is a 404, because the path may belong to a route that is not simulated. */
export const getCommitByPath: Handler = context => {
  const commit = resolveCommit(context.state, context.values[0] ?? '')
  return commit ? withFiles(context, commit) : notFound()
}

function withFiles({ address, request }: Context, commit: Commit): Answer {
  const files = commit.files.slice(0, MOST_FILES_OF_COMMIT)
  const page = pageOf(files, request, address, { usual: MOST_FILES, most: MOST_FILES })
  const lines = lineCounts(commit.files)
  return {
    status: 200,
    headers: page.headers,
    body: {
      ...commitObject(address, commit),
      stats: { total: lines.additions + lines.deletions, ...lines },
      files: page.items.map(file => fileObject(address, commit.sha, file))
    }
  }
}

/** `GET /compare/{base}...{head}` */
export const compareCommits: Handler = context => {
  const { state, values } = context
  const [base, head] = sides(values[0] ?? '')
  const from = resolveCommit(state, base)
  const to = resolveCommit(state, head)
  if (!from || !to) return notFound()
  const comparison = state.graph.compare(from.sha, to.sha)
  if (!comparison?.mergeBase) return failure(404, `No common ancestor between ${base} and ${head}.`)
  return comparisonAnswer(context, { base: from, head: to, mergeBase: comparison.mergeBase, comparison })
}

/** The two names of `base...head`. Each may begin with the owner and a colon. */
function sides(basehead: string): [base: string, head: string] {
  const [base = '', head = '', ...more] = basehead
    .split('...')
    .map(side => side.replace(new RegExp(`^${OWNER}:`, 'i'), ''))
  return more.length > 0 ? ['', ''] : [base, head]
}

function comparisonAnswer(
  { address, request }: Context,
  {
    base,
    head,
    mergeBase,
    comparison
  }: { base: Commit; head: Commit; mergeBase: Commit; comparison: Comparison }
): Answer {
  const { ahead, behindBy } = comparison
  const oldestFirst = ahead.toReversed()
  const isPaged = request.query.has('page') || request.query.has('per_page')
  const page = pageOf(oldestFirst, request, address)
  const commits = isPaged ? page.items : oldestFirst.slice(-MOST_COMPARED)
  const span = `${base.sha}...${head.sha}`
  const files = !isPaged || page.number === 1 ? netChanges(oldestFirst).slice(0, MOST_FILES) : undefined
  return {
    status: 200,
    // GitHub sends no Link unless `per_page` is given. Octokit then counts in pages of 250 and misses commits.
    headers: request.query.has('per_page') ? page.headers : {},
    body: {
      url: apiUrl(address, `/compare/${span}`),
      html_url: webUrl(`/compare/${span}`),
      permalink_url: webUrl(`/compare/${OWNER}:${base.sha.slice(0, 7)}...${OWNER}:${head.sha.slice(0, 7)}`),
      diff_url: webUrl(`/compare/${span}.diff`),
      patch_url: webUrl(`/compare/${span}.patch`),
      base_commit: commitObject(address, base),
      merge_base_commit: commitObject(address, mergeBase),
      status: relation(ahead.length, behindBy),
      ahead_by: ahead.length,
      behind_by: behindBy,
      total_commits: ahead.length,
      commits: commits.map(commit => commitObject(address, commit)),
      ...(files && { files: files.map(file => fileObject(address, head.sha, file)) })
    }
  }
}

function relation(aheadBy: number, behindBy: number): 'ahead' | 'behind' | 'diverged' | 'identical' {
  if (aheadBy > 0) return behindBy > 0 ? 'diverged' : 'ahead'
  return behindBy > 0 ? 'behind' : 'identical'
}

/** A commit of a range, as Sentry fetches it. */
export interface RangeCommit {
  readonly sha: string
  readonly message: string
  /** `date` in milliseconds. */
  readonly author: Commit['author']
  readonly files: Commit['files']
}

/** How many commits Sentry fetches without a previous commit. */
const FIRST_COMMITS = 20

/**
 * The commits of `previous..commit`, newest first; without `previous` the newest 20 up to `commit`.
 * @returns `undefined` if one of the two is unknown, or if they have no common ancestor
 */
export function rangeOf(
  state: State,
  previous: string | undefined,
  commit: string
): readonly RangeCommit[] | undefined {
  const head = resolveCommit(state, commit)
  if (!head) return undefined
  if (previous === undefined) return state.graph.history(head.sha).slice(0, FIRST_COMMITS)
  const base = resolveCommit(state, previous)
  const comparison = base && state.graph.compare(base.sha, head.sha)
  return comparison?.mergeBase ? comparison.ahead : undefined
}
