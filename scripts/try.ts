// Runs one step from dist/ as the runner does, and prints its log, outputs and summary:
// `npm run try -- release environment=production`. By default it runs on the simulator. With an address (`--maton URL`, maton_url,
// sentry_url), or with MATON_API_KEY or SENTRY_AUTH_TOKEN in the environment, it runs against that server: as a dry run, unless
// dry_run=false is given.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseJson } from '../src/text/json.ts'
import { nearestNames } from '../src/text/nearest.ts'
import { readManifest, runAction, type ActionResult, type ActionRun } from './action-runner.ts'
import { openScene, STORY } from './demo/scene.ts'

const ACTIONS = { release: '.', comment: 'comment', api: 'api' } as const

/** Characters of an output that are shown without --full: five lines of a terminal. */
const MOST_SHOWN = 400
/** Inputs whose values are not shown. */
const SECRETS = ['maton_api_key', 'sentry_auth_token', 'sentry_headers', 'github_token']

const USAGE = `Runs one step with these inputs, as the runner would:
  npm run try -- release environment=production
  npm run try -- comment fail_on='new:error>0'
  npm run try -- api operation=list-organization-issues

  --maton URL      run against this Maton, as a dry run unless you give dry_run=false
  --event NAME     the event, push by default
  --payload FILE   the payload of the event
  --full           show outputs in full
  --help           show this

The inputs of the steps: docs/reference.md. More: docs/simulator.md.
`

/** What is wrong with the command line, in one line. */
class UsageError extends Error {}

interface Trial {
  readonly step: keyof typeof ACTIONS
  readonly inputs: Readonly<Record<string, string>>
  readonly matonUrl: string | undefined
  readonly eventName: string
  readonly payload: unknown
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function main(args: readonly string[]): Promise<number> {
  const commandLine = parse(args)
  const { help, full } = commandLine.values
  if (help) {
    process.stdout.write(USAGE)
    return 0
  }
  const trial = readTrial(commandLine)
  const result = isReal(trial) ? await tryForReal(trial) : await tryOnSimulator(trial)
  print(result, full ? Infinity : MOST_SHOWN)
  return result.exitCode ?? 1
}

function readTrial({ values, positionals }: ReturnType<typeof parse>): Trial {
  const [step, ...pairs] = positionals
  if (!isStep(step))
    throw new UsageError(
      'Say which step to try, then its inputs: npm run try -- release environment=production (or comment, or api).'
    )
  return {
    step,
    inputs: Object.fromEntries(pairs.map(pair => readInput(pair, step))),
    matonUrl: values.maton,
    eventName: values.event,
    payload: values.payload === undefined ? {} : readPayload(values.payload)
  }
}

function parse(args: readonly string[]) {
  const options = {
    maton: { type: 'string' },
    event: { type: 'string', default: 'push' },
    payload: { type: 'string' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false }
  } as const
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    // Node goes on with advice that does not fit
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(`${what}. The options: npm run try -- --help`)
  }
}

function isStep(name: string | undefined): name is Trial['step'] {
  return name !== undefined && Object.hasOwn(ACTIONS, name)
}

function readInput(pair: string, step: Trial['step']): readonly [string, string] {
  const [name = '', ...value] = pair.split('=')
  const known = readManifest(ACTIONS[step]).inputs.map(input => input.name)
  if (value.length === 0) throw new UsageError(`Write inputs as name=value, not '${pair}'.`)
  if (known.includes(name)) return [name, value.join('=')]
  const meant = nearestNames(name, known)
  const hint = meant.length === 0 ? `It has ${known.join(', ')}.` : `Did you mean ${meant.join(' or ')}?`
  throw new UsageError(`The ${step} step has no input '${name}'. ${hint}`)
}

function readPayload(file: string): unknown {
  try {
    return parseJson(readFileSync(file, 'utf8'))
  } catch {
    throw new UsageError(`The file ${file} of --payload cannot be read.`)
  }
}

function isReal({ matonUrl, inputs }: Trial): boolean {
  const { MATON_API_KEY, SENTRY_AUTH_TOKEN } = process.env
  const address = matonUrl ?? inputs['maton_url'] ?? inputs['sentry_url']
  return [address, MATON_API_KEY, SENTRY_AUTH_TOKEN].some(Boolean)
}

/** The address that the step goes to, without user name and password. */
function serverOf({ matonUrl, inputs }: Trial): string {
  const { MATON_API_KEY, MATON_URL, SENTRY_URL } = process.env
  const isMaton = [matonUrl, inputs['maton_url'], inputs['maton_api_key'], MATON_API_KEY].some(Boolean)
  const address =
    isMaton && !inputs['sentry_auth_token']
      ? (matonUrl ?? inputs['maton_url'] ?? MATON_URL ?? 'https://api.maton.ai')
      : (inputs['sentry_url'] ?? SENTRY_URL)
  if (address === undefined) return 'the Sentry of the token'
  return URL.canParse(address) ? new URL(address).origin : 'an address that is none'
}

