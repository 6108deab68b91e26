import type { Early, StepName } from './actions/early.ts'
import { nextTurn } from './http/ahead.ts'

/**
 * Loads a step and runs it in the world that the Actions runner starts the process in. Never throws. The code is loaded piece by
 * piece, so that the handshakes under way go on in between.
 */
export async function start(name: StepName, early: Early): Promise<void> {
  await import('./http/transport.ts')
  await nextTurn()
  const { runInProcess } = await import('./actions/world.ts')
  await nextTurn()
  switch (name) {
    case 'release':
      return runInProcess((await import('./release/step.ts')).releaseStep, early)
    case 'comment':
      return runInProcess((await import('./comment/step.ts')).commentStep, early)
    case 'api':
      return runInProcess((await import('./api/step.ts')).apiStep, early)
  }
}
