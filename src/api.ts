import { runStep } from './actions/step.ts'
import { realWorld } from './actions/world.ts'
import { apiStep } from './api/step.ts'

process.exitCode = await runStep(apiStep, realWorld())
