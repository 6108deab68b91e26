import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Command, Subject } from '../cases/case.ts'
import type { Place, RecordedRequest, Stage } from '../stage/stage.ts'

/** What a run of a subject took. */
export interface Run {
  /** Milliseconds from the start of the first process to the end of the last, without `waitMs`. */
  readonly ms: number
  /** How long it waited between looks after the writes, in milliseconds. */
  readonly waitMs: number
  /** Requests to Maton or Sentry. `looks`: those of them after the last write. */
  readonly sentry: HostUse & { readonly looks: number }
  /** Requests to GitHub. `commentPages`: those of them that read a page of comments. */
  readonly github: HostUse & { readonly commentPages: number }
  readonly processes: number
}

export interface HostUse {
  readonly requests: number
  readonly connections: number
  /** The most connections that were open at the same time. */
  readonly mostOpen: number
}

/**
 * Runs a subject once.
 * @throws Error if one of its processes fails
 */
export async function measureRun(subject: Subject, place: Place, stage: Stage): Promise<Run> {
  await stage.takeRequests()
  place.maton.reset()
  place.github.reset()
  const start = performance.now()
  for (const command of subject.commands) await execute(command)
  const ms = performance.now() - start
  const requests = await stage.takeRequests()
  const waitMs = waitsBetweenLooks(requests, place.rttMs)
  const toGithub = requests.filter(({ server }) => server === 'github')
  return {
    ms: ms - waitMs,
    waitMs,
    sentry: {
      requests: requests.length - toGithub.length,
      connections: place.maton.connections(),
      mostOpen: place.maton.mostOpen(),
      looks: looksAfterWrites(requests).length
    },
    github: {
      requests: toGithub.length,
      connections: place.github.connections(),
      mostOpen: place.github.mostOpen(),
      commentPages: toGithub.filter(({ method, path }) => method === 'GET' && path.endsWith('/comments'))
        .length
    },
    processes: subject.commands.length
  }
}

function looksAfterWrites(requests: readonly RecordedRequest[]): readonly RecordedRequest[] {
  // a request to GraphQL only asks for the user of the token
  const lastWrite = requests.findLastIndex(({ method, path }) => method !== 'GET' && path !== '/graphql')
  return lastWrite === -1 ? [] : requests.slice(lastWrite + 1)
}

/** Two looks without a wait between them are at most this far apart, without the round trip. */
const NO_WAIT_MS = 500

/**
 * The time that a run waited between its looks after the last write, by the clock of the server.
 * @returns milliseconds, without the round trips of the looks
 */
export function waitsBetweenLooks(requests: readonly RecordedRequest[], rttMs: number): number {
  const looks = looksAfterWrites(requests)
  const gaps = looks.slice(1).map((look, index) => look.at - (looks[index]?.at ?? look.at) - rttMs)
  return gaps.filter(gap => gap > NO_WAIT_MS).reduce((sum, gap) => sum + gap, 0)
}

/**
 * Runs a command to its end.
 * @param options `onStart` gets the process id; `exitCode` is the expected one
 * @throws Error with the output if it ends with another exit code
 */
export async function execute(
  { file, args, cwd, env }: Command,
  { onStart, exitCode = 0 }: { onStart?: (pid: number) => void; exitCode?: number } = {}
): Promise<void> {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void output.push(text))
  if (child.pid !== undefined) onStart?.(child.pid)
  const ended = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (ended !== exitCode)
    throw new Error(`${[file, ...args].join(' ')} ended with ${ended}:\n${output.join('').slice(-4_000)}`)
}

/** Milliseconds between two reads of the memory of a process. The peak never falls, so only the last moment can be missed. */
const LOOK_MS = 1

/**
 * The largest resident memory of the processes of a subject, from Linux's `/proc`. It takes a run of its own, because reading takes time.
 * @returns megabytes of 2^20 bytes; `undefined` without such a file
 */
export async function measurePeakMb(subject: Subject): Promise<number | undefined> {
  const peaks: number[] = []
  for (const command of subject.commands) {
    let timer: NodeJS.Timeout | undefined
    const onStart = (pid: number): void => {
      timer = setInterval(() => {
        const peak = peakKb(pid)
        if (peak !== undefined) peaks.push(peak)
      }, LOOK_MS)
    }
    try {
      await execute(command, { onStart })
    } finally {
      clearInterval(timer)
    }
  }
  return peaks.length === 0 ? undefined : Math.max(...peaks) / 1024
}

function peakKb(pid: number): number | undefined {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found === null ? undefined : Number(found[1])
  } catch {
    return undefined
  }
}
