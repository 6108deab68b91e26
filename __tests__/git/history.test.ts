import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { openHistory, type History } from '../../src/git/checkout.ts'
import { cloneCheckout, makeCheckout, type Checkout } from '../harness/checkout.ts'
import { makeFolder } from '../harness/cleanup.ts'

type Environment = Record<string, string | undefined>

async function open(directory: string, env: Environment = process.env): Promise<History> {
  const opened = await openHistory({ directory, env, signal: new AbortController().signal })
  if (opened.kind === 'no-history') throw new Error(opened.reason)
  return opened
}

function write(checkout: Checkout, file: string, text: string): void {
  const target = path.join(checkout.directory, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
}

/** Three commits on main; `side` has one of its own after the first. */
function forked(): { checkout: Checkout; first: string; second: string; third: string; side: string } {
  const checkout = makeCheckout()
  write(checkout, 'a.txt', '1')
  const first = checkout.commit('first')
  checkout.git('checkout', '--quiet', '-b', 'side')
  write(checkout, 'side.txt', '1')
  const side = checkout.commit('side')
  checkout.git('checkout', '--quiet', 'main')
  const second = checkout.commit('second')
  const third = checkout.commit('third')
  return { checkout, first, second, third, side }
}

describe('a range', () => {
  test('is what the commit holds and the previous one does not, newest first', async () => {
    const { checkout, first, second, third } = forked()
    const history = await open(checkout.directory)
    const range = await history.range({ previous: first, commit: third, max: 10, files: true })
    expect(range.total).toBe(2)
    expect(range.commits).toEqual([
      {
        sha: third,
        message: 'third',
        authorName: 'Ada',
        authorEmail: 'ada@example.com',
        date: expect.stringMatching(/^2026-01-01T\d\d:\d\d:00Z$/),
        parents: [second],
        files: []
      },
      expect.objectContaining({ sha: second, message: 'second', parents: [first] })
    ])
  })

  test('is cut to the newest, and tells how many there are', async () => {
    const { checkout, third } = forked()
    const history = await open(checkout.directory)
    const range = await history.range({ previous: undefined, commit: third, max: 1, files: false })
    expect(range.total).toBe(3)
    expect(range.commits.map(commit => commit.message)).toEqual(['third'])
  })

  test('to an ancestor is empty', async () => {
    const { checkout, first, third } = forked()
    const history = await open(checkout.directory)
    expect(await history.range({ previous: third, commit: first, max: 10, files: true })).toEqual({
      commits: [],
      total: 0
    })
  })

  test('has no files when none were asked for', async () => {
    const { checkout, first } = forked()
    const history = await open(checkout.directory)
    const range = await history.range({ previous: undefined, commit: first, max: 10, files: false })
    expect(range.commits).toEqual([expect.objectContaining({ files: undefined })])
  })
})

describe('the files of a commit', () => {
  test('are added, modified, deleted; a rename is a deletion and an addition, a change of type a modification', async () => {
    const checkout = makeCheckout()
    write(checkout, 'kept.txt', '1')
    write(checkout, 'old name.txt', 'the same text\n'.repeat(20))
    write(checkout, 'link', 'a file')
    write(checkout, 'gone.txt', '1')
    const before = checkout.commit('before')
    write(checkout, 'kept.txt', '2')
    checkout.git('mv', 'old name.txt', 'new name.txt')
    cpSync(path.join(checkout.directory, 'new name.txt'), path.join(checkout.directory, 'copy.txt'))
    rmSync(path.join(checkout.directory, 'link'))
    symlinkSync('kept.txt', path.join(checkout.directory, 'link'))
    rmSync(path.join(checkout.directory, 'gone.txt'))
    const commit = checkout.commit('after')
    // Such settings of the checkout must not turn the changes into guesses.
    checkout.git('config', 'diff.renames', 'copies')

    const history = await open(checkout.directory)
    const { commits } = await history.range({ previous: before, commit, max: 1, files: true })
    expect(sorted(commits[0]?.files)).toEqual([
      'A copy.txt',
      'A new name.txt',
      'D gone.txt',
      'D old name.txt',
      'M kept.txt',
      'M link'
    ])
  })

  test('keep line breaks, spaces, quotes and letters of any script in their paths', async () => {
    const checkout = makeCheckout()
    const names = [
      'line\nbreak.txt',
      ' lead',
      'tab\there',
      '"quoted"',
      'größe/日本語.txt',
      'M',
      ':colon',
      'a'.repeat(40)
    ]
    for (const name of names) write(checkout, name, name)
    const commit = checkout.commit('names')
    const history = await open(checkout.directory)
    const { commits } = await history.range({ previous: undefined, commit, max: 1, files: true })
    expect(commits[0]?.files?.map(file => file.path).toSorted()).toEqual(names.toSorted())
  })

  test('of a merge are those that differ from its first parent', async () => {
    const { checkout } = forked()
    checkout.git('merge', '--quiet', '--no-ff', '--message=merge', 'side')
    const history = await open(checkout.directory)
    const merge = await history.resolve('main')
    const { commits } = await history.range({ previous: undefined, commit: merge ?? '', max: 1, files: true })
    expect(commits[0]).toMatchObject({ message: 'merge', files: [{ path: 'side.txt', type: 'A' }] })
    expect(commits[0]?.parents).toHaveLength(2)
  })

  test('name a submodule whose commit moved', async () => {
    const inner = makeCheckout()
    inner.commit('inner')
    const outer = makeCheckout()
    outer.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.directory,
      'libs/inner'
    )
    const before = outer.commit('add the submodule')
    const moved = path.join(outer.directory, 'libs/inner')
    outer.git('-C', moved, 'commit', '--quiet', '--allow-empty', '--message=moved')
    const commit = outer.commit('move it')
    outer.git('config', 'diff.ignoreSubmodules', 'all')
    const history = await open(outer.directory)
    const { commits } = await history.range({ previous: before, commit, max: 1, files: true })
    expect(commits[0]?.files).toEqual([{ path: 'libs/inner', type: 'M' }])
  })
})

