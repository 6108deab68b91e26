import { runStep } from './actions/frame.ts'
import { realWorld } from './actions/world.ts'
import { releaseStep } from './release/step.ts'

const exitCode = await runStep(releaseStep, realWorld())
// what slipped through every net has set it already
process.exitCode ||= exitCode
