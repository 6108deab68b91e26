import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Command, Subject } from './case.ts'
import type { Place, RecordedRequest, Stage } from './stage.ts'

/** What one run of a subject cost. */
export interface Run {
  /** From the start of the first process to the end of the last, without `waitMs`. */
  readonly ms: number
  /** How long it waited between two looks after the writes. */
  readonly waitMs: number
  /** To the gateway, or to Sentry's root; `looks` are those after the last write, and are among them. */
  readonly sentry: HostUse & { readonly looks: number }
  /** `commentPages`: the pages of comments that were read, also among the requests. */
  readonly github: HostUse & { readonly commentPages: number }
  readonly processes: number
}

export interface HostUse {
  readonly requests: number
  readonly connections: number
  /** The connections that were open at the same time. */
  readonly mostOpen: number
}

/** Runs a subject once. Throws when one of its processes fails. */
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
  // GraphQL asks who the token's user is; all that a run writes goes by other ways
  const lastWrite = requests.findLastIndex(({ method, path }) => method !== 'GET' && path !== '/graphql')
  return lastWrite === -1 ? [] : requests.slice(lastWrite + 1)
}

/** Two looks that follow each other without a wait lie no further apart than this, besides the round trip. */
const NO_WAIT_MS = 500

/** The time between the looks after the last write, as the server saw it; what a look itself takes is not waiting. */
export function waitsBetweenLooks(requests: readonly RecordedRequest[], rttMs: number): number {
  const looks = looksAfterWrites(requests)
  const gaps = looks.slice(1).map((look, index) => look.at - (looks[index]?.at ?? look.at) - rttMs)
  return gaps.filter(gap => gap > NO_WAIT_MS).reduce((sum, gap) => sum + gap, 0)
}

/** Runs a command to its end. `onStart` is given its process id. */
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

/** How often a process is asked for its memory: its peak only rises, so only the last moment can be missed. */
const LOOK_MS = 1

/**
 * The largest resident memory of a subject's processes, in megabytes (2^20 bytes), from Linux's `/proc`. It takes a run of its own,
 * because looking takes time.
 * @returns `undefined` where there is no such file
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
