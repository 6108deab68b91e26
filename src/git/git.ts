import { execFile, type ExecFileException } from 'node:child_process'
import { Failure } from '../run/failure.ts'
import { clean } from '../text/clean.ts'
import { slashed } from '../text/names.ts'
import { GIT_FAILURES } from './failures.ts'
import { findProgram, isExecutable } from './executable.ts'

/** Runs git with its arguments and gives what it printed; throws a `Failure` when it ends with a status not in `statuses`. */
export type Git = (args: readonly string[], options?: { statuses?: readonly number[] }) => Promise<Printed>

/** What a git command printed, and its exit status. */
export interface Printed {
  readonly status: number
  readonly output: Buffer
}

type Environment = Readonly<Record<string, string | undefined>>

/** Bytes that a command may print. 20,000 commits with their files print far less; without a limit they could fill the memory. */
const MAX_OUTPUT = 128 * 1024 * 1024

/** The variables that git needs. It gets no others, such as `GIT_DIR` and secrets. */
const PASSED_ON: readonly string[] = ['PATH', 'LD_LIBRARY_PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP']

/** Settings that win over the configuration of the checkout. */
const SETTINGS: readonly string[] = ['--no-pager', '--no-replace-objects', '-c', 'log.showRoot=true']

/**
 * Prepares git commands in one checkout: without a shell, without the user's and the system's configuration, without
 * questions and without the network. No configuration is written.
 *
 * @param options.directory the checkout's top folder, absolute and without symbolic links: git is told to trust it
 * @param options.env the job's environment
 * @param options.signal ends a running command; the command then throws the signal's reason
 */
export function openGit(options: { directory: string; env: Environment; signal: AbortSignal }): Git {
  const { directory, signal } = options
  const env = gitEnvironment(options.env)
  const program = findProgram('git', {
    env: options.env,
    platform: process.platform,
    untrusted: [directory, options.env['GITHUB_WORKSPACE'] ?? ''],
    isProgram: isExecutable
  })
  return (args, { statuses = [0] } = {}) => {
    signal.throwIfAborted()
    // an older git trusts only a folder that is written as it writes it
    const allArgs = [...SETTINGS, '-c', `safe.directory=${slashed(directory)}`, ...args]
    return new Promise((resolve, reject) => {
      const running = { cwd: directory, env, signal, encoding: 'buffer', maxBuffer: MAX_OUTPUT } as const
      if (program === undefined) return reject(new Failure(GIT_FAILURES.missing, 'git is not installed'))
      execFile(program, allArgs, running, (error, output, complaint) => {
        if (signal.aborted) return reject(signal.reason)
        const status = error?.code ?? 0
        if (typeof status === 'number' && statuses.includes(status)) return resolve({ status, output })
        return reject(gitFailure({ command: args[0] ?? '', error, complaint: complaint.toString() }))
      })
    })
  }
}

function gitEnvironment(env: Environment): Record<string, string> {
  const passedOn = Object.entries(env).filter(([name]) => PASSED_ON.includes(name.toUpperCase()))
  const kept: Record<string, string> = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C'
  }
  for (const [name, value] of passedOn) if (value !== undefined) kept[name] = value
  return kept
}

function gitFailure(options: {
  command: string
  error: ExecFileException | null
  complaint: string
}): Failure {
  const { command, error, complaint } = options
  const cause = { cause: error }
  if (error?.code === 'ENOENT') return new Failure(GIT_FAILURES.missing, 'git is not installed', cause)
  if (error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new Failure(GIT_FAILURES.tooMuch, `git ${command} printed too much`, cause)
  }
  const reason = complaint.trim() || error?.message || 'no reason given'
  return new Failure(GIT_FAILURES.failed, `git ${command} failed: ${clean(reason, 300)}`, cause)
}
