import { describe, expect, test } from '@jest/globals'
import { at, githubCalls, type Calls } from './calls.ts'

const MINIMIZE = `
  mutation Hide($id: ID!, $why: ReportedContentClassifiers = OUTDATED) {
    # hides a comment
    minimizeComment(input: { subjectId: $id, classifier: $why }) {
      minimizedComment { isMinimized, minimizedReason, ... on IssueComment { databaseId } }
    }
  }`

function ask({ call }: Calls, query: unknown, variables?: unknown) {
  return call('POST', '/graphql', { body: { query, variables } })
}

function newComment({ call }: Calls): { id: unknown; node: unknown } {
  const { body } = call('POST', 'issues/2/comments', { body: { body: 'old' } })
  return { id: at(body, 'id'), node: at(body, 'node_id') }
}

describe('GraphQL', () => {
  test('GraphQL tells the viewer and hides a comment as outdated', () => {
    const calls = githubCalls()
    expect(ask(calls, 'query { viewer { login } }')).toMatchObject({
      status: 200,
      body: { data: { viewer: { login: 'github-actions[bot]' } } }
    })
    const { id, node } = newComment(calls)
    expect(ask(calls, MINIMIZE, { id: node })).toMatchObject({
      status: 200,
      body: {
        data: {
          minimizeComment: {
            minimizedComment: { isMinimized: true, minimizedReason: 'outdated', databaseId: id }
          }
        }
      }
    })
    expect(at(calls.github.state(), 'comments')).toMatchObject([
      { minimized: null },
      { id, minimized: 'OUTDATED' }
    ])
    expect(calls.get(`issues/comments/${String(id)}`).body).toMatchObject({
      minimized: { reason: 'outdated' }
    })
  })

  test.each([
    ['a bare selection', () => '{ viewer { login } }'],
    ['aliases and type names', () => '{ me: viewer { login name: login __typename } __typename }'],
    [
      'written-out arguments',
      (node: unknown) =>
        `mutation { minimizeComment(input: {subjectId: "${String(node)}", classifier: SPAM}) { clientMutationId } }`
    ]
  ])('%s are understood', (_, query) => {
    const calls = githubCalls()
    expect(ask(calls, query(newComment(calls).node))).toMatchObject({
      status: 200,
      body: { data: expect.any(Object) }
    })
    expect(at(ask(calls, query(newComment(calls).node)).body, 'errors')).toBeUndefined()
  })

  test('an unknown comment is NOT_FOUND', () => {
    expect(ask(githubCalls(), MINIMIZE, { id: 'IC_nope' })).toMatchObject({
      status: 200,
      body: {
        data: { minimizeComment: null },
        errors: [
          {
            type: 'NOT_FOUND',
            path: ['minimizeComment'],
            message: "Could not resolve to a node with the global id of 'IC_nope'",
            locations: [{ line: 4, column: 5 }]
          }
        ]
      }
    })
  })

  test('without the permission it is FORBIDDEN, and nothing is hidden', () => {
    const calls = githubCalls()
    const { node } = newComment(calls)
    calls.add({ permissions: { pull_requests: 'read' } })
    expect(ask(calls, MINIMIZE, { id: node })).toMatchObject({
      status: 200,
      body: {
        data: { minimizeComment: null },
        errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]
      }
    })
    expect(at(calls.github.state(), 'comments', 1, 'minimized')).toBeNull()
  })

  test.each([
    ['{ viewer { mail } }', "Field 'mail' doesn't exist on type 'User'"],
    ['{ repository { id } }', "Field 'repository' doesn't exist on type 'Query'"],
    ['{ viewer }', "Field must have selections (field 'viewer' returns User but has no selections.)"],
    ['{ viewer { login { x } } }', "Selections can't be made on scalars (field 'login' has selections)"],
    ['{ viewer { login }', 'Unexpected end of document'],
    ['', 'Unexpected end of document'],
    ['{ viewer ! }', 'Parse error on "!" at [1, 10]'],
    ['subscription { x }', 'Parse error on "subscription" at [1, 1]'],
    [undefined, 'A query attribute must be specified and must be a string.'],
    [
      'mutation { minimizeComment(input: {classifier: SPAM}) { clientMutationId } }',
      "Argument 'subjectId' on InputObject 'MinimizeCommentInput' is required. Expected type ID!"
    ],
    [
      'mutation { minimizeComment(input: {subjectId: "x", classifier: RUDE}) { clientMutationId } }',
      "Argument 'classifier' on InputObject 'MinimizeCommentInput' is required. Expected type ReportedContentClassifiers!"
    ],
    [MINIMIZE, 'Variable $id of type ID! was provided invalid value']
  ])('%j is an error with status 200', (query, message) => {
    expect(ask(githubCalls(), query)).toMatchObject({ status: 200, body: { errors: [{ message }] } })
  })

  test('a wrong or missing token is 401', () => {
    const { call } = githubCalls()
    const body = { query: '{ viewer { login } }' }
    expect(call('POST', '/graphql', { body, authorization: 'token wrong' })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' }
    })
    expect(call('POST', '/graphql', { body, authorization: undefined }).status).toBe(401)
  })
})
