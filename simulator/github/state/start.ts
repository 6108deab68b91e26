import { createHash } from 'node:crypto'

const HOUR = 3_600_000

interface Told {
  readonly message: string
  readonly parents: readonly string[]
  readonly by?: 'mona' | 'hubot'
  readonly files?: readonly object[]
}

/**
 * The state of GitHub after a reset, as the control API takes it: `main` with a release tag and a merged pull request, and an open pull
 * request from `topic` with a comment.
 * @param now milliseconds; the newest commit is an hour older
 */
export function startPart(now: number): unknown {
  const main = [
    commit(
      { message: 'Set up the shop', parents: [], files: [file('README.md', 'added', 12)] },
      now - 96 * HOUR
    )
  ]
  const grow = (told: Omit<Told, 'parents'>, hours: number, ...others: string[]): string => {
    const next = commit({ ...told, parents: [tip(main), ...others] }, now - hours * HOUR)
    main.push(next)
    return next.sha
  }
  grow({ message: 'Show the catalogue', files: [file('src/catalogue.ts', 'added', 64)] }, 90)
  grow({ message: 'Add the cart', files: [file('src/cart.ts', 'added', 80)] }, 72)
  const released = grow({ message: 'Release 1.0.0', files: [file('package.json', 'modified', 1, 1)] }, 48)
  const vouchers = commit(
    {
      message: 'Take vouchers',
      parents: [released],
      by: 'hubot',
      files: [file('src/cart.ts', 'modified', 9, 2)]
    },
    now - 30 * HOUR
  )
  const merge = grow(
    { message: 'Merge pull request #1 from acme/vouchers\n\nTake vouchers' },
    24,
    vouchers.sha
  )
  const newest = grow(
    { message: 'Speed up the catalogue', files: [file('src/catalogue.ts', 'modified', 5, 7)] },
    2
  )
  const topic = commit(
    {
      message: 'Check out as a guest',
      parents: [newest],
      by: 'hubot',
      files: [file('src/checkout.ts', 'added', 41)]
    },
    now - HOUR
  )
  return {
    commits: [...main, vouchers, topic],
    refs: { 'heads/main': newest, 'heads/topic': topic.sha, 'tags/v1.0.0': released },
    pulls: [
      {
        number: 1,
        title: 'Take vouchers',
        merged: true,
        head: { ref: 'vouchers', sha: vouchers.sha },
        merge_commit_sha: merge
      },
      { number: 2, title: 'Check out as a guest', head: { ref: 'topic', sha: topic.sha } }
    ],
    comments: [{ issue_number: 2, user: 'mona', body: 'Does this work without an account?' }]
  }
}

function commit({ message, parents, by = 'mona', files = [] }: Told, date: number) {
  const name = by === 'mona' ? 'Mona Lisa' : 'Hubot'
  return {
    // not of the date: the sha is the same on every start
    sha: createHash('sha1')
      .update(JSON.stringify([message, parents]))
      .digest('hex'),
    parents,
    message,
    author: { name, email: `${by}@acme.example`, date: new Date(date).toISOString() },
    login: by,
    files
  }
}

function tip(commits: readonly { readonly sha: string }[]): string {
  return commits.at(-1)?.sha ?? ''
}

function file(filename: string, status: 'added' | 'modified', additions: number, deletions = 0): object {
  const patch = `@@ -1,${deletions} +1,${additions} @@\n${'-old line\n'.repeat(deletions)}${'+new line\n'.repeat(additions)}`
  return { filename, status, additions, deletions, patch: patch.trimEnd() }
}
