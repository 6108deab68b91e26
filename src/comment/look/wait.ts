import { SERVER_DOWN } from '../../sentry/open.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import type { Context } from '../../run/context.ts'
import { tried } from '../../run/tried.ts'
import { clean } from '../../text/clean.ts'
import { distinct } from '../judge/assess.ts'
import { sessionsSeen } from '../health/facts.ts'
import type { HealthRequest } from '../health/request.ts'
import { continueRows, isBrokenForGood, judgeHealth, type Rows, type TermVerdict } from '../health/verdict.ts'
import { type Gate, judge } from '../judge/gate.ts'
import type { Look } from './look.ts'

/** How long to keep looking. Times are milliseconds. */
export interface Waiting {
  readonly waitMs: number
  readonly intervalMs: number
  /** A broken condition on issues ends the waiting: more events cannot mend it. One on health ends it only if it stays broken. */
  readonly gate: Gate | undefined
  readonly health: Pick<HealthRequest, 'minSample'>
  /** The one that is looked at; `undefined` for all of them. */
  readonly environment: string | undefined
}

/** Timers are not exact. If less time than this is left, the look is the last one. */
const MOMENT_MS = 100

/** Failures that pass by themselves. After one of them the next look is made as planned. */
const PASSING: readonly string[] = [
  ...SERVER_DOWN,
  WAY_FAILURES.notUnderstood,
  WAY_FAILURES.listIncomplete,
  WAY_FAILURES.foreign404,
  WAY_FAILURES.unreachable,
  WAY_FAILURES.rateLimited
].map(({ name }) => name)

/**
 * Looks until the time is over, the last time at its end, or until the gate is broken for good. One line in the log for each look.
 * @returns what the last look found
 * @throws Failure of the last look, and at once one that does not pass by itself
 */
export async function lookRepeatedly(
  look: () => Promise<Look>,
  { waitMs, intervalMs, gate, environment, health: { minSample } }: Waiting,
  { clock, signal, log }: Pick<Context, 'clock' | 'signal' | 'log'>
): Promise<Look> {
  const end = clock.elapsed() + waitMs
  let rows: Rows = new Map()
  for (let number = 1; ; number += 1) {
    const left = (): number => Math.max(0, end - clock.elapsed())
    const isLast = left() < MOMENT_MS
    const found = await tried(look(), { signal })
    if (found.kind === 'done') {
      const verdicts = healthOf(found.value, gate, minSample)
      rows = continueRows(rows, verdicts, sessionsSeen(found.value.health))
      const isBroken = isBrokenByIssues(found.value, gate) || isBrokenForGood(rows)
      const words = [inWords(found.value, environment), ...verdicts.map(verdictInWords)].join(', ')
      log.info(`Look ${number}: ${words}${isBroken ? '; the gate fails' : rest(left())}`)
      if (isBroken || isLast) return found.value
    } else {
      rows = new Map()
      const { kind, message } = found.failure
      if (isLast || !PASSING.includes(kind.name)) throw found.failure
      log.info(`Look ${number} failed; the next one is made as planned: ${message}`)
    }
    await clock.sleep(Math.min(intervalMs, left()), signal)
  }
}

function isBrokenByIssues(found: Look, gate: Gate | undefined): boolean {
  return found.kind === 'data' && gate !== undefined && judge(gate, distinct(found.found)).result === 'fail'
}

function healthOf(
  { health }: Look,
  gate: Gate | undefined,
  minSample: HealthRequest['minSample']
): readonly TermVerdict[] {
  return gate === undefined || health === undefined ? [] : judgeHealth(gate.health, health, minSample)
}

/** No numbers, because it is not known yet whether they may be shown. */
function verdictInWords({ term, verdict }: TermVerdict): string {
  const words = { pass: 'passed', fail: 'broken', 'no-data': 'without data', error: 'could not be judged' }
  return `${term.text} ${words[verdict]}`
}

function inWords(found: Look, environment: string | undefined): string {
  if (found.kind === 'no-data') {
    const place = environment === undefined ? '' : clean(environment, 64)
    return {
      release: 'Sentry does not know the release',
      environment: `Sentry does not know the environment ${place} yet`,
      events: `no data of the release${place === '' ? '' : ` on ${place}`} yet`
    }[found.missing]
  }
  return [...found.found].map(([kind, issues]) => `${issues.length} ${kind}`).join(', ')
}

function rest(left: number): string {
  return left === 0 ? '' : `; ${Math.ceil(left / 60_000)} min left`
}
