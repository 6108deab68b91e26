import { runStep } from './actions/step.ts'
import { realWorld } from './actions/world.ts'
import { releaseStep } from './release/step.ts'

process.exitCode = await runStep(releaseStep, realWorld())
