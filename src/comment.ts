import { runStep } from './actions/frame.ts'
import { realWorld } from './actions/world.ts'
import { commentStep } from './comment/step.ts'

const exitCode = await runStep(commentStep, realWorld())
// what slipped through every net has set it already
process.exitCode ||= exitCode
