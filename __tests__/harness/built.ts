import { runAction, type ActionResult } from '../../scripts/action-runner.ts'
import { givenTo, type Scenario } from '../../simulator/client/scenario.ts'
import type { Bench, Fault, Ran } from '../../simulator/client/bench.ts'
import type { Recorded } from '../../simulator/client/recorded.ts'

export interface BuiltRun extends Ran {
  readonly stdout: string
  readonly stderr: string
}

export interface BuiltOptions {
  readonly faults?: readonly Fault[]
  /** A program that starts the action, with its arguments. */
  readonly through?: readonly string[]
  /** Sends the process a signal when the servers have got such a request, or so many of them. */
  readonly signal?: {
    readonly name: NodeJS.Signals
    readonly at: (request: Recorded) => boolean
    readonly nth?: number
  }
}

/** Runs a scenario through the built action, in a process of its own, and tells what came of it as an in-process run does. */
export async function runBuilt(
  bench: Bench,
  scenario: Scenario,
  { faults, through = [], signal }: BuiltOptions = {}
): Promise<BuiltRun> {
  await bench.prepare(scenario, faults)
  const { strayed: before } = await bench.look()
  const { action, eventName, payload = {} } = scenario
  const sent: Promise<void>[] = []
  const result = await runAction({
    ...givenTo(scenario, bench),
    action,
    eventName,
    payload,
    through,
    onStart: kill => {
      if (signal !== undefined) sent.push(when(bench, signal).then(() => kill(signal.name)))
    }
  })
  await Promise.all(sent)
  const after = await bench.look()
  return { ...told(result), ...after, strayed: after.strayed - before }
}

/** Resolves when the servers have got such a request so many times. */
async function when(bench: Bench, { at, nth = 1 }: NonNullable<BuiltOptions['signal']>): Promise<void> {
  while ((await bench.requests()).filter(at).length < nth)
    await new Promise(resolve => setTimeout(resolve, 20))
}

function told({
  exitCode,
  stdout,
  stderr,
  outputs,
  summary
}: ActionResult): Omit<BuiltRun, 'requests' | 'state' | 'strayed'> {
  return {
    code: exitCode,
    annotations: [...stdout.matchAll(/^::(error|warning|notice)(?: [^:]*)?::(.*)$/gm)].map(match => ({
      level: levelOf(match[1]),
      message: unescaped(match[2] ?? '')
    })),
    masked: [...stdout.matchAll(/^::add-mask::(.*)$/gm)].map(([, secret = '']) => unescaped(secret)),
    log: unescaped(stdout).split('\n'),
    outputs,
    summary,
    said: unescaped(stdout),
    slept: 0,
    stdout,
    stderr
  }
}

function levelOf(word: string | undefined): 'error' | 'warning' | 'notice' {
  return word === 'error' || word === 'warning' ? word : 'notice'
}

/** As the runner reads the text of a command. */
function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
