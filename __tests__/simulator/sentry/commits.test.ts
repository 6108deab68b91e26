import { describe, expect, test } from '@jest/globals'
import { at, each, nextCursor, sha, useSimulator } from '../simulator-bench.ts'

const { ask, get, release, add, control } = useSimulator()
const put = (version: string, body: unknown) => ask('PUT', `releases/${version}/`, { body })
const commitIds = async (version: string) => each((await get(`releases/${version}/commits/`)).body, 'id')

/** The state that the control API shows of a release. */
async function stored(version: string): Promise<unknown> {
  const { body } = await control('GET', 'state')
  const releases: unknown = at(body, 'releases')
  return Array.isArray(releases) ? releases.find(release => at(release, 'version') === version) : undefined
}

describe('commits', () => {
  test('commits of a new release are stored and counted', async () => {
    const commits = [{ id: sha('a') }, { id: sha('b') }]
    expect(await release({ version: 'c1', commits })).toMatchObject({
      status: 201,
      body: { commitCount: 2, lastCommit: { id: sha('a') } }
    })
    expect(await commitIds('c1')).toEqual([sha('a'), sha('b')])
  })

  test('a second list replaces the first', async () => {
    await release({ version: 'c2', commits: [{ id: sha('a') }, { id: sha('b') }] })
    expect(await put('c2', { commits: [{ id: sha('c') }] })).toMatchObject({
      status: 200,
      body: { commitCount: 1, lastCommit: { id: sha('c') } }
    })
    expect(await commitIds('c2')).toEqual([sha('c')])
  })

  test('without timestamps the given order is kept', async () => {
    await release({ version: 'c3', commits: ['b', 'c', 'a'].map(letter => ({ id: sha(letter) })) })
    expect(await commitIds('c3')).toEqual(['b', 'c', 'a'].map(sha))
  })

  test('with timestamps the newest is first, whatever the order of the list and the zone', async () => {
    const commits = [
      { id: sha('a'), timestamp: '2026-01-01T10:00:00Z' },
      { id: sha('c'), timestamp: '2026-01-03T10:00:00Z' },
      { id: sha('b'), timestamp: '2026-01-03T11:30:00+02:00' }
    ]
    await release({ version: 'c4', commits })
    expect(await commitIds('c4')).toEqual(['c', 'b', 'a'].map(sha))
  })

  test('some commits with and some without timestamp is a 500', async () => {
    const commits = [{ id: sha('a'), timestamp: '2026-01-01T10:00:00Z' }, { id: sha('b') }]
    expect(await release({ version: 'c5', commits })).toMatchObject({
      status: 500,
      body: { detail: 'Internal Error', errorId: expect.any(String) }
    })
    expect(await get('releases/c5/')).toMatchObject({ status: 200, body: { commitCount: 0 } })
  })

  test('a message that is null is a 500', async () => {
    expect(await release({ version: 'c6', commits: [{ id: sha('a'), message: null }] })).toMatchObject({
      status: 500
    })
  })

  test('a commit with #skipsentry in its message is dropped and not counted', async () => {
    const commits = [
      { id: sha('a'), message: 'x #skipsentry' },
      { id: sha('b'), message: 'y' }
    ]
    expect(await release({ version: 'c8', commits })).toMatchObject({ status: 201, body: { commitCount: 1 } })
    expect(await commitIds('c8')).toEqual([sha('b')])
  })

  test('a commit twice in a list is stored once but counted twice', async () => {
    expect(await release({ version: 'c7', commits: [{ id: sha('a') }, { id: sha('a') }] })).toMatchObject({
      body: { commitCount: 2 }
    })
    expect(await commitIds('c7')).toEqual([sha('a')])
  })

  test('a commit without id is a 400 whose map is not keyed by index', async () => {
    expect(await release({ version: 'c9', commits: [{ id: sha('a') }, { repository: 'r' }] })).toMatchObject({
      status: 400,
      body: { commits: { id: ['This field is required.'] } }
    })
    expect(await get('releases/c9/')).toMatchObject({ status: 404 })
  })

  test('null lists are refused, an empty list of commits changes nothing', async () => {
    await release({ version: 'c10', commits: [{ id: sha('a') }] })
    expect(await put('c10', { commits: null })).toMatchObject({
      status: 400,
      body: { commits: expect.anything() }
    })
    expect(await put('c10', { refs: null })).toMatchObject({ status: 400, body: { refs: expect.anything() } })
    expect(await put('c10', { commits: [] })).toMatchObject({ status: 200, body: { commitCount: 1 } })
  })

  test.each([
    ['id', { id: 'a'.repeat(64) }, { id: 'a'.repeat(65) }],
    ['repository', { repository: 'r'.repeat(64) }, { repository: 'r'.repeat(65) }],
    ['author_name', { author_name: 'n'.repeat(128) }, { author_name: 'n'.repeat(129) }],
    ['author_email', { author_email: 'n'.repeat(200) }, { author_email: 'n'.repeat(201) }],
    [
      'patch_set',
      { patch_set: [{ path: 'p'.repeat(510), type: 'D' }] },
      { patch_set: [{ path: 'p'.repeat(511), type: 'D' }] }
    ],
    [
      'patch_set',
      { patch_set: ['A', 'M', 'D'].map(type => ({ path: 'p', type })) },
      { patch_set: [{ path: 'p', type: 'R' }] }
    ],
    ['patch_set', { patch_set: null }, { patch_set: [{ path: 'p' }] }],
    ['timestamp', { timestamp: '2026-01-01T10:00:00Z' }, { timestamp: '1767261600' }]
  ])(
    'id 64, repository 64, path 510 characters and patch types A, M, D are the limits: %s',
    async (key, good, bad) => {
      await release({ version: 'c11' })
      expect(await put('c11', { commits: [{ id: sha('a'), ...good }] })).toMatchObject({ status: 200 })
      expect(await put('c11', { commits: [{ id: sha('a'), ...bad }] })).toMatchObject({
        status: 400,
        body: { commits: { [key]: expect.anything() } }
      })
    }
  )

  test('an unknown repository name in a commit creates a repository without provider', async () => {
    expect(
      await release({ version: 'c12', commits: [{ id: sha('a'), repository: 'new/repo' }] })
    ).toMatchObject({
      status: 201
    })
    expect((await get('repos/')).body).toMatchObject([
      { name: 'acme/web', provider: { id: 'integrations:github' }, url: 'https://github.com/acme/web' },
      { name: 'new/repo', provider: { id: 'unknown' } }
    ])
  })

  test('a commit without repository is in one named organization-<id>', async () => {
    await release({ version: 'c13', commits: [{ id: sha('a') }] })
    expect(each((await get('releases/c13/commits/')).body, 'repository', 'name')).toEqual(['organization-1'])
  })

  test('an author without address gets one at localhost; the newest commit tells the name', async () => {
    const commits = [
      {
        id: sha('c'),
        timestamp: '2026-01-03T10:00:00Z',
        author_name: 'Ada King',
        author_email: 'ada@x.example'
      },
      { id: sha('b'), timestamp: '2026-01-02T10:00:00Z', author_name: 'Ada', author_email: 'ada@x.example' },
      { id: sha('a'), timestamp: '2026-01-01T10:00:00Z', author_name: 'Bob B' },
      { id: sha('d'), timestamp: '2026-01-01T09:00:00Z' }
    ]
    const { body } = await release({ version: 'c14', commits })
    expect(at(body, 'authors')).toEqual([
      { name: 'Ada King', email: 'ada@x.example' },
      { name: 'Bob B', email: 'bobb@localhost' }
    ])
    expect(each((await get('releases/c14/commits/')).body, 'author')).toEqual([
      { name: 'Ada King', email: 'ada@x.example' },
      { name: 'Ada King', email: 'ada@x.example' },
      { name: 'Bob B', email: 'bobb@localhost' },
      {}
    ])
  })

  test('of an address the first 75 characters are kept', async () => {
    const commits = [{ id: sha('a'), author_email: `${'x'.repeat(80)}@x.example` }]
    expect(at((await release({ version: 'c15', commits })).body, 'authors')).toEqual([
      { name: null, email: 'x'.repeat(75) }
    ])
  })

  test('while the commits of a release are processed, commits are a 409 at once; a POST has created the release by then', async () => {
    await add({ locks: [{ release: 'lock1' }] })
    const commits = [{ id: sha('a') }]
    const processed = { status: 409, body: { detail: 'Release commits are currently being processed' } }
    expect(await release({ version: 'lock1', commits })).toMatchObject(processed)
    expect(await get('releases/lock1/')).toMatchObject({ status: 200, body: { commitCount: 0 } })
    expect(await put('lock1', { commits })).toMatchObject(processed)
    expect(await put('lock1', { ref: 'main' })).toMatchObject({ status: 200, body: { ref: 'main' } })
    expect(await release({ version: 'lock2', commits })).toMatchObject({ status: 201 })
  })

  test('a lock ends after its time', async () => {
    await add({ locks: [{ release: 'lock3', ms: 300 }] })
    await release({ version: 'lock3' })
    const commits = [{ id: sha('a') }]
    expect(await put('lock3', { commits })).toMatchObject({ status: 409 })
    await new Promise(resolve => setTimeout(resolve, 350))
    expect(await put('lock3', { commits })).toMatchObject({ status: 200, body: { commitCount: 1 } })
  })

  test('hundreds of commits in one request, read back page by page without loss', async () => {
    const commits = Array.from({ length: 250 }, (_, index) => ({ id: String(index).padStart(40, '0') }))
    expect(await release({ version: 'c17', commits })).toMatchObject({
      status: 201,
      body: { commitCount: 250 }
    })
    const pages: unknown[][] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const page = await get(`releases/c17/commits/?per_page=100&cursor=${cursor}`)
      pages.push(each(page.body, 'id'))
      cursor = nextCursor(page.headers)
    }
    expect(pages.map(page => page.length)).toEqual([100, 100, 50])
    expect(pages.flat()).toEqual(commits.map(({ id }) => id))
  })

  test('a commit tells all releases that hold it', async () => {
    const commits = [{ id: sha('a'), repository: 'acme/web' }]
    await release({ version: '1', commits })
    await release({ version: '2', commits })
    const { body } = await get('releases/1/commits/')
    expect(each(at(body, 0, 'releases'), 'version')).toEqual(['1', '2'])
  })

  test('commits of an unknown release are a 404', async () => {
    expect(await get('releases/nope/commits/')).toMatchObject({ status: 404 })
  })

  test('commit messages resolve the issues they name, in this release', async () => {
    const { body } = await control('POST', 'issues', [
      { project: 'web' },
      { project: 'api' },
      { project: 'web' }
    ])
    const [first, second, third] = each(at(body, 'issues'), 'shortId').map(String)
    await release({
      version: 'c18',
      projects: ['web', 'api'],
      commits: [
        { id: sha('a'), message: `Fixes ${first}, ${second}` },
        { id: sha('b'), message: `see ${third}` }
      ]
    })
    const resolved = { status: 'resolved', statusDetails: { inRelease: 'c18' } }
    expect(await get(`issues/${first}/`)).toMatchObject({ body: resolved })
    expect(await get(`issues/${second}/`)).toMatchObject({ body: resolved })
    expect(await get(`issues/${third}/`)).toMatchObject({ body: { status: 'unresolved' } })
  })
})

