import { runStep } from './actions/frame.ts'
import { realWorld } from './actions/world.ts'
import { apiStep } from './api/step.ts'

const exitCode = await runStep(apiStep, realWorld())
// what slipped through every net has set it already
process.exitCode ||= exitCode
