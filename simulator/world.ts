import { createConnections } from './maton/connections.ts'
import type { Connections } from './maton/connections.ts'
import { createFront } from './sentry/front.ts'
import type { Front } from './sentry/front.ts'
import { createFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import { createGithub } from './github/server.ts'
import type { Github, RangeCommit } from './github/server.ts'
import type { Now } from './http.ts'
import { createMaton } from './maton/maton.ts'
import type { Maton } from './maton/maton.ts'
import { createRecording } from './recording.ts'
import type { Recording } from './recording.ts'
import type { SentryContext } from './sentry/context.ts'
import { seedStartIssue } from './sentry/issues/seed/seed.ts'
import { createIssueStore } from './sentry/issues/store.ts'
import type { IssueStore } from './sentry/issues/store.ts'
import { issueRoutes } from './sentry/issues/issues.ts'
import { createSentryServer } from './sentry/server.ts'
import type { SentryServer } from './sentry/server.ts'
import { createSentryState } from './sentry/state/start.ts'
import type { FetchedCommit, PatchFile } from './sentry/state/state.ts'

/** What stays the same after a reset. */
export interface Constants {
  readonly now: Now
  readonly key: string
  readonly token: string
  readonly sentryToken: string
  readonly connection: string
  /** Where the servers listen, without a slash at the end. Empty until they listen. */
  readonly addresses: { sentry: string; github: string }
}

/** All that the simulated servers know. A reset makes a new world. */
export interface World {
  readonly context: SentryContext
  readonly issues: IssueStore
  readonly sentry: SentryServer
  /** Sentry at its own address. */
  readonly front: Front
  readonly connections: Connections
  readonly maton: Maton
  readonly github: Github
  readonly faults: Faults
  readonly recording: Recording
  /** Drops all work that waits for its time. */
  readonly dispose: () => void
  /** Does all work that waits for its time, at once. */
  readonly hurry: () => void
}

/** A world as it is after a reset. */
export function createWorld(constants: Constants): World {
  const { now } = constants
  const waiting = new Map<NodeJS.Timeout, () => void>()
  const github = createGithub({ now, token: constants.token, address: () => constants.addresses.github })
  const fetchCommits: SentryContext['fetchCommits'] = (repository, previousCommit, commit) =>
    github.resolveRange(repository, previousCommit, commit)?.map(toFetched)
  const state = createSentryState(now, fetchCommits('acme/web', undefined, 'v1.0.0') ?? [])
  const issues = createIssueStore()
  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      waiting.delete(timer)
      work()
    }, ms)
    waiting.set(timer, work)
  }
  const dispose = () => {
    for (const timer of waiting.keys()) clearTimeout(timer)
    waiting.clear()
  }
  const context: SentryContext = { state, issues, now, fetchCommits, later }
  seedStartIssue(context, issues)
  const sentry = createSentryServer(context, issueRoutes(context, issues))
  const connections = createConnections(now, constants.connection)
  const hostOf = ({ organizations }: { organizations: readonly string[] | null }) =>
    `https://${organizations?.[0] ?? state.organizations[0]?.slug ?? 'sentry'}.sentry.io`
  return {
    context,
    issues,
    sentry,
    front: createFront({ keys: [constants.key, constants.sentryToken], state, sentry }),
    connections,
    maton: createMaton({
      key: constants.key,
      connections,
      sentry,
      hostOf,
      now,
      maxUploadBytes: () => state.uploads.settings.maxBodyBytes
    }),
    github,
    faults: createFaults(),
    recording: createRecording(now),
    dispose,
    hurry: () => {
      const works = [...waiting.values()]
      dispose()
      for (const work of works) work()
    }
  }
}

function toFetched({ sha, message, author, files }: RangeCommit): FetchedCommit {
  return {
    id: sha,
    message,
    authorName: author.name,
    authorEmail: author.email,
    timestamp: author.date,
    patchSet: files.flatMap(toPatch)
  }
}

/** Sentry knows no renames: the old path is deleted and the new one added. */
function toPatch({ filename, status, previous_filename }: RangeCommit['files'][number]): PatchFile[] {
  if (status === 'removed') return [{ path: filename, type: 'D' }]
  if (status === 'added' || status === 'copied') return [{ path: filename, type: 'A' }]
  if (status !== 'renamed' || previous_filename === undefined) return [{ path: filename, type: 'M' }]
  return [
    { path: previous_filename, type: 'D' },
    { path: filename, type: 'A' }
  ]
}
