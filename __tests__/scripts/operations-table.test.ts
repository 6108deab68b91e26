import { expect, test } from '@jest/globals'
import { operationsTable } from '../../scripts/readme/operations.ts'
import { isOperationName, operation, OPERATIONS } from '../../src/sentry/operations/table.ts'

const lines = operationsTable().split('\n')
const NAMES = Object.keys(OPERATIONS).filter(isOperationName)

test.each(NAMES)('the table has a row for %s with its effect and the words to repeat', name => {
  const rows = lines.filter(line => line.startsWith(`| \`${name}\``))
  expect(rows).toHaveLength(1)
  const [, , effect, parameters, example] = (rows[0] ?? '')
    .split(' | ')
    .flatMap((cell, index) => (index === 0 ? ['', cell] : [cell]))
  const row = operation(name)
  expect(effect).toBe(row.effect)
  expect(parameters).not.toBe('')
  expect(example?.includes('`confirm: ')).toBe(row.effect !== 'read')
  expect(example?.includes('`body: ')).toBe(row.effect === 'create' || row.effect === 'update')
})

test('a row reads as a recipe', () => {
  expect(lines).toContain(
    '| `create-deploy`<br>Record a deploy of a release | create | `organization` `version` | `parameters: {"version":"shop@1.0.0"}`<br>`body: {"environment":"production"}`<br>`confirm: create acme/shop@1.0.0/production` |'
  )
})

test('operations on one issue say which route they use', () => {
  const marked = lines.filter(line => line.includes(' ¹ |'))
  expect(marked).toHaveLength(
    NAMES.filter(name => operation(name).pathWithoutOrganization !== undefined).length
  )
  expect(marked[0]).toContain('`organization?`')
  expect(lines.at(-1)).toMatch(/^¹ With an `organization` the route below the organization is used/)
})