/** Runs the step after two releases and some errors, so that it has something to report. */
async function tryOnSimulator({ step, inputs }: Trial): Promise<ActionResult> {
  const { project, environment, previous, release, commits, previousCommits } = STORY
  const defaults = {
    release: { projects: project, release },
    comment: { release, environment, details: 'full' },
    api: { organization: 'acme' }
  }
  const scene = await openScene()
  try {
    const deployed = { projects: project, environment }
    await scene.runAfterPush(previousCommits, { action: '.', inputs: { ...deployed, release: previous } })
    if (step !== 'release') {
      await scene.runAfterPush(commits, { action: '.', inputs: { ...deployed, release } })
      await scene.errorsArrive()
    }
    const given = { ...defaults[step], ...inputs }
    say(`The ${step} step, against the embedded simulator, with ${inWords(given)}.`)
    return await scene.runAfterPush(commits, { action: ACTIONS[step], inputs: given })
  } finally {
    await scene.close()
  }
}

async function tryForReal(trial: Trial): Promise<ActionResult> {
  const { step, inputs, matonUrl, eventName, payload } = trial
  const given = { dry_run: 'true', ...inputs }
  say(`The ${step} step, against ${serverOf(trial)}, with ${inWords(given)}.`)
  const run: ActionRun = {
    action: ACTIONS[step],
    inputs: {
      ...(matonUrl === undefined ? {} : { maton_url: matonUrl }),
      ...(process.env['GITHUB_TOKEN'] === undefined ? {} : { github_token: process.env['GITHUB_TOKEN'] }),
      ...given
    },
    eventName,
    payload,
    env: { ...variables(), ...checkoutVariables() }
  }
  return runAction(run)
}

/** The variables that the actions read. */
function variables(): Record<string, string> {
  const isRead = (name: string): boolean =>
    /^(?:(?:MATON|SENTRY|GITHUB)_|(?:https?|no)_proxy$|NODE_EXTRA_CA)/i.test(name)
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && isRead(name) ? [[name, value]] : []
    )
  )
}

/** The variables that the runner would set for the checkout in the folder of the command. */
function checkoutVariables(): Record<string, string> {
  const cwd = process.env['INIT_CWD'] ?? process.cwd()
  const git = (...args: readonly string[]): string | undefined => {
    try {
      return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      return undefined
    }
  }
  const branch = git('symbolic-ref', '--short', 'HEAD')
  const repository = /[:/]([^/:]+\/[^/]+?)(?:\.git)?$/.exec(git('remote', 'get-url', 'origin') ?? '')?.[1]
  const known = {
    GITHUB_WORKSPACE: cwd,
    GITHUB_SHA: git('rev-parse', 'HEAD'),
    GITHUB_REF: branch === undefined ? undefined : `refs/heads/${branch}`,
    GITHUB_REF_NAME: branch,
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com'
  }
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => {
      const given = process.env[name] ?? value
      return given === undefined ? [] : [[name, given]]
    })
  )
}

function inWords(inputs: Readonly<Record<string, string>>): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name}=${SECRETS.includes(name) ? '***' : value}`)
    .join(', ')
}

function print({ exitCode, stdout, stderr, outputs, summary }: ActionResult, most: number): void {
  const log = `${stdout}${stderr}`.split('\n')
  // the runner hides these lines and masks the texts that they name
  const secrets = log.flatMap(line =>
    line.startsWith('::add-mask::') ? [line.slice('::add-mask::'.length)] : []
  )
  const masked = (text: string): string =>
    secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text)
  heading('Log')
  for (const line of log) if (!line.startsWith('::add-mask::')) say(masked(readable(line)))
  heading('Outputs')
  const [filled, empty] = [true, false].map(isFilled =>
    Object.entries(outputs).filter(([, value]) => (value !== '') === isFilled)
  )
  for (const [name, value] of filled ?? []) say(masked(`${name}: ${shortened(value, most)}`))
  if (empty !== undefined && empty.length > 0) say(`empty: ${empty.map(([name]) => name).join(', ')}`)
  heading('Job summary')
  say(masked(unescaped(summary.trim())))
  say(`\nExit code ${exitCode}.`)
}

/** An annotation as a person reads it. */
function readable(line: string): string {
  const command = /^::(error|warning|notice|debug)(?: [^:]*)?::(.*)$/.exec(line)
  if (command === null) return line
  const text = (command[2] ?? '').replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%')
  return `${(command[1] ?? '').toUpperCase()}: ${text}`
}

/** Markdown that escapes foreign signs, as people read it. */
function unescaped(markdown: string): string {
  return markdown
    .replaceAll('<!-- -->', '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

function shortened(value: string, most: number): string {
  return value.length <= most
    ? value
    : `${value.slice(0, most)}… (${value.length} characters; --full shows all)`
}

function heading(title: string): void {
  say(`\n── ${title}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
