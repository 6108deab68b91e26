import { readFileSync } from 'node:fs'
import { Failure, type FailureKind } from '../run/failure.ts'
import type { Clock, Context, Result } from '../run/context.ts'
import { createServerTime } from '../run/server-time.ts'
import { readEvent, type Event } from '../event/event.ts'
import { logText } from '../text/clean.ts'
import type { Log } from '../run/log.ts'
import { isRecord, parseJson } from '../text/json.ts'
import { code, text } from '../text/markdown.ts'
import { createRedact, withoutSecrets, type Redact } from '../text/secrets/redact.ts'
import type { OnError } from './access/access.ts'
import { hasSecret } from './access/choice.ts'
import type { Early } from './early.ts'
import { createGuide, type Guide } from './guide.ts'
import { createInputReader, type InputReader, type Problem } from './inputs.ts'
import { createLog, safeLine } from './log.ts'
import { writeOutputs, writeSummary } from './results.ts'
import { secretsIn } from './rejected.ts'
import type { Level, Runner } from './runner.ts'
import { refuseSecrets, secretsOf, toMask, type Secrets } from './secrets.ts'

/** A step as the frame sees it: inputs become a request, the request is carried out and reported. */
export interface Step<Request> {
  /** Shown in headings, such as `Sentry release`. */
  readonly title: string
  /** Every output. Each is written; one that the run did not reach is empty. */
  readonly outputs: readonly string[]
  /** Reads all inputs. The reader collects what is wrong with them. */
  read(reader: InputReader, given: { env: Context['env']; event: Event; log: Log }): Request
  /** Milliseconds that the run may take at most. */
  deadlineMs(request: Request): number
  onError(request: Request): OnError
  /** Carries out the request. A thrown error ends the run without a report, so a step must not throw after its first write. */
  run(request: Request, context: Context): Promise<Result>
}

/** What the frame needs of the world; the entries give it the real one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: () => number
  readonly runner: Runner
  /** Aborts after `deadlineMs` milliseconds, or when the runner cancels the job. The reason is a `Failure`. */
  untilStopped(deadlineMs: number): AbortSignal
  /** The deadlines of requests, if not the usual ones. */
  readonly deadlines?: Context['deadlines']
  /** Connections that were opened before the code was loaded. */
  readonly early?: Early
}

export const FRAME_FAILURES = {
  inputs: {
    name: 'inputs',
    cause: 'An input is missing or has a value that is not allowed. Nothing was sent.',
    remedy: 'Correct the inputs that the message names.'
  },
  unexpected: {
    name: 'unexpected',
    cause: 'The step ended with an error that it does not know. This is a fault of the action.',
    remedy: 'Please report it, with the log of the step.'
  }
} as const satisfies Record<string, FailureKind>

/**
 * The frame round a run: masks the secrets before anything else, reads the inputs, runs the step, writes outputs, summary and
 * one annotation.
 * @returns the exit code; never throws
 */
export async function runStep<Request>(step: Step<Request>, world: World): Promise<0 | 1> {
  const { env, runner } = world
  const reader = createInputReader(env)
  const secrets = secretsOf(reader, env)
  for (const secret of secrets.masked) runner.mask(secret)
  const redact = createRedact(secrets.all)
  const log = createLog(runner, redact, env)
  try {
    for (const name of step.outputs) runner.setOutput(name, '')
    return await prepareAndRun({ step, world, reader, secrets, redact, log })
  } catch (error) {
    announce(error, { runner, redact, guide: createGuide(env), level: 'error' })
    return 1
  } finally {
    world.early?.close()
  }
}

interface Frame<Request> {
  readonly step: Step<Request>
  readonly world: World
  readonly reader: InputReader
  readonly secrets: Secrets
  readonly redact: Redact
  readonly log: Log
}

async function prepareAndRun<Request>(frame: Frame<Request>): Promise<0 | 1> {
  const { step, world, reader, redact, log } = frame
  const { env, runner, clock } = world
  const payload = readPayload(env, { log, redact })
  const event = readEvent({ env: redactEach(env, redact), payload })
  if (!hasSecret(reader) && event.withoutSecrets !== undefined) {
    const whose = event.withoutSecrets === 'fork' ? 'a pull request from a fork' : 'Dependabot'
    const why = `Nothing to do: runs for ${whose} get no secrets, so there is neither maton_api_key nor sentry_auth_token.`
    log.notice(why)
    await writeSummary(`## ${step.title}\n\n${text(why, 200)}`, { runner, redact, log })
    return 0
  }
  const request = step.read(reader, { env, event, log })
  refuseSecrets(reader, frame.secrets)
  if (reader.problems.length > 0) throw await wrongInputs(frame)
  const signal = world.untilStopped(step.deadlineMs(request))
  const closing = graceAfter(signal)
  const random = (): number => world.random()
  const { deadlines } = world
  const serverTime = createServerTime(clock)
  const context: Context = {
    env,
    payload,
    clock,
    serverTime,
    random,
    signal,
    closing,
    log,
    ...(env['RUNNER_DEBUG'] === '1' ? { debug: line => runner.debug(safeLine(line, redact)) } : {}),
    redact,
    deadlines,
    opened: url => world.early?.take(url) ?? []
  }
  const onError = step.onError(request)
  const said = { runner, redact, guide: createGuide(env) }
  try {
    const report = await step.run(request, context)
    writeOutputs(report.outputs, { runner, redact, log })
    await writeSummary(report.summary, { runner, redact, log })
    for (const { message, file, line } of report.annotations ?? [])
      runner.annotate('warning', safeLine(message, redact), { file: redact(file), line })
    return end(report, { ...said, onError })
  } catch (error) {
    const known = signal.aborted && !(error instanceof Failure) ? signal.reason : error
    await writeSummary(failureSummary(step.title, known, redact), { runner, redact, log })
    return endWith(known, { ...said, onError })
  }
}

