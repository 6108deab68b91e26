// Runs a checker against the simulator, which compares it with the published API descriptions: `node scripts/contract.ts <checker>`.
import { spawn } from 'node:child_process'
import { startSimulator } from '../simulator/server.ts'

const [checker] = process.argv.slice(2)
if (checker === undefined) throw new Error('usage: node scripts/contract.ts <checker>')

const simulator = await startSimulator()
const { maton, sentry, github, key, connection, token, repository } = simulator
const common = [checker, '--key', key, '--github', github, '--token', token, '--repository', repository]
const code =
  (await check(['--sentry', `${maton}/sentry/api/0`, '--connection', connection])) ||
  (await check(['--sentry', `${sentry}/api/0`]))
await simulator.close()
process.exitCode = code

function check(args: readonly string[]): Promise<number> {
  return new Promise(resolve => {
    spawn(process.execPath, [...common, ...args], { stdio: 'inherit' }).once('close', status =>
      resolve(status ?? 1)
    )
  })
}
