import { openEarly } from './actions/early.ts'

const early = openEarly('api', process.env)
// Node connects at the next turn of the event loop; without it all code would be loaded before
await new Promise(resolve => setImmediate(resolve))
// the handshakes take place while the rest of the code is loaded; one name makes one file of it
const [{ runInProcess }, { apiStep }] = await Promise.all([
  import(/* webpackChunkName: "api" */ './actions/world.ts'),
  import(/* webpackChunkName: "api" */ './api/step.ts')
])
await runInProcess(apiStep, early)
