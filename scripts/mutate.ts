// Mutation tests of the pure modules: `npm run mutate`. Few need Stryker and it is large, so it comes from npm only for this run.
import { spawnSync } from 'node:child_process'

const VERSION = '10.0.0'
const packages = ['core', 'jest-runner'].map(name => `--package=@stryker-mutator/${name}@${VERSION}`)
const command = ['npm', 'exec', '--yes', ...packages, '--', 'stryker', 'run', ...process.argv.slice(2)]
// Windows starts npm by its shell only; all parts are ours
const { status } = spawnSync(command.join(' '), { stdio: 'inherit', shell: true })
process.exitCode = status ?? 1
