import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Repository } from '../../src/github/repository.ts'
import { earlierTags, lowerVersions, parseTag } from '../../src/range/earlier-tags.ts'
import { open } from '../github/opened.ts'
import { shaOf, useRelease } from '../harness/release.ts'

describe('the lower versions of', () => {
  test.each([
    ['v1.10.0', ['v1.9.0', 'v1.2.0', 'v1.11.0'], ['v1.9.0', 'v1.2.0']],
    ['v2.0.0', ['v2.0.0-rc.1', 'v1.9.9', 'v2.0.0-beta'], ['v2.0.0-rc.1', 'v2.0.0-beta', 'v1.9.9']],
    ['2.0.0', ['v1.0.0', '1.1.0', '3.0.0'], ['1.1.0', 'v1.0.0']],
    ['v2.0.0-rc.2', ['v2.0.0', 'v2.0.0-rc.1', 'v2.0.0-rc.10'], ['v2.0.0-rc.1']],
    ['web-v1.2.0', ['api-v1.1.0', 'web-v1.0.0', 'v1.1.9'], ['web-v1.0.0']],
    ['web@1.2.0', ['web@1.1.0', 'api@1.1.9'], ['web@1.1.0']],
    ['v1.2.0+build.2', ['v1.2.0+build.1', 'v1.1.0'], ['v1.2.0+build.1', 'v1.1.0']],
    ['v0.5.1+93', ['v0.5.0+90', 'v0.5.1+92'], ['v0.5.1+92', 'v0.5.0+90']],
    ['tool-a-v2', ['tool-a-v1', 'tool-b-v1'], ['tool-a-v1']],
    ['2026.01', ['2025.12', '2026.02'], ['2025.12']],
    ['v1.0.0', ['v1.0.1'], []],
    ['nightly', ['v1.0.0', 'nightly-1'], []]
  ])('%s, among %j, are %j', (tag, names, expected) => {
    const tags = names.map(name => ({ name }))
    expect(lowerVersions(parseTag(tag), tags).map(({ name }) => name)).toEqual(expected)
  })
})

describe('the tags before a tag', () => {
  const servers = useRelease()
  const sha = (number: number): string => shaOf('c', number)
  beforeEach(async () => {
    await servers.history('next', 150)
  })

  async function tagged(tags: Readonly<Record<string, number>>): Promise<void> {
    const refs = Object.entries(tags).map(([name, number]) => [`tags/${name}`, sha(number)])
    await servers.seed('state', { github: { refs: Object.fromEntries(refs) } })
    await servers.forget()
  }

  const repository = (): Repository =>
    open(servers.simulator.github, { token: servers.simulator.token }).repository
  const names = async (tag: string, head: number): Promise<readonly string[]> =>
    (await earlierTags(repository(), { tag, head: sha(head) })).map(({ name }) => name)

  test('leave out one on the commit itself', async () => {
    await tagged({ 'v1.1.0': 5, 'v1.2.0-rc.1': 9, 'v1.2.0': 9 })
    expect(await names('v1.2.0', 9)).toEqual(['v1.1.0', 'v1.0.0'])
  })

  test('without a lower version are the nearest one of the component', async () => {
    await tagged({ 'web-v2': 3, 'api-v9': 8, 'web-v1': 9 })
    expect(await names('web-v1', 9)).toEqual(['web-v2'])
  })

  test('of a name without a version are the nearest one, on a later page too', async () => {
    await tagged({ monday: 7, today: 150 })
    expect(await names('today', 150)).toEqual(['monday'])
    expect((await servers.calls()).github).toEqual(['GET tags', 'GET commits', 'GET commits'])
  })

  test.each([
    ['v40.100.0', ['v40.99.0', 'v40.98.0'], 2],
    ['v40.0.0', ['v39.100.0', 'v39.99.0'], 2]
  ])('of 5,000 cost few requests: %s', async (tag, expected, requests) => {
    const many = Array.from({ length: 5_000 }, (_, index): [string, number] => [
      `v${Math.floor(index / 101)}.${index % 101}.0`,
      1 + (index % 140)
    ])
    await tagged(Object.fromEntries(many))
    expect((await names(tag, 150)).slice(0, 2)).toEqual(expected)
    expect((await servers.calls()).github).toHaveLength(requests)
  })

  test('of a big repository are looked up where they are annotated, until one is on another commit', async () => {
    const many = Object.fromEntries(Array.from({ length: 401 }, (_, index) => [`a${index}`, 1]))
    const own = { 'v1.397.0': 2, 'v1.398.0': 2, 'v1.399.0-rc.1': 150, 'v1.399.0': 150 }
    // GitHub's first page tells the commits of these
    const first = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`z${index}`, 1]))
    await tagged({ ...many, ...own, ...first })
    const annotated = Object.keys(own).map(name => `tags/${name}`)
    await servers.seed('state', { github: { annotated } })
    const found = await earlierTags(repository(), { tag: 'v1.399.0', head: sha(150) })
    expect(found.slice(0, 2)).toEqual([
      { name: 'v1.398.0', commit: sha(2), why: 'the highest version below v1.399.0' },
      { name: 'v1.397.0', commit: 'tags/v1.397.0', why: 'a version below v1.399.0' }
    ])
    expect((await servers.calls()).github.slice(2)).toEqual([
      'GET commits/tags/v1.399.0-rc.1',
      'GET commits/tags/v1.398.0'
    ])
  })
})