/** The runner asks a process to stop, insists after 7.5 s, and kills it after 10 s. */
const GRACE_MS = 6_000

function graceAfter(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const begin = (): void => void setTimeout(() => controller.abort(signal.reason), GRACE_MS).unref()
  signal.addEventListener('abort', begin, { once: true })
  return controller.signal
}

/** A rejected value may hold a secret that nobody declared. It is masked before a message speaks of it. */
async function wrongInputs<Request>({ step, world, reader, secrets }: Frame<Request>): Promise<Failure> {
  const { runner } = world
  const found = [...reader.rejected.values()].flatMap(secretsIn)
  for (const secret of found.flatMap(toMask)) runner.mask(secret)
  const redact = createRedact([...secrets.all, ...found])
  const problems = reader.problems.map(problem => sentence(problem, redact))
  const log = createLog(runner, redact, world.env)
  await writeSummary(problemsSummary(step.title, problems), { runner, redact, log })
  const list = problems.map(problem => `- ${problem}`)
  return new Failure(FRAME_FAILURES.inputs, ['Wrong inputs:', ...list].join('\n'))
}

function end(report: Result, { onError, ...said }: Announcing & { onError: OnError }): 0 | 1 {
  const { ending } = report
  if (ending.kind === 'done') return 0
  if (ending.kind === 'gate-broken') {
    announce(ending.failure, { ...said, level: 'error' })
    return 1
  }
  return endWith(ending.failure, { ...said, onError })
}

/** `on_error: warn` makes a warning of a failure, but neither of a wrong input nor of a fault of the action. */
function endWith(error: unknown, { onError, ...said }: Announcing & { onError: OnError }): 0 | 1 {
  const isSoft = onError === 'warn' && error instanceof Failure && error.kind.isWrongInput !== true
  announce(error, { ...said, level: isSoft ? 'warning' : 'error' })
  return isSoft ? 0 : 1
}

/** What it takes to announce how a run ended. */
interface Announcing {
  readonly runner: Runner
  readonly redact: Redact
  readonly guide: Guide
}

/**
 * One annotation with what happened, what to do, and the entry of the guide. Each line is made safe by itself, so that a list of
 * problems stays a list.
 */
function announce(
  error: unknown,
  { runner, redact, guide, level }: Announcing & { readonly level: Level }
): void {
  const lines = wordsOf(error)
    .split('\n')
    .map(line => safeLine(line, redact))
  const { name } = error instanceof Failure ? error.kind : FRAME_FAILURES.unexpected
  runner.annotate(level, `${lines.join('\n')}${lines.length > 1 ? '\n' : ' '}See ${guide(name)}`)
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure)
    return error.kind === FRAME_FAILURES.inputs
      ? error.message
      : `${error.message.replace(/\.$/, '')}. ${error.remedy}`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `Unexpected: ${stack}\n${FRAME_FAILURES.unexpected.remedy}`
}

/** Secrets are taken out before the cut, because a cut may split one. */
function sentence({ input, value, allowed }: Problem, redact: Redact): string {
  return value === undefined
    ? `${input}: ${redact(allowed)}`
    : `${input}: "${logText(redact(value), 300)}" is not allowed; give ${redact(allowed)}`
}

function problemsSummary(title: string, problems: readonly string[]): string {
  return [
    `## ❌ ${title} · wrong inputs, nothing was sent`,
    problems.map(problem => `- ${text(problem, 800)}`).join('\n')
  ].join('\n\n')
}

function failureSummary(title: string, error: unknown, redact: Redact): string {
  const said =
    error instanceof Failure
      ? `${text(redact(error.message), 600)}\n\n${text(error.remedy, 600)}`
      : code(redact(String(error)), 300)
  return `## ❌ ${title}\n\n${said}`
}

/** The event's payload. The runner always writes one. Local runs may have none. */
function readPayload(env: World['env'], { log, redact }: { log: Log; redact: Redact }): unknown {
  const file = env['GITHUB_EVENT_PATH']
  const payload = file === undefined || file === '' ? undefined : readJson(file, redact)
  if (isRecord(payload)) return payload
  log.notice(
    'The file with the event is missing or cannot be read: the run goes on as if the event said nothing.'
  )
  return {}
}

function readJson(file: string, redact: Redact): unknown {
  try {
    const json = readFileSync(file, 'utf8')
    return withoutSecrets(parseJson(json), json, redact)
  } catch {
    return undefined
  }
}

/** The variables of the runner that hold names of branches and workflows. */
function redactEach(env: World['env'], redact: Redact): World['env'] {
  const entries = Object.entries(env).filter(([name]) => name.startsWith('GITHUB_'))
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === undefined ? value : redact(value)])
  )
}
