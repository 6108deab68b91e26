// Mutation tests of the pure modules: `npm run mutate`. Stryker is large and seldom needed, so npm fetches it only for this run.
import { spawnSync } from 'node:child_process'

const VERSION = '10.0.0'
const packages = ['core', 'jest-runner'].map(name => `--package=@stryker-mutator/${name}@${VERSION}`)
const command = ['npm', 'exec', '--yes', ...packages, '--', 'stryker', 'run', ...process.argv.slice(2)]
// Windows can start npm only through a shell; no part of the command is foreign
const { status } = spawnSync(command.join(' '), { stdio: 'inherit', shell: true })
process.exitCode = status ?? 1
