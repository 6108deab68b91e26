import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { actionsRunner } from '../../src/actions/runner.ts'
import { parseOutputs } from '../../scripts/action-runner.ts'
import { makeFolder } from '../harness/cleanup.ts'

// one folder for all: the toolkit asks once for the summary's file
const folder = makeFolder()
const output = path.join(folder, 'output')
const summary = path.join(folder, 'summary')
const runner = actionsRunner()
const before = { ...process.env }

beforeEach(() => {
  for (const file of [output, summary]) writeFileSync(file, '')
  process.env['GITHUB_OUTPUT'] = output
  process.env['GITHUB_STEP_SUMMARY'] = summary
})

afterAll(() => {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
})

async function printedBy(work: () => unknown): Promise<string> {
  const printed: string[] = []
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed.push(String(text))
    return true
  })
  await work()
  write.mockRestore()
  return printed.join('')
}

/** A text, and how it stands in a command: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
const TEXTS: readonly (readonly [string, string])[] = [
  ['plain', 'plain'],
  ['', ''],
  ['100 % of it', '100 %25 of it'],
  ['two\nlines', 'two%0Alines'],
  ['carriage\r\nreturn', 'carriage%0D%0Areturn'],
  ['::error::injected', '::error::injected'],
  ['a%0Ab', 'a%250Ab'],
  ['💥, :', '💥, :']
]

describe('what the runner is told', () => {
  test.each(TEXTS)('%j', async (text, escaped) => {
    const printed = await printedBy(() => {
      runner.mask(text)
      runner.debug(text)
      runner.annotate('notice', text)
      runner.annotate('warning', text)
      runner.annotate('error', text)
      runner.startGroup(text)
      runner.endGroup()
    })
    expect(printed.split('\n')).toEqual([
      `::add-mask::${escaped}`,
      `::debug::${escaped}`,
      `::notice::${escaped}`,
      `::warning::${escaped}`,
      `::error::${escaped}`,
      `::group::${escaped}`,
      '::endgroup::',
      ''
    ])
    expect(await printedBy(() => runner.info(text))).toBe(`${text}\n`)
  })

  test('an annotation may stand beside a line of a file', async () => {
    const at = { file: 'a,b:c.ts', line: 7 }
    expect(await printedBy(() => runner.annotate('warning', 'look', at))).toBe(
      '::warning file=a%2Cb%3Ac.ts,line=7::look\n'
    )
  })
})

test.each([...TEXTS.map(([text]) => text), 'ends\n', 'x<<y\ny', true, 7])('output %j', value => {
  runner.setOutput('name', value)
  const [, delimiter = '', written] =
    /^name<<(ghadelimiter_[0-9a-f-]{36})\n(.*)\n\1\n$/s.exec(readFileSync(output, 'utf8')) ?? []
  expect(written).toBe(String(value))
  expect(written).not.toContain(delimiter)
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

test('a summary that could not be written does not come with the next one', async () => {
  renameSync(folder, `${folder}-away`)
  await expect(runner.summarize('# Lost')).rejects.toThrow('no such file')
  renameSync(`${folder}-away`, folder)
  await runner.summarize('# Next')
  expect(readFileSync(summary, 'utf8')).toBe('# Next\n')
})

test.each([undefined, ''])('where the variables are %j, outputs and summary go nowhere', async given => {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    if (given === undefined) delete process.env[name]
    else process.env[name] = given
  }
  const printed = await printedBy(async () => {
    runner.setOutput('name', 'value')
    await runner.summarize('# One')
  })
  expect(printed).toBe('')
  expect([output, summary].map(file => readFileSync(file, 'utf8'))).toEqual(['', ''])
})
