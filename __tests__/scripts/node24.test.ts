import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from '@jest/globals'

const LAUNCHER = path.resolve('scripts/node24.js')

test('runs a script with its arguments, and puts its Node in front on the path', () => {
  const script =
    'console.log(process.argv.slice(1).join(), process.env.PATH.split(require("path").delimiter)[0])'
  const said = execFileSync(process.execPath, [LAUNCHER, '--eval', script, 'a', 'b c'], { encoding: 'utf8' })
  expect(said).toBe(`a,b c ${path.dirname(process.execPath)}\n`)
})

test.each([
  ['the exit code of its script', 'process.exit(7)', 7],
  ['that of a script that a signal ended', 'process.kill(process.pid, "SIGKILL")', 137]
])('ends with %s', async (_what, script, code) => {
  const [exitCode] = await once(spawn(process.execPath, [LAUNCHER, '--eval', script]), 'exit')
  expect(exitCode).toBe(code)
})

test('hands on what stops it', async () => {
  const script = 'process.on("SIGTERM", () => process.exit(5)); setInterval(() => 0, 1000); console.log("up")'
  const child = spawn(process.execPath, [LAUNCHER, '--eval', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([5, null])
})