describe('messages and authors', () => {
  test('are read in the encoding that the commit names', async () => {
    const checkout = makeCheckout()
    const tree = checkout.git('write-tree')
    const raw = Buffer.from(
      `tree ${tree}\nauthor J\u00f6rg <j@example.com> 1767225600 +0100\ncommitter J <j@example.com> 1767225600 +0100\n` +
        'encoding ISO-8859-1\n\nGr\u00f6\u00dfe behoben\n',
      'latin1'
    )
    const commit = storeCommit(checkout, raw)
    const history = await open(checkout.directory)
    const { commits } = await history.range({ previous: undefined, commit, max: 1, files: true })
    expect(commits[0]).toMatchObject({
      message: 'Größe behoben',
      authorName: 'Jörg',
      date: '2026-01-01T00:00:00Z'
    })
  })

  test('with bytes of no encoding become well-formed text', async () => {
    const checkout = makeCheckout()
    const tree = checkout.git('write-tree')
    const head = `tree ${tree}\nauthor A <a@example.com> 0 +0000\ncommitter A <a@example.com> 0 +0000\n\n`
    const commit = storeCommit(
      checkout,
      Buffer.concat([Buffer.from(head), Buffer.from([0x61, 0xff, 0xfe, 0x62])])
    )
    const history = await open(checkout.directory)
    const { commits } = await history.range({ previous: undefined, commit, max: 1, files: false })
    expect(commits[0]?.message).toBe('a\ufffd\ufffdb')
  })

  test('may be missing: no author, no message', async () => {
    const checkout = makeCheckout()
    const tree = checkout.git('write-tree')
    const commit = storeCommit(checkout, Buffer.from(`tree ${tree}\ncommitter A <a@example.com> 0 +0000\n\n`))
    const history = await open(checkout.directory)
    const { commits, total } = await history.range({ previous: undefined, commit, max: 1, files: true })
    expect(total).toBe(1)
    expect(commits).toEqual([
      {
        sha: commit,
        message: undefined,
        authorName: undefined,
        authorEmail: undefined,
        date: undefined,
        parents: [],
        files: []
      }
    ])
  })

  test('keep what looks like the format: shas, line breaks, status letters', async () => {
    const checkout = makeCheckout()
    const message = `${'a'.repeat(40)}\n\nM\nA\tfile\n\ncommit ${'b'.repeat(40)}`
    write(checkout, 'a.txt', '1')
    const commit = checkout.commit(message)
    const history = await open(checkout.directory)
    const { commits } = await history.range({ previous: undefined, commit, max: 5, files: true })
    expect(commits).toEqual([
      expect.objectContaining({ sha: commit, message, files: [{ path: 'a.txt', type: 'A' }] })
    ])
  })
})

