import { repositoryName } from '../text/repository.ts'
import { repositoryPage } from '../text/address.ts'
import { at, booleanAt, numberAt, textAt } from '../text/json.ts'
import { readOccurrence, type Occurrence } from './occurrence.ts'
import { isFromFork } from './pull-request.ts'
import { readServer, type EventServer } from './server.ts'
import { readAbout, type EventSources, type EventAbout } from './about.ts'

type Environment = EventSources['env']

/** The repository that the run belongs to. */
export interface EventRepository {
  readonly owner: string
  readonly name: string
  readonly id: number | undefined
  /** Undefined when the payload does not say (`schedule`). */
  readonly isPrivate: boolean | undefined
  readonly defaultBranch: string | undefined
}

/** The workflow run. */
export interface EventRun {
  readonly id: string | undefined
  readonly url: string | undefined
  readonly workflow: string | undefined
  readonly number: number | undefined
  readonly attempt: number | undefined
}

/** What a run knows of itself before any request. A called workflow (`workflow_call`) has the event of its caller. */
export interface Event extends EventAbout {
  /** Such as `push`. */
  readonly name: string
  /** Such as `closed`. */
  readonly action: string | undefined
  readonly repository: EventRepository | undefined
  readonly server: EventServer
  readonly run: EventRun
  /** Why the run gets no secrets, if it gets none. */
  readonly withoutSecrets: 'fork' | 'dependabot' | undefined
  /** Whether what the event is about took place. If it did not, a step has nothing to record and nothing to report. */
  readonly occurrence: Occurrence
}

/**
 * Reads an event: which repository, commit, ref and pull request a run is about.
 * The rules are GitHub's ("Events that trigger workflows"); `about.ts` has those that differ by event.
 *
 * @param options.env the runner's variables (`GITHUB_*`)
 * @param options.payload the parsed event file; anything is accepted, and a field of another type counts as missing
 * @returns facts only; never throws
 */
export function readEvent({ env, payload }: { env: Environment; payload: unknown }): Event {
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  const kind = eventName(name, payload)
  const repository = readRepository(env, payload)
  const server = readServer(env)
  return {
    ...readAbout({ name: kind, env, payload }),
    name,
    action: textAt(payload, 'action'),
    repository,
    server,
    run: readRun({ env, repository, server }),
    withoutSecrets: withoutSecrets({ name: kind, env, payload }),
    occurrence: readOccurrence(kind, payload)
  }
}

function readRepository(env: Environment, payload: unknown): EventRepository | undefined {
  const fullName = env['GITHUB_REPOSITORY'] || textAt(payload, 'repository', 'full_name')
  const named = repositoryName(fullName ?? '')
  if (named === undefined) return undefined
  return {
    ...named,
    id: numberAt(payload, 'repository', 'id'),
    isPrivate: booleanAt(payload, 'repository', 'private'),
    defaultBranch: textAt(payload, 'repository', 'default_branch')
  }
}

interface RunSources {
  env: Environment
  repository: EventRepository | undefined
  server: EventServer
}

function readRun({ env, repository, server }: RunSources): EventRun {
  const id = env['GITHUB_RUN_ID'] || undefined
  const place = repository && { serverUrl: server.url, ...repository }
  return {
    id,
    url: id && place ? repositoryPage(place, ['actions', 'runs', id]) : undefined,
    workflow: env['GITHUB_WORKFLOW'] || undefined,
    number: wholeNumber(env['GITHUB_RUN_NUMBER']),
    attempt: wholeNumber(env['GITHUB_RUN_ATTEMPT'])
  }
}

/** GitHub: runs for pull requests of forks get no secrets, except `pull_request_target`. */
const NO_SECRETS_FOR_FORKS: readonly string[] = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment'
]

/** GitHub: a run that Dependabot causes gets the secrets of Dependabot only, although its branches are in the repository. */
const NO_SECRETS_FOR_DEPENDABOT: readonly string[] = [
  ...NO_SECRETS_FOR_FORKS,
  'push',
  'create',
  'deployment',
  'deployment_status'
]

function withoutSecrets({ name, env, payload }: EventSources): Event['withoutSecrets'] {
  const actor = env['GITHUB_ACTOR'] || textAt(payload, 'sender', 'login')
  if (actor === 'dependabot[bot]' && NO_SECRETS_FOR_DEPENDABOT.includes(name)) return 'dependabot'
  if (NO_SECRETS_FOR_FORKS.includes(name) && isFromFork(payload)) return 'fork'
  return undefined
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/**
 * The fields that tell events apart. The order counts: the payload of a deployment also names the run that made it, and the payload of
 * a deployment's status also names the deployment.
 */
const SHAPES: readonly (readonly [field: string, event: string])[] = [
  ['deployment_status', 'deployment_status'],
  ['deployment', 'deployment'],
  ['pull_request', 'pull_request'],
  ['workflow_run', 'workflow_run'],
  ['check_run', 'check_run'],
  ['check_suite', 'check_suite'],
  ['merge_group', 'merge_group'],
  ['release', 'release'],
  ['issue', 'issue_comment'],
  ['after', 'push'],
  ['master_branch', 'create'],
  ['ref_type', 'delete']
]

/** The event that a run is about. A called workflow (`workflow_call`) has the payload of its caller: the shape of it tells which event it was. */
function eventName(name: string, payload: unknown): string {
  if (name !== 'workflow_call') return name
  return SHAPES.find(([field]) => at(payload, field))?.[1] ?? name
}
