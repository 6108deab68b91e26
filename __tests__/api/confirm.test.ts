import { describe, expect, test } from '@jest/globals'
import { wordsToRepeat } from '../../src/api/confirm.ts'
import { operation, OPERATIONS, isOperationName } from '../../src/sentry/operations/table.ts'
import { goodCalls } from './calls.ts'

const acme = { organization: 'acme' }

describe('confirm repeats effect and target', () => {
  test.each([
    ['update-organization', acme, { name: 'Acme Two' }, 'update acme'],
    ['update-project', { ...acme, project: 'web' }, { name: 'Web' }, 'update acme/web'],
    ['update-issue', { ...acme, issue: '2001' }, { status: 'resolved' }, 'update acme/2001'],
    ['update-issue', { issue: '2001' }, { status: 'resolved' }, 'update 2001'],
    ['delete-release', { ...acme, version: 'shop@1.0.0' }, undefined, 'delete acme/shop@1.0.0'],
    [
      'create-project',
      { ...acme, team: 'core' },
      { name: 'New', slug: 'new-project' },
      'create acme/core/new-project'
    ],
    ['create-project', { ...acme, team: 'core' }, { name: 'New Project' }, 'create acme/core/New Project'],
    ['create-team', acme, { name: 'New', slug: '' }, 'create acme/New'],
    ['create-release', acme, { version: 'shop@1.0.0' }, 'create acme/shop@1.0.0'],
    [
      'create-deploy',
      { version: 'shop@1.0.0', ...acme },
      { environment: 'production', name: 'x' },
      'create acme/shop@1.0.0/production'
    ],
    ['create-connection', {}, { app: 'sentry' }, 'create sentry'],
    ['delete-connection', { connection: 'conn-a' }, undefined, 'delete conn-a']
  ] as const)('%s %j %j: %s', (name, path, body, words) => {
    expect(wordsToRepeat({ operation: name, parameters: path, body })).toBe(words)
  })

  test('the table of good calls has words for every write, and for no read', () => {
    const calls = goodCalls({ issue: '1', event: 'e' })
    for (const name of Object.keys(OPERATIONS).filter(isOperationName)) {
      expect([name, calls[name].confirm?.split(' ')[0]]).toEqual([
        name,
        operation(name).effect === 'read' ? undefined : operation(name).effect
      ])
    }
  })
})