describe('how two commits stand to each other', () => {
  test('is told as ahead, behind, identical or diverged, with the merge base', async () => {
    const { checkout, first, third, side } = forked()
    const history = await open(checkout.directory)
    expect(await history.relation({ base: first, head: third })).toEqual({
      kind: 'related',
      status: 'ahead',
      aheadBy: 2,
      behindBy: 0,
      mergeBase: first
    })
    expect(await history.relation({ base: third, head: first })).toMatchObject({
      status: 'behind',
      behindBy: 2
    })
    expect(await history.relation({ base: third, head: third })).toMatchObject({ status: 'identical' })
    expect(await history.relation({ base: side, head: third })).toEqual({
      kind: 'related',
      status: 'diverged',
      aheadBy: 2,
      behindBy: 1,
      mergeBase: first
    })
  })

  test('is nothing for histories without a common ancestor, or for a commit that is not there', async () => {
    const { checkout, first } = forked()
    checkout.git('checkout', '--quiet', '--orphan', 'apart')
    const apart = checkout.commit('apart')
    const history = await open(checkout.directory)
    expect(await history.relation({ base: apart, head: first })).toEqual({ kind: 'no-common-ancestor' })
    expect(await history.relation({ base: 'f'.repeat(40), head: first })).toEqual({ kind: 'not-found' })
  })
})

describe('a commit is found', () => {
  test('by sha, short sha, branch, fetched branch, tag and annotated tag', async () => {
    const { checkout, first, third, side } = forked()
    checkout.git('tag', 'v1', first)
    checkout.git('tag', '--annotate', '--message=one', 'v1-annotated', first)
    const clone = cloneCheckout(checkout)
    const history = await open(clone.directory)
    for (const name of [first, first.slice(0, 7), 'v1', 'v1-annotated']) {
      expect(await history.resolve(name)).toBe(first)
    }
    expect(await history.resolve('main')).toBe(third)
    expect(await history.resolve('side')).toBe(side)
  })

  test('by nothing that could mean something else to git', async () => {
    const { checkout } = forked()
    const history = await open(checkout.directory)
    for (const name of ['--all', 'main~1', 'main:a.txt', 'a..b', ':/first', '', 'nothing', 'f'.repeat(40)]) {
      expect([name, await history.resolve(name)]).toEqual([name, undefined])
    }
  })
})

