import { openBench } from '../../../simulator/client/bench.ts'
import { closeAfterwards, describeMatrix } from './matrix.ts'
import { describePairs } from './pairs.ts'
import { commentScenarios } from '../scenarios/comment.ts'

const bench = await openBench()
closeAfterwards(bench)
const scenarios = commentScenarios(bench)

await describeMatrix(bench, scenarios)
describePairs(bench, scenarios, { seed: 8, runs: 40 })
