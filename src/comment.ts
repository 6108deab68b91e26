import { runStep } from './actions/step.ts'
import { realWorld } from './actions/world.ts'
import { commentStep } from './comment/step.ts'

process.exitCode = await runStep(commentStep, realWorld())