describe('kinds of repositories', () => {
  test('SHA-256', async () => {
    const checkout = makeCheckout('--object-format=sha256')
    write(checkout, 'a.txt', '1')
    const first = checkout.commit('first')
    const second = checkout.commit('second')
    const history = await open(checkout.directory)
    expect(first).toHaveLength(64)
    const { commits } = await history.range({ previous: undefined, commit: second, max: 5, files: true })
    expect(commits.map(commit => [commit.sha, commit.parents])).toEqual([
      [second, [first]],
      [first, []]
    ])
    expect(commits[1]?.files).toEqual([{ path: 'a.txt', type: 'A' }])
  })

  test('without commits: opens, and has no head', async () => {
    const history = await open(makeCheckout().directory)
    expect(history.head).toBeUndefined()
    expect(history.isShallow).toBe(false)
  })

  test('with a detached head', async () => {
    const { checkout, second } = forked()
    checkout.git('checkout', '--quiet', '--detach', second)
    expect((await open(checkout.directory)).head).toBe(second)
  })

  test('a submodule, a subfolder and a symbolic link to one', async () => {
    const inner = makeCheckout()
    const innerCommit = inner.commit('inner')
    const outer = makeCheckout()
    outer.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      inner.directory,
      'libs/inner'
    )
    const outerCommit = outer.commit('outer')
    const link = path.join(makeFolder(), 'link')
    symlinkSync(path.join(outer.directory, 'libs'), link)
    expect((await open(path.join(outer.directory, 'libs/inner'))).head).toBe(innerCommit)
    expect(await open(path.join(outer.directory, 'libs'))).toMatchObject({
      head: outerCommit,
      directory: outer.directory
    })
    expect((await open(link)).head).toBe(outerCommit)
  })

  test('a shallow clone is told and not deepened; the files of its last commit are not known', async () => {
    const { checkout, first, second, third } = forked()
    const clone = cloneCheckout(checkout, '--depth=2')
    const history = await open(clone.directory)
    expect(history.isShallow).toBe(true)
    expect(await history.resolve(first)).toBeUndefined()
    const range = await history.range({ previous: undefined, commit: third, max: 10, files: true })
    expect(range.total).toBe(2)
    expect(range.commits.map(({ sha, files }) => [sha, files])).toEqual([
      [third, []],
      [second, undefined]
    ])
    expect(await history.resolve(first)).toBeUndefined()
  })

  test('in a shallow clone a missing common ancestor is unknown, not absent', async () => {
    const { checkout, third, side } = forked()
    const clone = cloneCheckout(checkout, '--depth=1', '--no-single-branch')
    const history = await open(clone.directory)
    expect(await history.relation({ base: side, head: third })).toEqual({ kind: 'unknown' })
  })
})

describe('there is no history', () => {
  const signal = new AbortController().signal

  test('in a folder that is no checkout, or that does not exist', async () => {
    const folder = makeFolder()
    expect(await openHistory({ directory: folder, env: process.env, signal })).toEqual({
      kind: 'no-history',
      reason: expect.stringContaining('not in a git checkout')
    })
    expect(await openHistory({ directory: path.join(folder, 'none'), env: process.env, signal })).toEqual({
      kind: 'no-history',
      reason: expect.stringContaining('there is no folder')
    })
  })

  test('without the git program', async () => {
    const { checkout } = forked()
    const env = { PATH: makeFolder() }
    expect(await openHistory({ directory: checkout.directory, env, signal })).toEqual({
      kind: 'no-history',
      reason: 'git is not installed'
    })
  })

  test('in a damaged checkout', async () => {
    const folder = makeFolder()
    writeFileSync(path.join(folder, '.git'), 'gitdir: /nowhere')
    expect(await openHistory({ directory: folder, env: process.env, signal })).toEqual({
      kind: 'no-history',
      reason: expect.stringMatching(/^git rev-parse failed: .*nowhere/)
    })
  })
})

describe('the job cannot lead git astray', () => {
  test('its GIT_ variables and configuration do not count', async () => {
    const { checkout, third } = forked()
    const other = makeCheckout()
    other.commit('other')
    const home = makeFolder()
    writeFileSync(path.join(home, '.gitconfig'), '[log]\n\tshowSignature = true\n[color]\n\tui = always\n')
    const history = await open(checkout.directory, {
      ...process.env,
      HOME: home,
      GIT_DIR: path.join(other.directory, '.git'),
      GIT_WORK_TREE: other.directory,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'log.showRoot',
      GIT_CONFIG_VALUE_0: 'false',
      GIT_EXTERNAL_DIFF: 'false'
    })
    expect(history.head).toBe(third)
    const { commits } = await history.range({ previous: undefined, commit: third, max: 5, files: true })
    expect(commits.map(commit => commit.message)).toEqual(['third', 'second', 'first'])
    expect(commits[2]?.files).toEqual([{ path: 'a.txt', type: 'A' }])
  })

  test("its secrets do not reach git's environment, nor does git ask or page", async () => {
    const { checkout } = forked()
    const folder = fakeGit('env > "$(dirname "$0")/env.txt"; exit 1')
    const env = { PATH: `${folder}:${process.env['PATH']}`, INPUT_MATON_API_KEY: 'k-1', GIT_PAGER: 'less' }
    const opened = await openHistory({
      directory: checkout.directory,
      env,
      signal: new AbortController().signal
    })
    expect(opened.kind).toBe('no-history')
    const seen = readFileSync(path.join(folder, 'env.txt'), 'utf8')
    expect(seen).toMatch(/^GIT_TERMINAL_PROMPT=0$/m)
    expect(seen).toMatch(/^LC_ALL=C$/m)
    expect(seen).not.toMatch(/k-1|GIT_PAGER|MATON/)
  })

  test('nothing is written into the checkout or its configuration', async () => {
    const { checkout, third } = forked()
    const before = checkout.git('config', '--list', '--show-origin')
    const history = await open(checkout.directory)
    await history.range({ previous: undefined, commit: third, max: 5, files: true })
    expect(checkout.git('config', '--list', '--show-origin')).toBe(before)
    expect(checkout.git('status', '--porcelain')).toBe('')
  })
})

