import type { Checkout } from '../harness/checkout.ts'
import { makeCheckout } from '../harness/checkout.ts'
import type { ReleaseServers } from '../harness/release.ts'

/** A commit of a drawing. */
interface DrawnCommit {
  readonly name: string
  readonly parents: readonly string[]
  readonly message: string
  readonly files: readonly string[]
}

export interface Drawing {
  /**
   * Lines of commits, each the child of the one before it: `c0 c1 c2` and, for a branch, `c1 h1`. `m(h1)` merges h1 into the line.
   * A later commit is a newer one.
   */
  readonly lines: readonly string[]
  readonly message?: (name: string) => string
  readonly files?: (name: string) => readonly string[]
}

/** A history that GitHub and a checkout both have. */
export interface Drawn {
  readonly checkout: Checkout
  sha(name: string): string
  /** The names of all commits, in the order of the drawing. */
  readonly all: readonly string[]
  /** The names of shas, in the order of the drawing. */
  names(shas: readonly string[]): readonly string[]
  /** A commit and all of its ancestors. */
  reached(name: string): ReadonlySet<string>
  /** Makes it the history of `acme/web`. */
  seed(servers: Pick<ReleaseServers, 'seed'>, more?: DrawnTags & { pulls?: readonly object[] }): Promise<void>
  /** Makes tags in the checkout. */
  tag(tags: DrawnTags): void
}

/** Tags of a history. */
export interface DrawnTags {
  /** By name, each the name of a commit. */
  readonly tags?: Readonly<Record<string, string>>
  /** Names of those that have an object of their own. */
  readonly annotated?: readonly string[]
}

const FIRST = Date.parse('2026-03-01T00:00:00Z') / 1_000

/** Makes the commits of a drawing in a git repository, with `head` checked out. */
export function draw(drawing: Drawing, head: string): Drawn {
  const commits = commitsOf(drawing)
  const checkout = makeCheckout()
  checkout.gitWith(streamOf(commits), 'fast-import', '--quiet')
  const heads = checkout.git('for-each-ref', '--format=%(refname:lstrip=3) %(objectname)', 'refs/heads/at')
  const shas = new Map(
    heads.split('\n').map((line): [string, string] => {
      const [name = '', sha = ''] = line.split(' ')
      return [name, sha]
    })
  )
  const sha = (name: string): string => {
    const found = shas.get(name)
    if (found === undefined) throw new Error(`there is no commit ${name}`)
    return found
  }
  checkout.git('update-ref', '--no-deref', 'HEAD', sha(head))
  const byName = new Map(commits.map(commit => [commit.name, commit]))
  return {
    checkout,
    sha,
    all: commits.map(({ name }) => name),
    names: list => commits.map(({ name }) => name).filter(name => list.includes(sha(name))),
    reached(name) {
      const found = new Set([name])
      for (const one of found) for (const parent of byName.get(one)?.parents ?? []) found.add(parent)
      return found
    },
    tag({ tags = {}, annotated = [] }) {
      const light = Object.entries(tags).filter(([tag]) => !annotated.includes(tag))
      const commands = light.map(([tag, name]) => `create refs/tags/${tag} ${sha(name)}\n`)
      checkout.gitWith(commands.join(''), 'update-ref', '--stdin')
      for (const tag of annotated) checkout.git('tag', '-a', '-m', tag, tag, sha(tags[tag] ?? ''))
    },
    async seed(servers, { tags = {}, annotated = [], pulls = [] } = {}) {
      const refs = Object.entries(tags).map(([tag, name]) => [`tags/${tag}`, sha(name)])
      await servers.seed('state', {
        github: {
          commits: commits.map((commit, index) => ({
            sha: sha(commit.name),
            parents: commit.parents.map(sha),
            message: commit.message,
            author: { name: 'Ada', email: 'ada@example.com', date: dateOf(index) },
            files: commit.files.map(filename => ({ filename, status: 'modified' }))
          })),
          refs: Object.fromEntries(refs),
          annotated: annotated.map(tag => `tags/${tag}`),
          pulls
        }
      })
    }
  }
}

function dateOf(index: number): string {
  return new Date((FIRST + index * 60) * 1_000).toISOString()
}

function commitsOf({ lines, message = name => name, files = () => ['src/app.ts'] }: Drawing): DrawnCommit[] {
  const commits = new Map<string, DrawnCommit>()
  for (const line of lines) {
    let before: string | undefined
    for (const token of line.split(' ')) {
      const [, name = '', merged] = /^(\w+)(?:\((\w+)\))?$/.exec(token) ?? []
      if (!commits.has(name))
        commits.set(name, {
          name,
          parents: [before, merged].filter(parent => parent !== undefined),
          message: message(name),
          files: files(name)
        })
      before = name
    }
  }
  return [...commits.values()]
}

/** What `git fast-import` reads; each commit has a branch of its own, so that none is lost. */
function streamOf(commits: readonly DrawnCommit[]): string {
  const mark = (name: string): number => commits.findIndex(commit => commit.name === name) + 1
  return commits
    .map(({ name, parents, message, files }, index) => {
      const [first, ...others] = parents
      const person = `Ada <ada@example.com> ${FIRST + index * 60} +0000`
      return [
        `commit refs/heads/at/${name}`,
        `mark :${index + 1}`,
        `author ${person}`,
        `committer ${person}`,
        data(message),
        ...(first === undefined ? [] : [`from :${mark(first)}`]),
        ...others.map(other => `merge :${mark(other)}`),
        ...files.map(file => `M 100644 inline ${file}\n${data(name)}`),
        ''
      ].join('\n')
    })
    .join('\n')
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}
