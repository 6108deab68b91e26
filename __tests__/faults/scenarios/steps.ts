import type { Bench } from '../../../simulator/client/bench.ts'
import type { Judged } from '../matrix/judge.ts'
import { apiScenarios } from './api.ts'
import { commentScenarios } from './comment.ts'
import { releaseScenarios } from './release.ts'

export const STEPS = ['release', 'comment', 'api'] as const
export type Step = (typeof STEPS)[number]

/** The scenarios of a step, most-used first. */
export async function scenariosOf(
  step: Step,
  bench: Bench
): Promise<readonly [first: Judged, second: Judged, ...more: Judged[]]> {
  if (step === 'release') return releaseScenarios(bench)
  return step === 'comment' ? commentScenarios(bench) : apiScenarios(bench)
}

/** The scenarios of all steps. */
export async function allScenarios(bench: Bench): Promise<readonly Judged[]> {
  return (await Promise.all(STEPS.map(step => scenariosOf(step, bench)))).flat()
}
