import { describe, expect, test } from '@jest/globals'
import { listAt, parseJson, recordAt } from '../../../src/text/json.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { StepRun, RunOptions } from '../../harness/step.ts'

const servers = useComment()

const repository = { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' }
const shaOf = (number: number): string => number.toString(16).padStart(40, 'd')

interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: { readonly date: string }
}

/** Lets `main` grow as GitHub does, with a pull request for each way of merging. */
async function repo() {
  const { ['heads/main']: root = '' } = await servers.refs()
  const commits: Commit[] = []
  const pulls: object[] = []
  const byNumber = (message: string, parents: readonly string[]): string => {
    const sha = shaOf(commits.length + 1)
    const date = new Date(Date.UTC(2026, 0, 1, 0, commits.length)).toISOString()
    commits.push({ sha, parents, message, author: { date } })
    return sha
  }
  let tip = root
  const merged = (number: number, head: string): void => {
    pulls.push({ number, merged: true, head: { ref: `b${number}`, sha: head }, merge_commit_sha: tip })
  }
  const branch = (number: number, length: number): readonly string[] => {
    const own: string[] = []
    for (let index = 0; index < length; index += 1)
      own.push(byNumber(`Work ${number}.${index}`, [own.at(-1) ?? tip]))
    return own
  }
  return {
    root,
    tip: () => tip,
    direct: (message = 'Straight to main') => (tip = byNumber(message, [tip])),
    merge(number: number, length = 2) {
      const head = branch(number, length).at(-1) ?? ''
      tip = byNumber(`Merge pull request #${number} from acme/b${number}`, [tip, head])
      merged(number, head)
    },
    squash(number: number) {
      const head = branch(number, 1)[0] ?? ''
      tip = byNumber(`Squashed (#${number})`, [tip])
      merged(number, head)
    },
    /** A squash whose message says nothing of it, as with another template. */
    quiet(number: number) {
      const head = branch(number, 1)[0] ?? ''
      tip = byNumber('Quietly', [tip])
      merged(number, head)
    },
    rebase(number: number, length = 2) {
      const own = branch(number, length)
      for (const index of own.keys()) tip = byNumber(`Work ${number}.${index}`, [tip])
      merged(number, own.at(-1) ?? '')
    },
    async seed() {
      await servers.seed('issues', { project: 'web', firstRelease: RELEASE })
      await servers.seed('state', { github: { commits, pulls, refs: { 'heads/main': tip } } })
    },
    /** As the event of a push lists them: oldest first. */
    listed: (after: string) => {
      const reached = new Set([after])
      for (const { sha, parents } of commits.toReversed())
        if (reached.has(sha)) for (const parent of parents) reached.add(parent)
      return commits.filter(({ sha }) => reached.has(sha)).map(({ sha, message }) => ({ id: sha, message }))
    }
  }
}

function pushOf(before: string, after: string, commits: readonly object[]): RunOptions {
  return {
    event: 'push',
    payload: { ref: 'refs/heads/main', before, after, commits, repository },
    env: { GITHUB_SHA: after, GITHUB_REF: 'refs/heads/main' }
  }
}

function chosen(run: StepRun): readonly string[] {
  return listAt(parseJson(run.outputs['pull_requests'] ?? ''), [], entry => recordAt(entry)).map(pull =>
    [pull['number'], pull['comment_action']].join(' ')
  )
}

async function lookups(): Promise<{ readonly pulls: number; readonly compared: number }> {
  const paths = (await servers.requests()).filter(({ server }) => server === 'github').map(({ path }) => path)
  return {
    pulls: paths.filter(path => /\/commits\/[^/]+\/pulls$/.test(path)).length,
    compared: paths.filter(path => path.includes('/compare/')).length
  }
}

describe('a push of several merges reports to each', () => {
  test.each([
    ['as its event lists them', true],
    ['where its event lists none', false]
  ])('of a merge queue, %s', async (_what, isListed) => {
    const main = await repo()
    main.merge(31)
    main.squash(32)
    main.quiet(33)
    main.rebase(34)
    await main.seed()
    const commits = isListed ? main.listed(main.tip()) : []
    const run = await servers.run({}, pushOf(main.root, main.tip(), commits))
    expect(run.code).toBe(0)
    expect(chosen(run).toSorted()).toEqual(['31 created', '32 created', '33 created', '34 created'])
    for (const number of [31, 32, 33, 34]) expect(await servers.comments(number)).toHaveLength(1)
  })

  test('with commits that belong to none between and behind them', async () => {
    const main = await repo()
    main.squash(31)
    main.direct()
    main.merge(32)
    main.direct()
    await main.seed()
    const run = await servers.run({}, pushOf(main.root, main.tip(), main.listed(main.tip())))
    expect(chosen(run).toSorted()).toEqual(['31 created', '32 created'])
  })

  test('after a forced push: those since both histories parted', async () => {
    const main = await repo()
    main.squash(31)
    const parted = main.tip()
    main.squash(32)
    main.squash(33)
    const old = { sha: 'e'.repeat(40), parents: [parted], message: 'Overwritten' }
    await main.seed()
    await servers.seed('state', { github: { commits: [old] } })
    const run = await servers.run({}, pushOf(old.sha, main.tip(), []))
    expect(chosen(run).toSorted()).toEqual(['32 created', '33 created'])
  })

  test('where GitHub does not know any more what stood before: those that the event lists', async () => {
    const main = await repo()
    main.squash(31)
    main.squash(32)
    await main.seed()
    const run = await servers.run({}, pushOf('f'.repeat(40), main.tip(), main.listed(main.tip())))
    expect(chosen(run).toSorted()).toEqual(['31 created', '32 created'])
    expect(run.log.join('\n')).toContain('The commits of the push are taken from its event')
  })

  test('where GitHub does not name one yet and its message does', async () => {
    const main = await repo()
    main.squash(31)
    const first = main.tip()
    main.squash(32)
    await main.seed()
    await servers.seed('faults', {
      match: { path: `/commits/${first}/pulls$`, times: 0 },
      action: { status: 200, body: [] }
    })
    const run = await servers.run({}, pushOf(main.root, main.tip(), main.listed(main.tip())))
    expect(chosen(run).toSorted()).toEqual(['31 created', '32 created'])
  })

  test('to at most max_pull_requests; the others are named', async () => {
    const main = await repo()
    for (const number of [31, 32, 33]) main.squash(number)
    await main.seed()
    const run = await servers.run(
      { max_pull_requests: '2' },
      pushOf(main.root, main.tip(), main.listed(main.tip()))
    )
    expect(chosen(run)).toEqual(['33 created', '32 created'])
    expect(run.log).toContain(
      'No report for the other pull requests, max_pull_requests is 2: 31 (merge-commit).'
    )
  })
})

