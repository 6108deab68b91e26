import { getOctokit } from '@actions/github'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { primaryRateLimit, secondaryRateLimit } from '../../../simulator/github/answers.ts'
import { startSimulator, type Simulator } from '../../../simulator/server.ts'
import { line, sha } from './calls.ts'

const REPO = { owner: 'acme', repo: 'web' }

let simulator: Simulator
let octokit: ReturnType<typeof getOctokit>

beforeAll(async () => {
  simulator = await startSimulator()
  octokit = getOctokit(simulator.token, { baseUrl: simulator.github, log: silent })
})
afterAll(() => simulator.close())
beforeEach(() => void simulator.control('POST', 'reset'))

const nothing = (): void => undefined
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }

describe('Octokit and plain HTTP', () => {
  test('pages through comments by the Link header', async () => {
    const comments = Array.from({ length: 250 }, (_, index) => ({
      issue_number: 1,
      user: 'ada',
      body: `${index}`
    }))
    simulator.control('POST', 'state', { github: { comments } })
    const all = await octokit.paginate(octokit.rest.issues.listComments, {
      ...REPO,
      issue_number: 1,
      per_page: 100
    })
    expect(all.map(comment => comment.body)).toEqual(comments.map(comment => comment.body))
  })

  test('reads all commits of a comparison in pages of 100, and loses some when it pages without a size', async () => {
    const github = { commits: line('a', 621), refs: { 'heads/dev': sha('a', 621), 'tags/t': sha('a', 1) } }
    simulator.control('POST', 'state', { github })
    const basehead = 't...dev'
    const complete: string[] = []
    for (let page = 1; page <= 7; page++) {
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...REPO,
        basehead,
        per_page: 100,
        page
      })
      complete.push(...data.commits.map(commit => commit.sha))
    }
    expect(complete).toEqual(
      line('a', 621)
        .slice(1)
        .map(commit => commit.sha)
    )
    const lossy = new Set<string>()
    for await (const { data } of octokit.paginate.iterator('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...REPO,
      basehead
    })) {
      for (const commit of data.commits) lossy.add(commit.sha)
    }
    expect(lossy.size).toBe(310)
  })

  test('writes, edits and deletes a comment', async () => {
    const { data } = await octokit.rest.issues.createComment({ ...REPO, issue_number: 2, body: 'one' })
    await octokit.rest.issues.updateComment({ ...REPO, comment_id: data.id, body: 'two' })
    expect(await octokit.rest.issues.getComment({ ...REPO, comment_id: data.id })).toMatchObject({
      data: { body: 'two', user: { type: 'Bot' } }
    })
    expect(await octokit.rest.issues.deleteComment({ ...REPO, comment_id: data.id })).toMatchObject({
      status: 204
    })
  })

  test('a body that is not JSON is a 400', async () => {
    const answer = await fetch(`${simulator.github}/repos/acme/web/issues/2/comments`, {
      method: 'POST',
      headers: { authorization: `token ${simulator.token}` },
      body: '{"body": '
    })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ message: 'Problems parsing JSON' })
    ])
  })

  test('finds pull requests of a commit, by branch, and their files', async () => {
    const pulls = await octokit.rest.pulls.list({ ...REPO, state: 'all', head: 'acme:topic' })
    expect(pulls.data.map(pull => pull.number)).toEqual([2])
    const of = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...REPO,
      commit_sha: pulls.data[0]?.head.sha ?? ''
    })
    expect(of.data.map(pull => pull.number)).toEqual([2])
    const files = await octokit.paginate(octokit.rest.pulls.listFiles, { ...REPO, pull_number: 2 })
    expect(files.map(file => file.filename)).toEqual(['src/checkout.ts'])
  })

  test('reads refs, tags, commits and the repository', async () => {
    const { data: ref } = await octokit.rest.git.getRef({ ...REPO, ref: 'tags/v1.0.0' })
    const { data: matching } = await octokit.rest.git.listMatchingRefs({ ...REPO, ref: 'tags/v' })
    const { data: tags } = await octokit.rest.repos.listTags(REPO)
    const { data: commit } = await octokit.rest.repos.getCommit({ ...REPO, ref: 'tags/v1.0.0' })
    expect([ref.object.sha, matching[0]?.object.sha, tags[0]?.commit.sha]).toEqual([
      commit.sha,
      commit.sha,
      commit.sha
    ])
    expect((await octokit.rest.repos.get(REPO)).data.default_branch).toBe('main')
  })

  test('asks GraphQL for the viewer, hides a comment, and gets its errors', async () => {
    expect(await octokit.graphql('{ viewer { login } }')).toEqual({
      viewer: { login: 'github-actions[bot]' }
    })
    const { data } = await octokit.rest.issues.createComment({ ...REPO, issue_number: 2, body: 'old' })
    const hide =
      'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }'
    expect(await octokit.graphql(hide, { id: data.node_id })).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true } }
    })
    await expect(octokit.graphql(hide, { id: 'nope' })).rejects.toThrow('Could not resolve to a node')
  })

  test('gets 401, 404, 422 and 403 as errors with the words of GitHub', async () => {
    const stranger = getOctokit('wrong', { baseUrl: simulator.github, log: silent })
    await expect(stranger.rest.repos.get(REPO)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Bad credentials')
    })
    await expect(octokit.rest.pulls.get({ ...REPO, pull_number: 99 })).rejects.toMatchObject({ status: 404 })
    await expect(
      octokit.rest.issues.createComment({ ...REPO, issue_number: 2, body: 'x'.repeat(65_537) })
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('body is too long (maximum is 65536 characters)')
    })
    simulator.control('POST', 'state', { github: { permissions: { pull_requests: 'read' } } })
    await expect(
      octokit.rest.issues.createComment({ ...REPO, issue_number: 2, body: 'x' })
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } }
    })
  })

  test('meets both rate limits where a fault says so', async () => {
    const match = { server: 'github' }
    simulator.control('POST', 'faults', [
      { match: { ...match, path: '/tags$' }, action: primaryRateLimit(1_900_000_000) },
      { match: { ...match, path: '/comments$' }, action: secondaryRateLimit(60) }
    ])
    await expect(octokit.rest.repos.listTags(REPO)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1900000000' } }
    })
    await expect(
      octokit.rest.issues.createComment({ ...REPO, issue_number: 2, body: 'x' })
    ).rejects.toMatchObject({
      message: expect.stringContaining('secondary rate limit'),
      response: { headers: { 'retry-after': '60' } }
    })
  })
})
