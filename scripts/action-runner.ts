import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { isRecord, recordAt, textAt } from '../src/text/json.ts'

const ROOT = path.resolve(import.meta.dirname, '..')

/** One run of an action, as a step of a workflow starts it. */
export interface ActionRun {
  /** The folder with the manifest: `.`, `comment` or `api`. */
  readonly action: string
  readonly inputs: Readonly<Record<string, string>>
  /** Variables of the job, such as `GITHUB_SHA`. */
  readonly env?: Readonly<Record<string, string>>
  /** The event's payload. */
  readonly payload?: unknown
  readonly eventName?: string
  /** A program, and its arguments, that starts the action with less than this process has: rights, room on the disk. */
  readonly through?: readonly string[]
  /** Called when the process has started, with a function that sends it a signal. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

export interface ActionResult {
  /** `null` if a signal ended the process. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** The inputs and outputs of a manifest. */
export interface Manifest {
  readonly name: string
  readonly description: string
  readonly inputs: readonly {
    readonly name: string
    readonly description: string
    readonly default: string | undefined
  }[]
  readonly outputs: readonly { readonly name: string; readonly description: string }[]
  /** The bundle, relative to the manifest's folder. */
  readonly main: string
  readonly using: string
}

/** Reads the manifest in a folder of the project. */
export function readManifest(action: string): Manifest {
  const document = recordAt(parse(readFileSync(path.resolve(ROOT, action, 'action.yml'), 'utf8')))
  const rows = (key: string): { name: string; description: string; default: string | undefined }[] =>
    Object.entries(recordAt(document[key])).map(([name, row]) => ({
      name,
      description: textAt(row, 'description') ?? '',
      default: textAt(row, 'default')
    }))
  const runs = recordAt(document, 'runs')
  return {
    name: textAt(document, 'name') ?? '',
    description: textAt(document, 'description') ?? '',
    inputs: rows('inputs'),
    outputs: rows('outputs'),
    main: textAt(runs, 'main') ?? '',
    using: textAt(runs, 'using') ?? ''
  }
}

/**
 * Runs the bundle of an action as the Actions runner does: in a process of its own, with the inputs and the manifest's defaults as
 * `INPUT_*`, command files and an event file.
 */
export async function runAction({
  action,
  inputs,
  env = {},
  payload = {},
  eventName = 'push',
  through = [],
  onStart
}: ActionRun): Promise<ActionResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'action-run-'))
  try {
    const files = {
      output: path.join(folder, 'output'),
      summary: path.join(folder, 'summary'),
      event: path.join(folder, 'event.json')
    }
    writeFileSync(files.output, '')
    writeFileSync(files.summary, '')
    writeFileSync(files.event, JSON.stringify(payload))
    const { main, inputs: declared } = readManifest(action)
    const [program, ...args] = [...through, process.execPath, path.join(ROOT, action, main)]
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...runnerEnvironment(folder),
        GITHUB_EVENT_NAME: eventName,
        GITHUB_EVENT_PATH: files.event,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        ...inputVariables(declared, inputs),
        ...env
      }
    })
    onStart?.(signal => void child.kill(signal))
    const [stdout, stderr, exitCode] = await Promise.all([
      textFrom(child.stdout),
      textFrom(child.stderr),
      new Promise<number | null>(resolve => child.once('close', resolve))
    ])
    return {
      exitCode,
      stdout,
      stderr,
      outputs: parseOutputs(readFileSync(files.output, 'utf8')),
      summary: readFileSync(files.summary, 'utf8')
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runnerEnvironment(folder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder
  }
}

/** The runner sets every declared input. One that the step does not give has its default. */
export function inputVariables(
  declared: Manifest['inputs'],
  inputs: ActionRun['inputs']
): Record<string, string> {
  const values = new Map(declared.map(input => [input.name, withoutExpression(input.default ?? '')]))
  for (const [name, value] of Object.entries(inputs)) values.set(name, value)
  return Object.fromEntries([...values].map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

/**
 * Only the real runner knows the value of an expression such as `${{ github.token }}`. Here it is empty, and a caller can give the input.
 */
function withoutExpression(value: string): string {
  return value.includes('${{') ? '' : value
}

async function textFrom(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: string[] = []
  for await (const part of stream) parts.push(part.toString())
  return parts.join('')
}

/** Reads the outputs in a command file: `name<<delimiter` or `name=value`. The last one of a name counts. */
export function parseOutputs(file: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {}
  const lines = file.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const block = /^([^=<]+)<<(.+)$/.exec(line)
    const plain = /^([^=]+)=(.*)$/.exec(line)
    if (block !== null) {
      const end = lines.indexOf(block[2] ?? '', index + 1)
      outputs[block[1] ?? ''] = lines.slice(index + 1, end).join('\n')
      index = end
    } else if (plain !== null) outputs[plain[1] ?? ''] = plain[2] ?? ''
  }
  return outputs
}

/** A copy of a payload with some fields changed. Objects are merged; anything else is replaced. */
export function changed(
  payload: unknown,
  changes: Readonly<Record<string, unknown>>
): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...recordAt(payload) }
  for (const [key, value] of Object.entries(changes))
    copy[key] = isRecord(value) && isRecord(copy[key]) ? changed(copy[key], value) : value
  return copy
}