describe('the requests of a push are bounded', () => {
  test('of one commit: one look-up', async () => {
    const main = await repo()
    main.squash(31)
    await main.seed()
    await servers.run({}, pushOf(main.root, main.tip(), [{ id: main.tip(), message: 'Squashed (#31)' }]))
    expect(await lookups()).toEqual({ pulls: 1, compared: 0 })
  })

  test('of one merge of many commits: one look-up, and one comparison', async () => {
    const main = await repo()
    main.merge(31, 40)
    await main.seed()
    await servers.run({}, pushOf(main.root, main.tip(), main.listed(main.tip())))
    expect(await lookups()).toEqual({ pulls: 1, compared: 1 })
  })

  test('of many commits: 31 look-ups, which the log says', async () => {
    const main = await repo()
    for (let index = 0; index < 120; index += 1) main.direct()
    await main.seed()
    const run = await servers.run({}, pushOf(main.root, main.tip(), []))
    const { pulls, compared } = await lookups()
    expect(compared).toBe(2)
    // the tip is looked up again while GitHub may not know it yet
    expect(pulls).toBe(31 + 3)
    expect(run.log.join('\n')).toContain('Pull requests are looked for in 31 of 120 pushed commits')
  })
})

describe('a branch of a fork with the same name', () => {
  const forks: readonly (readonly [what: string, repo: string | null])[] = [
    ["another owner's", 'mallory/web'],
    ['the same owner', 'acme/web-fork'],
    ['a deleted one', null]
  ]

  async function pullOfFork(fork: string | null): Promise<string> {
    const { ['heads/topic']: head = '' } = await servers.refs()
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE })
    await servers.seed('state', {
      github: {
        refs: { 'heads/work': head },
        pulls: [
          { number: 2, state: 'closed' },
          { number: 41, head: { ref: 'work', sha: head, repo: fork } }
        ]
      }
    })
    return head
  }

  const runs: readonly (readonly [what: string, options: (head: string) => RunOptions])[] = [
    [
      'a dispatch',
      head => ({
        event: 'workflow_dispatch',
        payload: { repository },
        env: { GITHUB_SHA: head, GITHUB_REF: 'refs/heads/work' }
      })
    ],
    [
      'a push',
      head => ({
        event: 'push',
        payload: { ref: 'refs/heads/work', before: '0'.repeat(40), after: head, commits: [], repository },
        env: { GITHUB_SHA: head, GITHUB_REF: 'refs/heads/work' }
      })
    ],
    [
      'a workflow run',
      head => ({
        event: 'workflow_run',
        payload: {
          action: 'completed',
          workflow_run: {
            event: 'pull_request',
            conclusion: 'success',
            head_sha: head,
            head_branch: 'work',
            head_repository: { full_name: 'acme/web', owner: { login: 'acme' } },
            pull_requests: []
          },
          repository
        }
      })
    ]
  ]

  test.each(runs.flatMap(([run, options]) => forks.map(([what, fork]) => ({ run, what, options, fork }))))(
    '$run does not report into a pull request of it ($what)',
    async ({ options, fork }) => {
      const run = await servers.run({}, options(await pullOfFork(fork)))
      expect(run.code).toBe(0)
      expect(run.outputs).toMatchObject({ comment_action: 'skipped:no-pull-request', pull_requests: '[]' })
      expect(await servers.comments(41)).toEqual([])
    }
  )

  test.each(runs)('%s reports into that of our own', async (_what, options) => {
    const run = await servers.run({}, options(await pullOfFork('acme/web')))
    expect(chosen(run)).toEqual(['41 created'])
  })

  test('a workflow run for the fork reports into its pull request', async () => {
    const head = await pullOfFork('mallory/web')
    const payload = {
      action: 'completed',
      workflow_run: {
        event: 'pull_request',
        conclusion: 'success',
        head_sha: head,
        head_branch: 'work',
        head_repository: { full_name: 'mallory/web', owner: { login: 'mallory' } },
        pull_requests: []
      },
      repository
    }
    expect(chosen(await servers.run({}, { event: 'workflow_run', payload }))).toEqual(['41 created'])
  })
})
