import type { Opened } from '../run/context.ts'
import { CONNECT_MS, openAhead } from '../http/ahead.ts'
import { proxyVariableFor } from '../http/proxy.ts'
import { readServer } from '../event/server.ts'
import { readAccess, type Access } from './access/access.ts'
import { createInputReader, type InputReader } from './inputs.ts'

/*
 * The entries begin with this file, and load the rest of the code while the handshakes are under way. So what it imports has to stay
 * small: Node's own modules, and files of ours that import nothing else.
 */

/** The connections that a run has before its code is loaded. */
export interface Early {
  /** The connection to the host of an address. The first caller gets it, and closes it. */
  take(url: URL): Opened | undefined
  /** Closes the connections that nobody took. */
  close(): void
}

type Environment = Readonly<Record<string, string | undefined>>

export type StepName = 'release' | 'comment' | 'api'

/**
 * Opens connections to the hosts that a run will send requests to. Nothing is sent. Nothing is opened when the run would refuse its
 * inputs, when it reads nothing, and where a proxy is set.
 */
export function openEarly(step: StepName, env: Environment): Early {
  const opened = new Map<string, Opened>()
  for (const url of hostsOf(step, env)) {
    if (proxyVariableFor(url, env) === undefined) opened.set(url.origin, openAhead(url, CONNECT_MS))
  }
  return {
    take({ origin }) {
      const found = opened.get(origin)
      opened.delete(origin)
      return found
    },
    close() {
      for (const connection of opened.values()) connection.close()
      opened.clear()
    }
  }
}

function hostsOf(step: StepName, env: Environment): readonly URL[] {
  const reader = createInputReader(env)
  const access = readAccess(reader)
  if (reader.problems.length > 0 || (step === 'api' && !isSent(reader, access))) return []
  const { apiUrl } = readServer(env)
  const github =
    step === 'release' &&
    readsCommits(reader, { access, env }) &&
    /^https?:/i.test(apiUrl) &&
    URL.canParse(apiUrl)
      ? [new URL(apiUrl)]
      : []
  return [access.way.url, ...github]
}

/** Operations whose names begin with these words read. All others write. */
export const READS = /^(?:get|list)-/

/** Whether an operation is carried out: a write only when it is confirmed. */
function isSent(reader: InputReader, { dryRun }: Access): boolean {
  const isRead = READS.test(reader.text('operation') ?? '')
  return isRead || (!dryRun && reader.text('confirm') !== undefined)
}

/** Whether a release run will ask GitHub for commits, by its inputs. */
function readsCommits(reader: InputReader, { access, env }: { access: Access; env: Environment }): boolean {
  const only = reader.list('only', 'newline, comma or space').map(part => part.toLowerCase())
  const mode = (reader.text('set_commits') ?? 'auto').toLowerCase()
  // without the input, commits that are not merged yet are not set
  const isUnmerged = mode === 'auto' && (env['GITHUB_EVENT_NAME'] ?? '').startsWith('pull_request')
  const isAsked = only.length === 0 || only.includes('commits')
  return access.githubToken !== undefined && isAsked && !isUnmerged && !['skip', 'local'].includes(mode)
}
