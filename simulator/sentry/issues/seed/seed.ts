import { NotUnderstood } from '../../../control/decode.ts'
import type { SentryContext } from '../../context.ts'
import { listedIssueBody } from '../body.ts'
import { readIssueSeed, type SeededIssue } from './fields.ts'
import type { IssueStore } from '../store.ts'
import { shortIdOf, type Issue } from '../issue.ts'
import { releaseBody } from '../issues.ts'
import { ensureEnvironment, ensureRelease } from '../../state/find-or-make.ts'

type Json = Readonly<Record<string, unknown>>

/** More would only fill the memory. */
const MAX_ISSUES = 20_000

/** The issue after a reset: `WEB-1`, first seen in `web@1.0.0` in `production`. */
const START_ISSUE = {
  project: 'web',
  title: 'TypeError: cart is undefined',
  culprit: 'src/cart.ts in total',
  filename: 'src/cart.ts',
  firstRelease: 'web@1.0.0',
  environments: ['production'],
  count: 2,
  events: 2,
  frames: [{ filename: 'src/cart.ts', function: 'total', lineNo: 12, inApp: true }]
}

/** Adds the issue that exists after a reset. */
export function seedStartIssue(context: SentryContext, store: IssueStore): void {
  addIssues(context, store, [
    readIssueSeed(START_ISSUE, 'issue', { state: context.state, now: context.now() })
  ])
}

/**
 * `POST /_simulator/issues`: adds one issue or a list of issues, all or none, and answers `{"issues": […]}`.
 * @throws NotUnderstood, also beyond 20,000 issues
 */
export function seedIssues(context: SentryContext, store: IssueStore, body: unknown): Json {
  const now = context.now()
  const read = (seed: unknown, at: string) => readIssueSeed(seed, at, { state: context.state, now })
  const seeds = Array.isArray(body)
    ? body.map((seed, index) => read(seed, `issues[${index}]`))
    : [read(body, 'issue')]
  if (store.size() + seeds.length > MAX_ISSUES)
    throw new NotUnderstood('issues', `would be more than ${MAX_ISSUES} in all`)
  const issues = addIssues(context, store, seeds)
  return { issues: seededBodies(context, issues, now) }
}

function addIssues(context: SentryContext, store: IssueStore, seeds: readonly SeededIssue[]): Issue[] {
  return seeds.map(seed => {
    const issue = {
      ...seed,
      id: String(context.state.ids.take()),
      number: store.nextNumber(seed.project)
    }
    store.add(issue)
    noteEnvironments(context, issue)
    noteReleases(context, issue)
    return issue
  })
}

function noteEnvironments(context: SentryContext, issue: Issue): void {
  for (const name of issue.environments.keys()) ensureEnvironment(context.state, issue.organization, name)
}

/** Makes the releases in which the issue was seen, and sets their first and last event and their environments. */
function noteReleases(context: SentryContext, issue: Issue): void {
  const { organization, project, environments } = issue
  for (const version of issue.releases) {
    const { release } = ensureRelease(context.state, organization, {
      version,
      projects: [project],
      now: context.now()
    })
    release.firstEvent = Math.min(release.firstEvent ?? Infinity, issue.firstSeen)
    release.lastEvent = Math.max(release.lastEvent ?? -Infinity, issue.lastSeen)
    for (const [name, first] of environments) {
      const isEarlier = version === issue.firstRelease && first !== version
      if (!isEarlier) release.environments.add(name)
    }
  }
}

/** The issues as rows of a list, with their first release. The body of a release is made once. */
function seededBodies(
  context: SentryContext,
  issues: readonly Issue[],
  now: number
): Record<string, unknown>[] {
  const view = { now, statsPeriod: '24h', expand: [], collapse: [], filteredCounts: () => null } as const
  const releases = new Map<string, unknown>()
  return issues.map(issue => {
    const key = `${issue.organization.id}/${issue.firstRelease ?? ''}`
    if (!releases.has(key)) releases.set(key, releaseBody(context, issue, issue.firstRelease))
    return { ...listedIssueBody(issue, view), firstRelease: releases.get(key) }
  })
}

/** The issues for `GET /_simulator/state`, in the order of creation. */
export function issueStates(context: SentryContext, store: IssueStore): Record<string, unknown>[] {
  return context.state.organizations
    .flatMap(({ projects }) => projects.flatMap(project => [...store.ofProject(project)]))
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(issue => ({
      organization: issue.organization.slug,
      project: issue.project.slug,
      id: issue.id,
      shortId: shortIdOf(issue),
      title: issue.title,
      level: issue.level,
      priority: issue.priority,
      status: issue.status,
      substatus: issue.substatus,
      statusDetails: issue.statusDetails,
      firstRelease: issue.firstRelease,
      regressedIn: issue.regressedIn
    }))
}
