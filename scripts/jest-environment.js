// Jest's environment for the tests: that of Node, in a process that ends at once. To give its memory back piece by piece takes a worker
// up to a second, and jest waits for half of one before it complains. Nothing is lost: at this event all work is done.
import { createRequire } from 'node:module'

// it comes with jest
const { TestEnvironment } = createRequire(createRequire(import.meta.url).resolve('jest'))(
  'jest-environment-node'
)

const isWorker = process.argv[1]?.includes('jest-worker') ?? false
if (isWorker) process.once('exit', () => process.exit())

export default TestEnvironment