test('ten thousand commits are read by one git log', async () => {
  const checkout = makeCheckout()
  const stream: string[] = []
  for (let index = 1; index <= 10_000; index += 1) {
    const text = `change ${index}`
    stream.push(
      `commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_700_000_000 + index} +0000\n` +
        `data ${text.length}\n${text}\nM 100644 inline src/file-${index % 50}.txt\ndata ${text.length}\n${text}\n`
    )
  }
  checkout.gitWith(stream.join(''), 'fast-import', '--quiet')
  const history = await open(checkout.directory)
  const commit = (await history.resolve('main')) ?? ''
  const { commits, total } = await history.range({ previous: undefined, commit, max: 10_000, files: true })
  expect([total, commits.length]).toEqual([10_000, 10_000])
  expect(commits[0]).toMatchObject({
    message: 'change 10000',
    files: [{ path: 'src/file-0.txt', type: 'M' }]
  })
  expect(commits.at(-1)).toMatchObject({ message: 'change 1', parents: [] })
})

test('an aborted run ends with its reason', async () => {
  const { checkout, third } = forked()
  const controller = new AbortController()
  const opened = await openHistory({
    directory: checkout.directory,
    env: process.env,
    signal: controller.signal
  })
  if (opened.kind === 'no-history') throw new Error(opened.reason)
  const reading = opened.range({ previous: undefined, commit: third, max: 5, files: true })
  controller.abort(new Error('cancelled'))
  await expect(reading).rejects.toThrow('cancelled')
})

test('a commit that git cannot read is a failure that says which command and why', async () => {
  const { checkout } = forked()
  const history = await open(checkout.directory)
  const reading = history.range({ previous: undefined, commit: 'f'.repeat(40), max: 5, files: true })
  await expect(reading).rejects.toMatchObject({
    kind: { name: 'git-failed' },
    message: expect.stringMatching(/^git rev-list failed: .*f{40}/)
  })
})

test('output without end is cut off, and said to be too much', async () => {
  const { checkout } = forked()
  const folder = fakeGit('exec cat /dev/zero')
  const env = { PATH: `${folder}:${process.env['PATH']}` }
  const opened = await openHistory({
    directory: checkout.directory,
    env,
    signal: new AbortController().signal
  })
  expect(opened).toEqual({ kind: 'no-history', reason: 'git rev-parse printed too much' })
})

/** A folder with a program `git` that runs these shell commands. */
function fakeGit(commands: string): string {
  const folder = makeFolder()
  writeFileSync(path.join(folder, 'git'), `#!/bin/sh\n${commands}\n`)
  chmodSync(path.join(folder, 'git'), 0o755)
  return folder
}

function sorted(files: readonly { type: string; path: string }[] | undefined): string[] {
  return (files ?? []).map(file => `${file.type} ${file.path}`).toSorted()
}

/** Stores a commit as it is, sound or not. */
function storeCommit(checkout: Checkout, raw: Buffer): string {
  return checkout.gitWith(raw, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin')
}
