import { isForReview } from './search/search.ts'
import { shortIdOf, type Counts, type Issue } from './issue.ts'
import { sentryTime } from '../requests/times.ts'

const HOUR = 60 * 60 * 1000

/** The periods of `stats`: how many buckets, and the length of each in milliseconds. */
const PERIODS = {
  '24h': { buckets: 24, length: HOUR },
  '14d': { buckets: 14, length: 24 * HOUR },
  auto: { buckets: 24, length: HOUR }
} as const
export type StatsPeriod = keyof typeof PERIODS

/** An issue with the fields that all answers have. */
export function issueBody(issue: Issue): Record<string, unknown> {
  return {
    id: issue.id,
    shareId: issue.isPublic ? issue.id.padStart(32, '0') : null,
    shortId: shortIdOf(issue),
    title: issue.title,
    culprit: issue.culprit,
    permalink: `https://${issue.organization.slug}.sentry.io/issues/${issue.id}/`,
    logger: issue.logger,
    level: issue.level,
    status: issue.status,
    statusDetails: issue.statusDetails,
    substatus: issue.substatus,
    isPublic: issue.isPublic,
    platform: issue.platform,
    priority: issue.priority,
    priorityLockedAt: null,
    project: {
      id: issue.project.id,
      name: issue.project.name,
      slug: issue.project.slug,
      platform: issue.project.platform
    },
    type: 'error',
    issueType: 'error',
    issueCategory: 'error',
    metadata: metadataOf(issue),
    numComments: 0,
    assignedTo: issue.assignedTo,
    isBookmarked: issue.isBookmarked,
    isSubscribed: issue.isSubscribed,
    subscriptionDetails: null,
    hasSeen: issue.hasSeen,
    annotations: [],
    isUnhandled: issue.isUnhandled,
    derivedData: {},
    ...seenBody(issue, issue)
  }
}

/** What Sentry knows of the error of an issue. */
export function metadataOf(issue: Issue): Record<string, string> {
  const top = topFrame(issue)?.function ?? null
  const known = { type: issue.type, value: issue.value, filename: issue.filename }
  return top === null ? known : { ...known, function: top }
}

/** The frame that Sentry names in the culprit: the innermost one of the project's own code. */
export function topFrame({ frames }: Pick<Issue, 'frames'>): Issue['frames'][number] | undefined {
  return frames.findLast(({ inApp }) => inApp) ?? frames.at(-1)
}

/** When an issue was seen, and how often. */
function seenBody(issue: Issue, { count, userCount }: Counts): Record<string, unknown> {
  return {
    count: String(count),
    userCount,
    firstSeen: sentryTime(issue.firstSeen),
    lastSeen: sentryTime(issue.lastSeen)
  }
}

/** How a list is to show its issues. */
export interface ListView {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly statsPeriod: StatsPeriod | undefined
  readonly expand: readonly string[]
  readonly collapse: readonly string[]
  /** The counts of an issue for `filtered`; `null` if the query has no condition about events. */
  readonly filteredCounts: (issue: Issue) => Counts | null
}

/** An issue as Sentry sends it in a list. */
export function listedIssueBody(issue: Issue, view: ListView): Record<string, unknown> {
  const { collapse, statsPeriod } = view
  const base = collapse.includes('base') ? { id: issue.id } : issueBody(issue)
  if (collapse.includes('unhandled')) delete base['isUnhandled']
  const rest: Record<string, unknown> = {}
  if (!collapse.includes('stats')) {
    rest['stats'] = statsOf(issue, issue.count, view)
    if (!collapse.includes('lifetime')) rest['lifetime'] = { ...seenBody(issue, issue), stats: null }
    if (!collapse.includes('filtered')) {
      const counts = view.filteredCounts(issue)
      const stats = statsPeriod === undefined ? {} : { stats: statsOf(issue, counts?.count ?? 0, view) }
      rest['filtered'] = counts === null ? null : { ...seenBody(issue, counts), ...stats }
    }
  }
  return { ...base, ...rest, ...expandedBody(issue, view) }
}

/** How often the issue was seen, by bucket. Here all events are in the bucket of `lastSeen`. */
function statsOf(
  issue: Issue,
  count: number,
  { now, statsPeriod }: Pick<ListView, 'now' | 'statsPeriod'>
): Record<string, [number, number][]> {
  if (statsPeriod === undefined) return {}
  const { buckets, length } = PERIODS[statsPeriod]
  const last = Math.floor(now / length)
  const seen = Math.floor(issue.lastSeen / length)
  const rows = Array.from({ length: buckets }, (_, index): [number, number] => {
    const bucket = last - buckets + 1 + index
    return [(bucket * length) / 1000, bucket === seen ? count : 0]
  })
  return { [statsPeriod]: rows }
}

/** The fields that come only with `expand`: `inbox` of issues for review, and lists, which are empty here. */
export function expandedBody(
  issue: Issue,
  { expand, now }: Pick<ListView, 'expand' | 'now'>
): Record<string, unknown> {
  const inbox = { reason: 0, reason_details: null, date_added: sentryTime(issue.firstSeen) }
  const known = {
    ...(isForReview(issue, now) ? { inbox } : {}),
    integrationIssues: [],
    sentryAppIssues: [],
    latestEventHasAttachments: false
  }
  return Object.fromEntries(Object.entries(known).filter(([name]) => expand.includes(name)))
}
