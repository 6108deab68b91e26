import { badRequest, Refusal } from '../requests/answers.ts'
import { findAssignee } from './assignees.ts'
import { hasRelease, readStatusDetails, type ChangeTarget } from './status-details.ts'
import {
  isOneOf,
  PRIORITIES,
  SUBSTATUSES,
  type Issue,
  type Status,
  type StatusDetails,
  type Substatus
} from './issue.ts'

/** What a PUT changes of an issue. A missing field is not changed. */
export interface Changes {
  status?: Status
  /** `undefined` with a status: the default substatus of the status. */
  substatus?: Substatus | null
  statusDetails?: StatusDetails
  priority?: Issue['priority']
  assignedTo?: Issue['assignedTo']
  hasSeen?: boolean
  isBookmarked?: boolean
  isSubscribed?: boolean
  isPublic?: boolean
  inbox?: boolean
}

const SENT_STATUSES = ['resolved', 'unresolved', 'ignored', 'resolvedInNextRelease', 'muted'] as const
const FLAGS = ['hasSeen', 'isBookmarked', 'isSubscribed', 'isPublic', 'inbox'] as const
const WEEK = 7 * 24 * 60 * 60 * 1000

/**
 * Reads the changes that a body asks for.
 * @throws Refusal (400). Problems of `statusDetails` are a nested map.
 */
export function readChanges(fields: Readonly<Record<string, unknown>>, target: ChangeTarget): Changes {
  const changes = { ...readStatus(fields, target), ...readFlags(fields) }
  const { priority, assignedTo } = fields
  if (priority !== undefined) {
    if (!isOneOf(PRIORITIES, priority)) throw notAChoice('priority', priority)
    changes.priority = priority
  }
  if (assignedTo === null || assignedTo === '') changes.assignedTo = null
  else if (assignedTo !== undefined) {
    const found = typeof assignedTo === 'string' ? findAssignee(target.organization, assignedTo) : undefined
    if (found === undefined) throw new Refusal(badRequest({ assignedTo: ['Unknown actor input'] }))
    changes.assignedTo = found
  }
  return changes
}

function readStatus(fields: Readonly<Record<string, unknown>>, target: ChangeTarget): Changes {
  const substatus = readSubstatus(fields['substatus'])
  const details = readStatusDetails(fields['statusDetails'], target)
  const sent = fields['status'] ?? statusOf(substatus)
  if (sent === undefined) return {}
  if (!isOneOf(SENT_STATUSES, sent)) throw notAChoice('status', sent)
  const inNextRelease = sent === 'resolvedInNextRelease' || details.inNextRelease === true
  const status = sent === 'resolvedInNextRelease' ? 'resolved' : sent === 'muted' ? 'ignored' : sent
  const fitting: readonly Substatus[] = SUBSTATUSES[status]
  if (substatus !== undefined && !fitting.includes(substatus))
    throw new Refusal(badRequest({ substatus: [`Substatus ${substatus} does not fit status ${status}`] }))
  if (status === 'resolved') {
    const resolution = resolutionOf(details, inNextRelease)
    if (target.projects.length > 1 && hasRelease(resolution))
      throw new Refusal(badRequest('Cannot set resolved for multiple projects.'))
    return { status, substatus: null, statusDetails: resolution }
  }
  if (status === 'unresolved')
    return { status, statusDetails: {}, ...(substatus === undefined ? {} : { substatus }) }
  const { inRelease: _, inNextRelease: __, inCommit: ___, ...archived } = details
  const conditions = Object.keys(archived).length
  return {
    status,
    substatus: substatus ?? (conditions > 0 ? 'archived_until_condition_met' : 'archived_forever'),
    statusDetails: archived
  }
}

function resolutionOf({ inRelease, inCommit }: StatusDetails, inNextRelease: boolean): StatusDetails {
  if (inNextRelease) return { inNextRelease }
  if (inRelease !== undefined) return { inRelease }
  return inCommit === undefined ? {} : { inCommit }
}

function readSubstatus(sent: unknown): Substatus | undefined {
  if (sent === undefined || sent === null) return undefined
  const known: readonly Substatus[] = [...SUBSTATUSES.unresolved, ...SUBSTATUSES.ignored]
  if (!isOneOf(known, sent)) throw notAChoice('substatus', sent)
  return sent
}

/** The status of a substatus that is sent without one. */
function statusOf(substatus: Substatus | undefined): Status | undefined {
  if (substatus === undefined) return undefined
  return isOneOf(SUBSTATUSES.ignored, substatus) ? 'ignored' : 'unresolved'
}

function readFlags(fields: Readonly<Record<string, unknown>>): Changes {
  const changes: Changes = {}
  for (const name of FLAGS) {
    const sent = fields[name]
    if (sent === undefined) continue
    if (typeof sent !== 'boolean') throw new Refusal(badRequest({ [name]: ['Must be a valid boolean.'] }))
    changes[name] = sent
  }
  return changes
}

function notAChoice(name: string, sent: unknown): Refusal {
  return new Refusal(badRequest({ [name]: [`"${String(sent)}" is not a valid choice.`] }))
}

/** Makes the changes. A reopened issue is `ongoing`; one that was archived and is less than a week old is `new`. */
export function applyChanges(issue: Issue, changes: Changes, now: number): void {
  const { status, substatus, inbox, ...rest } = changes
  if (
    status !== undefined &&
    (status !== 'unresolved' || issue.status !== status || substatus !== undefined)
  ) {
    const young = issue.status === 'ignored' && issue.firstSeen > now - WEEK
    issue.substatus = substatus === undefined ? (young ? 'new' : 'ongoing') : substatus
    issue.status = status
  }
  if (inbox !== undefined) issue.reviewed = !inbox
  Object.assign(issue, rest)
}
