import { describe, expect, test } from '@jest/globals'
import { parametersIn } from '../../../src/sentry/operations/row.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OperationName
} from '../../../src/sentry/operations/table.ts'
import { deedOf, placeToLook, purposeOf, type OperationCall } from '../../../src/sentry/operations/words.ts'

describe('a call in words', () => {
  /** Each path parameter by its own name, and a body that names the new thing by all that may name it. */
  function callOf(name: OperationName): OperationCall {
    const { path, names = [] } = operation(name)
    return {
      operation: name,
      parameters: Object.fromEntries(parametersIn(path).map(parameter => [parameter, `the-${parameter}`])),
      body: Object.fromEntries(names.map(key => [key, 'the-new']))
    }
  }

  test.each(Object.keys(OPERATIONS).filter(isOperationName))('%s names all that it is about', name => {
    const call = callOf(name)
    const words = purposeOf(call)
    for (const value of Object.values(call.parameters)) expect(words).toContain(value)
    if (operation(name).effect === 'create') expect(words).toContain('the-new')
    expect(words).toMatch(/^(list|read|create|record|update|delete) [a-z]/)
    expect(words).not.toMatch(/[{}]|no name/)
    expect(deedOf(call).replace(/^\w+/, '')).toBe(words.replace(/^\w+/, ''))
    expect(placeToLook(call) === undefined).toBe(operation(name).look === undefined)
  })

  const deploy: OperationCall = {
    operation: 'create-deploy',
    parameters: { organization: 'acme', version: 'shop@1.0.0' },
    body: { environment: 'production' }
  }

  test('is what it is to do, what it did, and where to look', () => {
    expect(purposeOf(deploy)).toBe('record the deploy of shop@1.0.0 to production in acme')
    expect(deedOf(deploy, { without: 'organization' })).toBe(
      'recorded the deploy of shop@1.0.0 to production'
    )
    expect(placeToLook(deploy)).toBe('the deploys of release shop@1.0.0 in acme')
  })

  test('shows names as it is told to, and only names', () => {
    const show = (name: string): string => `<${name}>`
    expect(purposeOf(deploy, { show })).toBe('record the deploy of <shop@1.0.0> to <production> in <acme>')
  })

  test('is clean, and says so when a body names nothing', () => {
    const hostile = { ...deploy, body: { environment: 'a\nb\u200b{version}' } }
    expect(purposeOf(hostile)).toBe('record the deploy of shop@1.0.0 to a b{version} in acme')
    expect(purposeOf({ ...deploy, body: {} })).toBe('record the deploy of shop@1.0.0 to (no name) in acme')
  })
})
