import type { Opened } from '../run/context.ts'
import { CONNECT_MS, openAhead } from '../http/ahead.ts'
import { proxyVariableFor } from '../http/proxy.ts'
import { readServer } from '../event/server.ts'
import { type Access, readAccess } from './access/access.ts'
import { createInputReader, type InputReader } from './inputs.ts'

/*
 * The entries begin with this file, and load the rest of the code while the handshakes are under way. So what it imports has to stay
 * small: Node's own modules, and files of ours that import nothing else.
 */

/** The connections that a run has before its code is loaded. */
export interface Early {
  /** The connections to the host of an address. The first caller gets them, and closes them. */
  take(url: URL): readonly Opened[]
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
  const opened = new Map<string, readonly Opened[]>()
  for (const { url, count } of hostsOf(step, env)) {
    if (proxyVariableFor(url, env) !== undefined) continue
    const connections = Array.from({ length: count }, () => openAhead(url, CONNECT_MS))
    opened.set(url.origin, [...(opened.get(url.origin) ?? []), ...connections])
  }
  return {
    take({ origin }) {
      const found = opened.get(origin) ?? []
      opened.delete(origin)
      return found
    },
    close() {
      for (const connection of [...opened.values()].flat()) connection.close()
      opened.clear()
    }
  }
}

/** A host, and how many connections its first requests take. */
interface Host {
  readonly url: URL
  readonly count: number
}

function hostsOf(step: StepName, env: Environment): readonly Host[] {
  const reader = createInputReader(env)
  const access = readAccess(reader)
  if (reader.problems.length > 0 || (step === 'api' && !isSent(reader, access))) return []
  const { apiUrl } = readServer(env)
  const source = step === 'release' ? commitSource(reader, env) : undefined
  const readsGithub = source !== undefined && source !== 'local' && access.githubToken !== undefined
  return [
    { url: access.way.url, count: source === undefined ? 1 : readsAtOnce(reader) },
    ...(readsGithub && /^https?:/i.test(apiUrl) && URL.canParse(apiUrl)
      ? [{ url: new URL(apiUrl), count: 1 }]
      : [])
  ]
}

/** Sentry is asked at once for the release, for the repositories and, unless the previous commit is given, for the newest other release. */
function readsAtOnce(reader: InputReader): number {
  return reader.text('previous_commit') === undefined ? 3 : 2
}

/**
 * Operations whose names begin with these words read. All others write. The table of operations says the same (`effect`), and is too
 * large to load here.
 */
export const READS = /^(?:get|list)-/

/** Whether an operation is carried out: a write only when it is confirmed. */
function isSent(reader: InputReader, { dryRun }: Access): boolean {
  const isRead = READS.test(reader.text('operation') ?? '')
  return isRead || (!dryRun && reader.text('confirm') !== undefined)
}

/**
 * The `set_commits` of a release run that sets commits, by its inputs; `undefined` where it sets none. `willAssociate` of the release step
 * says the same of a whole request, which is not read yet.
 */
function commitSource(reader: InputReader, env: Environment): string | undefined {
  const only = reader.list('only', 'newline, comma or space').map(part => part.toLowerCase())
  const mode = (reader.text('set_commits') ?? 'auto').toLowerCase()
  // without the input, commits that are not merged yet are not set
  const isUnmerged = mode === 'auto' && (env['GITHUB_EVENT_NAME'] ?? '').startsWith('pull_request')
  const isAsked = only.length === 0 || only.includes('commits')
  return isAsked && !isUnmerged && mode !== 'skip' ? mode : undefined
}
