import { describe, expect, test } from '@jest/globals'
import { listAt, textAt } from '../../../src/text/json.ts'
import { all, parse, shown, type Node } from '../../harness/gfm.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'

const servers = useComment()
const HOME = 'https://acme.sentry.io/issues/'

const made = { project: 'web', firstRelease: RELEASE, environments: ['production'] }
const back = {
  project: 'web',
  level: 'warning',
  firstRelease: 'web@1.0.0',
  releases: [RELEASE],
  regressedIn: RELEASE,
  environments: ['production']
}

/** Issues that the links must not show, beside three new ones, two that came back and one that gets worse. */
const ISSUES = [
  ...['A', 'B', 'C'].map(title => ({ ...made, title })),
  ...['D', 'E'].map(title => ({ ...back, title })),
  { ...back, title: 'F', regressedIn: null, substatus: 'escalating' },
  { ...made, title: 'resolved', status: 'resolved' },
  { ...made, title: 'of another project', project: 'api' },
  { ...made, title: 'of another environment', environments: ['staging'] },
  { ...made, title: 'of another release', firstRelease: 'web@1.0.0' },
  { ...made, title: 'too mild', level: 'info' }
]

/** The titles that Sentry lists when a link is opened: its page hands the same terms to its API. */
async function listed(link: string): Promise<readonly string[]> {
  expect(link.startsWith(HOME)).toBe(true)
  const { maton, key } = servers.simulator
  const answer = await fetch(
    `${maton}/sentry/api/0/organizations/acme/issues/${new URL(link).search}&limit=100`,
    { headers: { authorization: `Bearer ${key}` } }
  )
  expect(answer.status).toBe(200)
  const rows: unknown = await answer.json()
  return listAt(rows, [], row => textAt(row, 'title')).toSorted()
}

function searchesIn(markdown: string): readonly Node[] {
  return all(parse(markdown), 'link').filter(({ url }) => url?.startsWith(`${HOME}?`) === true)
}

const TITLES = { new: ['A', 'B', 'C'], regressed: ['D', 'E'], escalating: ['F'] } as const

describe('each count of a report, opened in Sentry, lists the issues that it counts and no others', () => {
  test.each([
    ['of projects by their names', { projects: 'web' }],
    ['of projects by their ids', { projects: '11' }],
    ['of the projects of the release', {}]
  ])('%s', async (_what, inputs) => {
    const issues = 'projects' in inputs ? ISSUES : ISSUES.filter(({ project }) => project === 'web')
    await servers.seed('issues', issues)
    const given = {
      ...inputs,
      environment: 'production',
      include: 'new,regressed,escalating',
      min_level: 'warning',
      max_issues: '2'
    }
    const run = await servers.run(given, servers.pullEvent())
    const [comment] = await servers.comments()
    const links = searchesIn(comment?.body ?? '')
    expect(links.map(shown)).toEqual([
      '3 new',
      '2 regressed',
      '1 escalating',
      '1 new',
      '2 regressed',
      '1 escalating'
    ])
    for (const link of links) {
      const kind = shown(link).split(' ')[1]
      const titles = Object.entries(TITLES).find(([name]) => name === kind)?.[1]
      expect(await listed(link.url ?? '')).toEqual(titles)
    }
    expect(run.outputs).toMatchObject({ new_count: '3', regressed_count: '2', escalating_count: '1' })
  })

  test('an issue’s own link leads to it', async () => {
    await servers.seed('issues', ISSUES.slice(0, 1))
    const run = await servers.run({ environment: 'production' }, servers.pullEvent())
    const [issue] = listAt(JSON.parse(run.outputs['issues'] ?? '[]'), [])
    expect(run.outputs['report']).toContain(`[\`A\`](${HOME}${textAt(issue, 'id')}/)`)
  })
})
