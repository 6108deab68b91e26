import { beforeAll, describe, expect, test } from '@jest/globals'
import { commitsOf, pushPayload, useRelease } from '../harness/release.ts'
import type { RunOptions } from '../harness/step.ts'
import { draw, type Drawn } from './drawn.ts'
import { headOf, type Row, ROWS, runPayload, SOURCES, stand } from './rows.ts'

const ZEROS = '0'.repeat(40)

const servers = useRelease()

describe.each(ROWS.map(row => [row.title, row] as const))('%s', (_title, row) => {
  const last = row.runs.at(-1) ?? ''
  let drawn: Drawn
  beforeAll(() => {
    drawn = draw(row, headOf(last, row))
    if (row.isUntagged !== true) drawn.tag(row)
  })

  test.each(row.sources ?? SOURCES)('%s', async source => {
    await drawn.seed(servers, row)
    for (const standing of row.releases ?? []) await stand(standing, drawn, servers)
    const version = row.inputs?.['release'] ?? 'r1'
    const inputs = Object.entries({ release: 'r1', set_commits: source, ...row.inputs }).map(
      ([name, value]) => [name, name === 'previous_commit' ? drawn.sha(value) : value]
    )
    let run
    for (const one of row.runs) {
      run = await servers.run(Object.fromEntries(inputs), optionsOf(one, row, drawn))
      expect(run.code).toBe(0)
    }
    const release = await servers.release(`${row.inputs?.['release_prefix'] ?? ''}${version}`)
    expect(drawn.names(commitsOf(release))).toEqual(row.expected)
    if (row.previous !== undefined) {
      const [from, commit] = row.previous
      expect(run?.outputs).toMatchObject({
        previous_commit_source: from,
        previous_commit: drawn.sha(commit)
      })
    }
    if (row.log !== undefined) expect(run?.said).toContain(row.log)
    if (row.summary !== undefined) expect(run?.summary).toMatch(row.summary)
    const about = drawn.sha(headOf(last, row)).slice(0, 7)
    expect(run?.said).not.toMatch(new RegExp(`the event is about (?!${about})`))
    const reasons = run?.said.split('\n').filter(line => line.includes('Previous commit: ')) ?? []
    expect(reasons).toEqual([...new Set(reasons)])
    // one page and at most three comparisons; what tags and paths cost is held elsewhere
    const compared = (await servers.calls()).github.filter(call => call.includes('compare/'))
    expect(compared.length).toBeLessThanOrEqual(3 * row.runs.length)
  })
})

function optionsOf(run: string, row: Row, drawn: Drawn): RunOptions {
  const head = drawn.sha(headOf(run, row))
  const env = { GITHUB_WORKSPACE: drawn.checkout.directory }
  const common = { sha: head, env, duringPause: servers.hurry }
  if (run.startsWith('dispatch '))
    return { ...common, event: 'workflow_dispatch', ref: 'refs/heads/main', payload: { inputs: {} } }
  const followed = /^after (.*)$/.exec(run)?.[1]
  if (followed !== undefined)
    return { ...common, event: 'workflow_run', ref: 'refs/heads/main', payload: runPayload(followed, head) }
  const tag = /^tag (.*)$/.exec(run)?.[1]
  const ref = tag === undefined ? 'refs/heads/main' : `refs/tags/${tag}`
  const before = run.includes('..') ? drawn.sha(run.split('..')[0] ?? '') : ZEROS
  return { ...common, ref, payload: pushPayload(before, head, ref) }
}
