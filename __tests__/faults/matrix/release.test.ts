import { openBench } from '../../../simulator/client/bench.ts'
import { closeAfterwards, describeMatrix } from './matrix.ts'
import { describePairs } from './pairs.ts'
import { releaseScenarios } from '../scenarios/release.ts'

const bench = await openBench()
closeAfterwards(bench)
const scenarios = await releaseScenarios(bench)

await describeMatrix(bench, scenarios)
describePairs(bench, scenarios, { seed: 8, runs: 40 })
