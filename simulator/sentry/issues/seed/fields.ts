import { count, filledText, flag, NotUnderstood } from '../../../control/decode.ts'
import {
  LEVELS,
  PRIORITIES,
  STATUSES,
  SUBSTATUSES,
  type Issue,
  type Status,
  type Substatus
} from '../issue.ts'
import {
  nullable,
  oneOf,
  readSeed,
  type Decode,
  withDefault,
  type SeedReader
} from '../../../control/seed-fields.ts'
import type { Organization, Project, SentryState } from '../../state/state.ts'
import { assignee } from './assignee.ts'
import { readReleases, readTimes } from './seen.ts'
import { readTexts } from './texts.ts'

/** A seeded issue without the ids that it gets when it is added. */
export type SeededIssue = Omit<Issue, 'id' | 'number'>

const KEYS = [
  'organization',
  'project',
  'title',
  'type',
  'value',
  'culprit',
  'filename',
  'level',
  'priority',
  'status',
  'substatus',
  'platform',
  'logger',
  'isUnhandled',
  'firstRelease',
  'releases',
  'regressedIn',
  'environments',
  'firstSeen',
  'lastSeen',
  'count',
  'userCount',
  'events',
  'dropped',
  'frames',
  'assignedTo',
  'releaseCounts'
]
/** A list of events computes all events of an issue. This many take no noticeable time. */
const MAX_EVENTS = 10_000

/**
 * Reads an issue of the control API.
 * @param at the place of the value, for the message
 * @throws NotUnderstood
 */
export function readIssueSeed(
  value: unknown,
  at: string,
  { state, now }: { state: SentryState; now: number }
): SeededIssue {
  const seed = readSeed(value, at, KEYS)
  const { organization, project } = readPlace(seed, at, state)
  const releases = readReleases(seed)
  return {
    organization,
    project,
    ...readTexts(seed),
    ...readStatus(seed, at, releases.regressedIn),
    ...readTimes(seed, at, now),
    ...releases,
    level: seed.optional('level', oneOf(LEVELS)) ?? 'error',
    priority: withDefault(seed.optional('priority', nullable(oneOf(PRIORITIES))), 'high'),
    platform: seed.optional('platform', nullable(filledText)) ?? project.platform ?? 'other',
    logger: seed.optional('logger', nullable(filledText)) ?? null,
    isUnhandled: seed.optional('isUnhandled', flag) ?? false,
    count: seed.optional('count', count) ?? 1,
    userCount: seed.optional('userCount', count) ?? 1,
    events: seed.optional('events', eventCount) ?? 1,
    dropped: seed.optional('dropped', flag) ?? false,
    assignedTo: seed.optional('assignedTo', nullable(assignee(organization))) ?? null,
    statusDetails: {},
    hasSeen: false,
    isBookmarked: false,
    isSubscribed: false,
    isPublic: false,
    reviewed: false
  }
}

function readPlace(
  seed: SeedReader,
  at: string,
  state: SentryState
): { organization: Organization; project: Project } {
  const wanted = seed.optional('organization', filledText) ?? 'acme'
  const organization = state.organizations.find(({ slug }) => slug === wanted)
  if (organization === undefined)
    throw new NotUnderstood(`${at}.organization`, `names ${wanted}, which is unknown`)
  const slug = seed.required('project', filledText)
  const project = organization.projects.find(project => project.slug === slug)
  if (project === undefined) throw new NotUnderstood(`${at}.project`, `names ${slug}, which is unknown`)
  return { organization, project }
}

const eventCount: Decode<number> = (value, at) => {
  const events = count(value, at)
  if (events > MAX_EVENTS) throw new NotUnderstood(at, `must be at most ${MAX_EVENTS}`)
  return events
}

function readStatus(
  seed: SeedReader,
  at: string,
  regressedIn: string | null
): { status: Status; substatus: Substatus | null } {
  const status = seed.optional('status', oneOf(STATUSES)) ?? 'unresolved'
  const known = oneOf<Substatus>([...SUBSTATUSES.unresolved, ...SUBSTATUSES.ignored])
  const sent = seed.optional('substatus', nullable(known))
  const fitting: readonly Substatus[] = SUBSTATUSES[status]
  if (sent !== undefined && sent !== null && !fitting.includes(sent))
    throw new NotUnderstood(`${at}.substatus`, `is ${sent}, which does not fit the status ${status}`)
  const implied = status !== 'unresolved' ? null : regressedIn === null ? 'new' : 'regressed'
  return { status, substatus: withDefault(sent, implied) }
}
