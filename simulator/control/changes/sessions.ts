import { filledText, items, NotUnderstood, time, wholeNumber } from '../decode.ts'
import { environmentName, readSeed, releaseVersion, type SeedReader } from '../seed-fields.ts'
import { ensureEnvironment, ensureRelease } from '../../sentry/state/find-or-make.ts'
import type { SessionRow, SessionUsers } from '../../sentry/state/state.ts'
import { sentryTime } from '../../sentry/requests/times.ts'
import { existing, organizationOf, slugOf } from './draft.ts'
import type { Change, Planning } from './draft.ts'

const MINUTE = 60_000
const NOBODY: SessionUsers = { alone: 0, ids: [] }
const KEYS = [
  'organization',
  'project',
  'release',
  'environment',
  'minutesAgo',
  'started',
  'sessions',
  'crashed',
  'errored',
  'abnormal',
  'unhandled',
  'users',
  'crashedUsers',
  'erroredUsers'
]

/** Sentry does not count an id of zeros as a user. */
const NO_USER = /^0{8}-?(?:0{4}-?){3}0{12}$/

/** Plans a row of sessions. A release or environment that does not exist is made. */
export function planSession({ world, draft, item, where }: Planning): Change {
  const given = readSeed(item, where, KEYS)
  const { organization, drafted } = organizationOf(
    draft,
    { organization: given.optional('organization', value => value) },
    where
  )
  const slug = given.required('project', slugOf)
  if (!drafted.projects.has(slug)) throw new NotUnderstood(`${where}.project`, 'is unknown')
  const { state, now } = world.context
  const row = readRow(given, now())
  return () => {
    const target = existing(state, organization)
    const project = target.projects.find(project => project.slug === slug)
    if (project === undefined) throw new Error(`project ${slug} was not made`)
    target.sessions.push({ ...row, project })
    if (row.environment !== '') ensureEnvironment(state, target, row.environment)
    if (row.release === '') return
    const { release } = ensureRelease(state, target, {
      version: row.release,
      projects: [project],
      now: now()
    })
    if (row.environment !== '') release.environments.add(row.environment)
  }
}

function readRow(given: SeedReader, now: number): Omit<SessionRow, 'project'> {
  const number = (key: string, otherwise: number) =>
    given.optional(key, (value, at) => wholeNumber(value, at, { least: 0 })) ?? otherwise
  return {
    release: given.optional('release', releaseVersion) ?? '',
    environment: given.optional('environment', environmentName) ?? '',
    started: given.optional('started', time) ?? now - number('minutesAgo', 5) * MINUTE,
    sessions: number('sessions', 1),
    crashed: number('crashed', 0),
    errored: number('errored', 0),
    abnormal: number('abnormal', 0),
    unhandled: number('unhandled', 0),
    ...readUsers(given)
  }
}

/** The users whose sessions crashed or failed are counted among all users. A given number of them stands for the first of all. */
function readUsers(given: SeedReader): Pick<SessionRow, 'users' | 'crashedUsers' | 'erroredUsers'> {
  const [all, crashed, errored] = [
    given.optional('users', readUserList) ?? NOBODY,
    given.optional('crashedUsers', readUserList) ?? NOBODY,
    given.optional('erroredUsers', readUserList) ?? NOBODY
  ]
  const ids = [...new Set([...all.ids, ...crashed.ids, ...errored.ids])]
  const users = { alone: Math.max(0, all.alone - (ids.length - all.ids.length)), ids }
  const among = ({ alone, ids: named }: SessionUsers): SessionUsers => ({
    alone: Math.min(alone, users.alone),
    ids: [...named, ...ids.slice(0, Math.max(0, alone - users.alone))]
  })
  return { users, crashedUsers: among(crashed), erroredUsers: among(errored) }
}

function readUserList(value: unknown, where: string): SessionUsers {
  if (typeof value === 'number') return { alone: wholeNumber(value, where, { least: 0 }), ids: [] }
  const ids = items(value, where, filledText)
  return { alone: 0, ids: [...new Set(ids)].filter(id => !NO_USER.test(id)) }
}

/** A row of sessions as `GET state` shows it. */
export function sessionView({ project, started, ...row }: SessionRow): Readonly<Record<string, unknown>> {
  const users = ({ alone, ids }: SessionUsers) => (ids.length === 0 ? alone : ids)
  return {
    ...row,
    project: project.slug,
    started: sentryTime(started),
    users: users(row.users),
    crashedUsers: users(row.crashedUsers),
    erroredUsers: users(row.erroredUsers)
  }
}
