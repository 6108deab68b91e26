import type { Facts } from '../facts.ts'
import type { ReadTools } from '../read.ts'
import type { ReleaseRequest } from '../request.ts'
import { readSetup } from './read.ts'
import { setupOf } from './rows.ts'
import { type Setup, SETUP_SIGNS } from './report.ts'

/**
 * Checks the setup: tries what the steps will need, logs each row, and warns of what is wrong or doubtful.
 * @throws what ends the run, such as a cancelled job. A read that fails is a row.
 */
export async function checkSetup(request: ReleaseRequest, facts: Facts, tools: ReadTools): Promise<Setup> {
  const { sentry, context } = tools
  const { log } = context
  return log.group('Checking the setup', async () => {
    const setup = setupOf({ request, facts, setup: await readSetup(request, facts, tools), sentry })
    for (const { sign, what, found } of setup.rows) {
      const line = `${what}: ${found}`
      log.info(`${SETUP_SIGNS[sign]} ${line}`)
      const isSaid = setup.failure !== undefined && what === 'Projects'
      if ((sign === 'bad' || sign === 'doubtful') && !isSaid) log.warning(`The setup check found: ${line}`)
    }
    return setup
  })
}
