import { nextTurn } from './http/ahead.ts'
import { openEarly } from './actions/early.ts'

const early = openEarly('release', process.env)
await nextTurn()
// the handshakes take place while the rest of the code is loaded
const { start } = await import('./steps.ts')
await start('release', early)