describe('refs', () => {
  test('a ref to an unknown repository is a 400 that names it; a POST has created the release by then', async () => {
    const refs = [{ repository: 'nope', commit: sha('a') }]
    const refused = { status: 400, body: { refs: ['Invalid repository names: nope'] } }
    expect(await release({ version: 'r1', refs })).toMatchObject(refused)
    expect(await get('releases/r1/')).toMatchObject({ status: 200 })
    expect(await put('r1', { refs })).toMatchObject(refused)
  })

  test('repository names are matched in their case', async () => {
    const refs = [{ repository: 'Acme/Web', commit: sha('a') }]
    expect(await release({ version: 'r2', refs })).toMatchObject({ status: 400 })
  })

  test.each([
    ['..b', 'Commit cannot begin or end with ..'],
    ['a..', 'Commit cannot begin or end with ..'],
    [`${'a'.repeat(65)}..b`, 'Start or end commit too long - max is 64 chars each'],
    ['a'.repeat(65), 'Commit too long - max is 64 chars']
  ])(
    'a range without begin or end is refused, and a commit that is too long: %s',
    async (commit, problem) => {
      await release({ version: 'r3' })
      expect(await put('r3', { refs: [{ repository: 'acme/web', commit }] })).toMatchObject({
        status: 400,
        body: { refs: { commit: [problem] } }
      })
      expect(await stored('r3')).toMatchObject({ heads: [] })
    }
  )

  test('a second .. is a 500', async () => {
    await release({ version: 'r3' })
    const refs = [{ repository: 'acme/web', commit: 'a..b..c' }]
    expect(await put('r3', { refs })).toMatchObject({ status: 500, body: { detail: 'Internal Error' } })
  })

  test('a range a..b sets head and previous commit; the count in the answer is still the old one', async () => {
    await release({ version: 'r4', commits: [{ id: sha('d') }] })
    const refs = [{ repository: 'acme/web', commit: `${sha('a')}..${sha('b')}`, previousCommit: sha('c') }]
    expect(await put('r4', { refs })).toMatchObject({ status: 200, body: { commitCount: 1 } })
    expect(await stored('r4')).toMatchObject({
      heads: [{ repository: 'acme/web', commit: sha('b'), previousCommit: sha('a') }]
    })
  })

  test('the heads are the refs as last received', async () => {
    await add({ repos: [{ name: 'acme/api' }] })
    await release({ version: 'r6', refs: [{ repository: 'acme/web', commit: sha('a') }] })
    await put('r6', { refs: [{ repository: 'acme/api', commit: sha('b') }] })
    expect(at(await stored('r6'), 'heads')).toEqual([
      { repository: 'acme/api', commit: sha('b'), previousCommit: null }
    ])
  })

  test('PUT with an empty refs list clears the commits; POST with it changes nothing', async () => {
    await release({ version: 'r5', commits: [{ id: sha('a') }] })
    expect(await release({ version: 'r5', refs: [] })).toMatchObject({
      status: 208,
      body: { commitCount: 1 }
    })
    expect(await put('r5', { refs: [] })).toMatchObject({ status: 200 })
    expect(await commitIds('r5')).toEqual([])
    expect(await get('releases/r5/')).toMatchObject({ body: { commitCount: 0, lastCommit: null } })
  })

  const line = Array.from({ length: 5 }, (_, index) => ({
    sha: sha(String(index + 1)),
    parents: index === 0 ? [] : [sha(String(index))],
    message: `Commit ${index + 1}`,
    author: { name: 'Ada', email: 'ada@acme.example', date: `2026-01-0${index + 1}T00:00:00Z` },
    files: [{ filename: 'src/a.ts', status: 'modified' }]
  }))
  const seeLater = async () => new Promise(resolve => setTimeout(resolve, 120))

  test('refs of an integrated repository fetch exactly the commits after previousCommit, a moment later', async () => {
    await add({ github: { commits: line } })
    await release({ version: 'r8' })
    const refs = [{ repository: 'acme/web', commit: sha('5'), previousCommit: sha('2') }]
    expect(await put('r8', { refs })).toMatchObject({ status: 200, body: { commitCount: 0 } })
    await seeLater()
    expect(await get('releases/r8/')).toMatchObject({
      body: {
        commitCount: 3,
        lastCommit: { id: sha('5'), dateCreated: '2026-01-05T00:00:00Z' },
        authors: [{ name: 'Ada', email: 'ada@acme.example' }]
      }
    })
    expect(await commitIds('r8')).toEqual(['5', '4', '3'].map(sha))
    expect(await stored('r8')).toMatchObject({
      commits: [
        { id: sha('5'), repository: 'acme/web', patch_set: [{ path: 'src/a.ts', type: 'M' }] },
        {},
        {}
      ]
    })
  })

  test('of files that were added, removed and renamed paths come and go', async () => {
    const files = [
      { filename: 'new.ts', status: 'added' },
      { filename: 'gone.ts', status: 'removed' },
      { filename: 'after.ts', status: 'renamed', previous_filename: 'before.ts' }
    ]
    await add({ github: { commits: [{ sha: sha('7'), parents: [], files }] } })
    await release({ version: 'r9', projects: ['api'], refs: [{ repository: 'acme/web', commit: sha('7') }] })
    await seeLater()
    expect(at(await stored('r9'), 'commits', 0, 'patch_set')).toEqual([
      { path: 'new.ts', type: 'A' },
      { path: 'gone.ts', type: 'D' },
      { path: 'before.ts', type: 'D' },
      { path: 'after.ts', type: 'A' }
    ])
  })

  test('without previousCommit they start at the head of the most recent other release of the projects', async () => {
    await add({ github: { commits: line } })
    await release({ version: 'r9', commits: [{ id: sha('3'), repository: 'acme/web' }] })
    await release({
      version: 'other',
      projects: ['api'],
      commits: [{ id: sha('4'), repository: 'acme/web' }]
    })
    await release({ version: 'r10', refs: [{ repository: 'acme/web', commit: sha('5') }] })
    await seeLater()
    expect(await commitIds('r10')).toEqual(['5', '4'].map(sha))
  })

  test('without another release they are the newest 20', async () => {
    const long = Array.from({ length: 25 }, (_, index) => ({
      sha: String(index).padStart(40, 'e'),
      parents: index === 0 ? [] : [String(index - 1).padStart(40, 'e')]
    }))
    await add({ github: { commits: long } })
    const refs = [{ repository: 'acme/web', commit: '24'.padStart(40, 'e') }]
    await release({ version: 'r11', projects: ['api'], refs })
    await seeLater()
    expect(await commitIds('r11')).toEqual(
      long
        .map(commit => commit.sha)
        .reverse()
        .slice(0, 20)
    )
  })

  test.each([
    ['an unknown commit', 'acme/web', { commit: sha('f'), previousCommit: sha('2') }],
    ['an unknown previous commit', 'acme/web', { commit: sha('5'), previousCommit: sha('f') }],
    ['unrelated histories', 'acme/web', { commit: sha('5'), previousCommit: sha('9') }],
    ['a repository that GitHub does not have', 'acme/other', { commit: sha('5'), previousCommit: sha('2') }],
    ['a repository without provider', 'acme/plain', { commit: sha('5'), previousCommit: sha('2') }]
  ])('what cannot be resolved changes nothing: %s', async (_, repository, ref) => {
    await add({
      github: { commits: [...line, { sha: sha('9'), parents: [] }] },
      repos: [{ name: 'acme/other' }, { name: 'acme/plain', provider: 'unknown' }]
    })
    await release({ version: 'r12', commits: [{ id: sha('a') }] })
    expect(await put('r12', { refs: [{ repository, ...ref }] })).toMatchObject({ status: 200 })
    await seeLater()
    expect(await commitIds('r12')).toEqual([sha('a')])
  })

  test('with commits in the same request nothing is fetched', async () => {
    await add({ github: { commits: line } })
    const refs = [{ repository: 'acme/web', commit: sha('5'), previousCommit: sha('2') }]
    await release({ version: 'r13', commits: [{ id: sha('a') }], refs })
    await seeLater()
    expect(await commitIds('r13')).toEqual([sha('a')])
  })
})
