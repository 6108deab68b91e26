import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, jest } from '@jest/globals'
import { actionsRunner } from '../../../src/actions/runner.ts'
import type { World } from '../../../src/actions/frame.ts'
import { makeFolder } from '../../harness/cleanup.ts'

/** All but the line breaks that end the toolkit's own lines, and blanks. */
const CONTROL = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]`)

/** The commands that a run may give. */
const OURS = /^::(?:add-mask|group|endgroup|notice|warning|error)(?: [^:]*)?::/

/** What the runner would read in a line: a command at its start (blanks before it do not count), or in the old form anywhere. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[')
}

/** Expects that what a process wrote holds no command but ours, and nothing that moves the cursor or hides itself. */
export function expectNoForeignCommand(written: string): void {
  const lines = written.split(/\r\n|\n|\r/)
  expect(lines.filter(line => isCommand(line) && !OURS.test(line))).toEqual([])
  expect(lines.filter(line => line.includes('##['))).toEqual([])
  // our commands carry line breaks as %0A: what follows one is a line of the annotation
  const annotated = lines.flatMap(line => (OURS.test(line) ? line.replace(OURS, '').split('%0A') : []))
  expect(annotated.filter(isCommand)).toEqual([])
  expect(written).not.toMatch(CONTROL)
}

// one folder for all: the toolkit asks once for the summary's file
const folder = makeFolder()

/** What the process writes to its output while something is run by the real toolkit, with command files of its own. */
export async function writtenBy(run: (runner: World['runner']) => Promise<unknown>): Promise<string> {
  const [output, summary] = [path.join(folder, 'output'), path.join(folder, 'summary')]
  writeFileSync(output, '')
  writeFileSync(summary, '')
  const { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = process.env
  setVariables({ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary })
  const parts: string[] = []
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation(part => {
    parts.push(String(part))
    return true
  })
  try {
    await run(actionsRunner())
    return parts.join('')
  } finally {
    spy.mockRestore()
    setVariables({ GITHUB_OUTPUT, GITHUB_STEP_SUMMARY })
  }
}

function setVariables(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}
