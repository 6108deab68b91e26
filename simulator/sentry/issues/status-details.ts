import { badRequest, Refusal } from '../requests/answers.ts'
import type { StatusDetails } from './issue.ts'
import type { Organization, Project } from '../state/state.ts'
import { sentryTime } from '../requests/times.ts'

/** The organization and projects of the changed issues, and the time of the change. */
export interface ChangeTarget {
  readonly organization: Organization
  readonly projects: readonly Project[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

const MINUTE = 60 * 1000
const COUNTS = ['ignoreCount', 'ignoreWindow', 'ignoreUserCount', 'ignoreUserWindow'] as const

/**
 * Reads the `statusDetails` of a PUT.
 * @throws Refusal (400) with a nested map, as Sentry's serializer does
 */
export function readStatusDetails(sent: unknown, target: ChangeTarget): StatusDetails {
  if (sent === undefined || sent === null) return {}
  const fields = fieldsOf(sent)
  if (fields === undefined) throw refusal({ non_field_errors: ['Invalid data. Expected a dictionary.'] })
  return { ...readResolution(fields, target), ...readConditions(fields, target.now) }
}

/** Whether an issue is resolved in a release or a commit. Both belong to one project. */
export function hasRelease({ inRelease, inNextRelease, inCommit }: StatusDetails): boolean {
  return inRelease !== undefined || inNextRelease !== undefined || inCommit !== undefined
}

function readResolution(fields: Fields, target: ChangeTarget): StatusDetails {
  const details: { -readonly [K in keyof StatusDetails]: StatusDetails[K] } = {}
  const { inRelease, inNextRelease, inCommit } = fields
  if (inRelease !== undefined) details.inRelease = findVersion(inRelease, target)
  if (inNextRelease === true) details.inNextRelease = true
  if (inCommit !== undefined) details.inCommit = findCommit(inCommit, target)
  return details
}

/** The version of a release of the projects. `latest` is the newest one. */
function findVersion(wanted: unknown, { organization, projects }: ChangeTarget): string {
  const fitting = [...organization.releases.values()].filter(
    release =>
      (wanted === 'latest' || release.version === wanted) &&
      projects.some(project => release.projects.has(project))
  )
  const found = fitting.at(-1)
  if (found === undefined) throw refusal({ inRelease: ['Unable to find a release with the given version.'] })
  return found.version
}

function findCommit(sent: unknown, { organization }: ChangeTarget): string {
  const { commit, repository } = fieldsOf(sent) ?? {}
  if (typeof commit !== 'string') throw refusal({ inCommit: { commit: ['This field is required.'] } })
  if (typeof repository !== 'string') throw refusal({ inCommit: { repository: ['This field is required.'] } })
  if (!organization.repos.some(({ name }) => name === repository))
    throw refusal({ inCommit: { repository: ['Unable to find the given repository.'] } })
  const known = [...organization.releases.values()].some(({ commits }) =>
    commits.some(({ id, repository: { name } }) => id === commit && name === repository)
  )
  if (!known) throw refusal({ inCommit: { commit: ['Unable to find the given commit.'] } })
  return commit
}

/** Reads until when an issue is archived. `ignoreDuration` is in minutes. */
function readConditions(fields: Fields, now: number): StatusDetails {
  const details: { -readonly [K in keyof StatusDetails]: StatusDetails[K] } = {}
  const duration = readCount(fields, 'ignoreDuration')
  if (duration !== undefined) details.ignoreUntil = sentryTime(now + duration * MINUTE)
  for (const name of COUNTS) {
    const count = readCount(fields, name)
    if (count !== undefined) details[name] = count
  }
  return details
}

function readCount(fields: Fields, name: string): number | undefined {
  const sent = fields[name]
  if (sent === undefined || sent === null) return undefined
  if (typeof sent !== 'number' || !Number.isSafeInteger(sent) || sent < 0)
    throw refusal({ [name]: ['A valid integer is required.'] })
  return sent
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.fromEntries(Object.entries(value))
}

function refusal(problems: Fields): Refusal {
  return new Refusal(badRequest({ statusDetails: problems }))
}
