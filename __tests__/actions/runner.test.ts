import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as toolkit from '@actions/core'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { actionsRunner, type Runner } from '../../src/actions/runner.ts'
import { parseOutputs } from '../../scripts/action-runner.ts'

let output: string
let summary: string
let runner: Runner

beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runner-'))
  output = path.join(folder, 'output')
  summary = path.join(folder, 'summary')
  writeFileSync(output, '')
  process.env['GITHUB_OUTPUT'] = output
  runner = actionsRunner({ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary })
})

afterEach(() => {
  delete process.env['GITHUB_OUTPUT']
})

function printedBy(work: () => void): string {
  const printed: string[] = []
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed.push(String(text))
    return true
  })
  work()
  write.mockRestore()
  return printed.join('')
}

const TEXTS = [
  'plain',
  '',
  '100 % of it',
  'two\nlines',
  'carriage\r\nreturn',
  '::error::injected',
  'a%0Ab',
  '💥, :'
]

describe('what the runner is told is what the toolkit tells it', () => {
  test.each(TEXTS)('%j', text => {
    const pairs: readonly (readonly [() => void, () => void])[] = [
      [() => runner.mask(text), () => toolkit.setSecret(text)],
      [() => runner.info(text), () => toolkit.info(text)],
      [() => runner.annotate('notice', text), () => toolkit.notice(text)],
      [() => runner.annotate('warning', text), () => toolkit.warning(text)],
      [() => runner.annotate('error', text), () => toolkit.error(text)],
      [() => runner.startGroup(text), () => toolkit.startGroup(text)],
      [() => runner.endGroup(), () => toolkit.endGroup()]
    ]
    for (const [ours, theirs] of pairs) expect(printedBy(ours)).toBe(printedBy(theirs))
  })

  test.each([...TEXTS, 'ends\n', 'x<<y\ny', null, true, 7, { a: [1, 'ü'] }])('output %j', value => {
    runner.setOutput('name', value)
    const ours = readFileSync(output, 'utf8')
    writeFileSync(output, '')
    toolkit.setOutput('name', value)
    const theirs = readFileSync(output, 'utf8')
    const withoutDelimiter = (text: string): string => text.replace(/ghadelimiter_[0-9a-f-]{36}/g, 'END')
    expect(withoutDelimiter(ours)).toBe(withoutDelimiter(theirs))
  })
})

test('outputs are appended, each with a delimiter of its own', () => {
  runner.setOutput('first', 'one\ntwo')
  runner.setOutput('second', '2')
  expect(parseOutputs(readFileSync(output, 'utf8'))).toEqual({ first: 'one\ntwo', second: '2' })
  expect(new Set(readFileSync(output, 'utf8').match(/ghadelimiter_[0-9a-f-]{36}/g)).size).toBe(2)
})

test('summaries are appended', async () => {
  await runner.summarize('# One')
  await runner.summarize('# Two')
  expect(readFileSync(summary, 'utf8')).toBe('# One\n# Two\n')
})

test('where the runner gives no files, outputs and summary go nowhere', async () => {
  const local = actionsRunner({ GITHUB_STEP_SUMMARY: '' })
  local.setOutput('name', 'value')
  await local.summarize('# One')
  expect(readFileSync(output, 'utf8')).toBe('')
})
