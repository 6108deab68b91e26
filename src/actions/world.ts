import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { Failure } from '../run/failure.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { createInputReader } from './inputs.ts'
import { createRedact, safeLine } from './log.ts'
import { actionsRunner } from './runner.ts'
import { secretsOf } from './secrets.ts'
import type { Early } from './early.ts'
import { runStep, type Step, type World } from './frame.ts'

/**
 * How the runner stops a step. Seconds after the first signal comes another one: `SIGTERM`, on Windows Ctrl+Break. That ends a process
 * that does not listen, in the middle of its last calls. Elsewhere nobody sends `SIGBREAK`.
 * Source: `CancelAndKillProcessTree` of the Actions runner.
 */
const STOPS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const

/** Runs a step in the world that the Actions runner starts the process in. Never throws. */
export async function runInProcess<Request>(step: Step<Request>, early: Early): Promise<void> {
  const exitCode = await runStep(step, realWorld(early))
  // an error that nothing caught has set it already
  process.exitCode ||= exitCode
}

function realWorld(early: Early): World {
  // The HTTP client reads answers in WebAssembly, and no run is long enough to gain from optimizing it. A run without commits holds
  // 87 MB at most with the optimizer and 73 MB without (`npm run bench`, peak memory; bare Node: 43 MB).
  setFlagsFromString('--wasm-tiering-budget=1000000000')
  const runner = actionsRunner()
  const redact = createRedact(secretsOf(createInputReader(process.env), process.env).all)
  const unheard = whenUnheard()
  sayUncaught(error => runner.annotate('error', safeLine(`Unexpected: ${String(error)}`, redact)))
  return {
    env: process.env,
    runner,
    early,
    random: Math.random,
    clock: { now: Date.now, elapsed: () => performance.now(), sleep },
    untilStopped(deadlineMs) {
      const controller = new AbortController()
      const stop = (failure: Failure): void => controller.abort(failure)
      const cancelled = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
      for (const signal of STOPS) process.once(signal, () => stop(cancelled))
      const stopUnheard = (): void => stop(unheard.reason)
      if (unheard.aborted) stopUnheard()
      unheard.addEventListener('abort', stopUnheard, { once: true })
      const minutes = Math.round(deadlineMs / 60_000)
      const late = new Failure(WAY_FAILURES.deadline, `The run took longer than ${minutes} minutes`)
      // does not keep the process alive
      setTimeout(() => stop(late), deadlineMs).unref()
      return controller.signal
    }
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/**
 * Aborts when nobody reads the log any more. Without this listener the handlers below would get the error, and write to the log again.
 */
function whenUnheard(): AbortSignal {
  const controller = new AbortController()
  const failure = new Failure(WAY_FAILURES.cancelled, 'The runner no longer reads the log')
  process.stdout.on('error', () => {
    process.exitCode = 1
    controller.abort(failure)
  })
  return controller.signal
}

/** An error that nothing caught must not reach the log as it is: a stack trace can hold a workflow command. */
function sayUncaught(say: (error: unknown) => void): void {
  const last = (error: unknown): void => {
    say(error)
    process.exitCode = 1
  }
  process.on('uncaughtException', last)
  process.on('unhandledRejection', last)
}
