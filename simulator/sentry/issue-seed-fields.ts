import { count, filledText, flag, NotUnderstood, text, time } from '../decode.ts'
import { findAssignee } from './issue-assignees.ts'
import { topFrame } from './issue-body.ts'
import {
  LEVELS,
  PRIORITIES,
  STATUSES,
  SUBSTATUSES,
  type Assignee,
  type Counts,
  type Frame,
  type Issue,
  type Status,
  type Substatus
} from './issue.ts'
import {
  environmentName,
  listOf,
  mapOf,
  nullable,
  oneOf,
  readSeed,
  releaseVersion,
  type Decode,
  type SeedReader
} from './seed-fields.ts'
import type { Organization, Project, SentryState } from './state.ts'

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
const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE
/** The names of a seed that gives none. */
const MADE_UP = { filename: 'src/made-up.ts', function: 'run', title: 'Error: made-up failure' } as const

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

/**
 * Reads the texts and the frames. A missing title, type or value comes from the other two; a missing culprit or file name comes from the
 * frames.
 */
function readTexts(
  seed: SeedReader
): Pick<Issue, 'title' | 'type' | 'value' | 'culprit' | 'filename' | 'frames'> {
  const sent = {
    type: seed.optional('type', nullable(filledText)) ?? undefined,
    value: seed.optional('value', nullable(text)) ?? undefined,
    filename: seed.optional('filename', nullable(filledText)) ?? undefined,
    frames: seed.optional('frames', listOf(readFrame))
  }
  const fromParts =
    sent.type === undefined
      ? sent.value
      : [sent.type, sent.value].filter(part => part !== undefined && part !== '').join(': ')
  const title = seed.optional('title', filledText) ?? (fromParts || MADE_UP.title)
  const [, type = title, value = ''] = /^([^\s:]+): (.*)$/s.exec(title) ?? []
  const top = topFrame({ frames: sent.frames ?? [] })
  const filename = sent.filename ?? top?.filename ?? MADE_UP.filename
  return {
    title,
    type: sent.type ?? type,
    value: sent.value ?? value,
    culprit:
      seed.optional('culprit', nullable(text)) ?? `${filename} in ${top?.function ?? MADE_UP.function}`,
    filename,
    frames: sent.frames ?? [
      { filename, absPath: filename, module: null, function: MADE_UP.function, lineNo: 1, inApp: true }
    ]
  }
}

const eventCount: Decode<number> = (value, at) => {
  const events = count(value, at)
  if (events > MAX_EVENTS) throw new NotUnderstood(at, `must be at most ${MAX_EVENTS}`)
  return events
}

const readFrame: Decode<Frame> = (value, at) => {
  const frame = readSeed(value, at, ['filename', 'absPath', 'module', 'function', 'lineNo', 'inApp'])
  const filename = frame.optional('filename', filledText) ?? MADE_UP.filename
  return {
    filename,
    absPath: frame.optional('absPath', nullable(filledText)) ?? filename,
    module: frame.optional('module', nullable(filledText)) ?? null,
    function: frame.optional('function', nullable(filledText)) ?? null,
    lineNo: frame.optional('lineNo', nullable(count)) ?? null,
    inApp: frame.optional('inApp', flag) ?? true
  }
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

/** By default an issue was first seen an hour ago and last seen a minute ago. A given time moves the other one. */
function readTimes(seed: SeedReader, at: string, now: number): Pick<Issue, 'firstSeen' | 'lastSeen'> {
  const first = seed.optional('firstSeen', time)
  const last = seed.optional('lastSeen', time)
  if (first !== undefined && last !== undefined && first > last)
    throw new NotUnderstood(`${at}.lastSeen`, 'is before firstSeen')
  const firstSeen = first ?? Math.min(now - HOUR, last ?? Infinity)
  return { firstSeen, lastSeen: last ?? Math.max(now - MINUTE, firstSeen) }
}

function readReleases(
  seed: SeedReader
): Pick<Issue, 'firstRelease' | 'regressedIn' | 'releases' | 'environments' | 'releaseCounts'> {
  const firstRelease = seed.optional('firstRelease', nullable(releaseVersion)) ?? null
  const others = seed.optional('releases', listOf(releaseVersion)) ?? []
  const regressedIn = seed.optional('regressedIn', nullable(releaseVersion)) ?? null
  const environments =
    seed.optional('environments', readEnvironments(firstRelease)) ?? new Map<string, null>()
  const releaseCounts =
    seed.optional('releaseCounts', mapOf(releaseVersion, readCounts)) ?? new Map<string, Counts>()
  const named = [firstRelease, ...environments.values(), ...releaseCounts.keys(), ...others]
  const releases = new Set(named.filter(name => name !== null))
  if (regressedIn !== null && regressedIn !== firstRelease) {
    releases.delete(regressedIn)
    releases.add(regressedIn)
  }
  return { firstRelease, regressedIn, releases, environments, releaseCounts }
}

/** Environments: a list of names, or an object with the first release in each. The default is the first release of all. */
function readEnvironments(firstRelease: string | null): Decode<ReadonlyMap<string, string | null>> {
  return (value, at) => {
    if (Array.isArray(value))
      return new Map(listOf(environmentName)(value, at).map(name => [name, firstRelease]))
    return mapOf(environmentName, (value, at) =>
      withDefault(
        readSeed(value, at, ['firstRelease']).optional('firstRelease', nullable(releaseVersion)),
        firstRelease
      )
    )(value, at)
  }
}

const readCounts: Decode<Counts> = (value, at) => {
  const counts = readSeed(value, at, ['count', 'userCount'])
  return {
    count: counts.optional('count', count) ?? 0,
    userCount: counts.optional('userCount', count) ?? 0
  }
}

/** Reads an assignee: the name or address of a user, `#team`, or an object as Sentry sends it. An unknown name makes a user. */
function assignee(organization: Organization): Decode<Assignee> {
  return (value, at) => {
    if (typeof value === 'object') {
      const sent = readSeed(value, at, ['type', 'id', 'name', 'email'])
      const email = sent.optional('email', filledText)
      const rest = email === undefined ? {} : { email }
      const type = sent.optional('type', oneOf(['user', 'team'])) ?? 'user'
      return {
        type,
        id: sent.optional('id', filledText) ?? '0',
        name: sent.required('name', filledText),
        ...rest
      }
    }
    const name = filledText(value, at)
    const email = name.includes('@') ? { email: name } : {}
    return findAssignee(organization, name) ?? { type: 'user', id: '0', name, ...email }
  }
}

/** Replaces a missing value, but not `null`. */
function withDefault<T>(value: T | undefined, otherwise: T): T {
  return value === undefined ? otherwise : value
}
