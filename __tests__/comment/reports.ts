import { assess } from '../../src/comment/judge/assess.ts'
import { parseGate } from '../../src/comment/judge/gate.ts'
import type { Gate } from '../../src/comment/judge/gate.ts'
import type { Changes, Report, Subject } from '../../src/comment/report/report.ts'
import type { Issue, Kind } from '../../src/comment/issue.ts'

export const SHA = '1'.repeat(40)

export const shop: Subject = {
  organization: 'acme',
  projects: ['shop'],
  release: 'shop@2.0.0',
  releaseUrl: 'https://acme.sentry.io/releases/shop%402.0.0/?environment=production',
  environment: 'production',
  searches: {
    new: 'https://acme.sentry.io/issues/?query=new',
    regressed: 'https://acme.sentry.io/issues/?query=regressed',
    escalating: 'https://acme.sentry.io/issues/?query=escalating'
  },
  commit: { sha: SHA, url: `https://github.com/acme/shop/commit/${SHA}` },
  deployedAt: '2026-01-15T10:00:00.000Z',
  hosts: ['acme.sentry.io', 'github.com']
}

/** An issue of which only what matters is said. */
export function issue(id: number, changes: Partial<Issue> = {}): Issue {
  return {
    id: String(id),
    shortId: `SHOP-${id - 1_000}`,
    kinds: ['new'],
    title: 'Error: it broke',
    level: 'error',
    isUnhandled: false,
    project: 'shop',
    url: `https://acme.sentry.io/issues/${id}/`,
    count: 1,
    userCount: 1,
    countsAre: 'release',
    file: undefined,
    line: undefined,
    function: undefined,
    fileUrl: undefined,
    inPullRequest: 'no',
    assignedTo: undefined,
    owners: [],
    firstSeen: undefined,
    ...changes
  }
}

export function gateOf(failOn: string): Gate {
  const parsed = parseGate(failOn)
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
  return parsed.gate
}

/** The report on these issues, with the defaults of the action. */
export function reportOn(
  issues: readonly Issue[],
  options: {
    readonly subject?: Partial<Subject>
    readonly include?: readonly Kind[]
    readonly queried?: readonly Kind[]
    readonly failOn?: string
    readonly changes?: Changes
    readonly details?: Report['details']
    readonly maxIssues?: number
  } = {}
): Report {
  const include = options.include ?? ['new', 'regressed']
  const gate = options.failOn === undefined ? undefined : gateOf(options.failOn)
  return {
    subject: { ...shop, ...options.subject },
    finding: assess(issues, { include, queried: options.queried ?? include, gate }),
    changes: options.changes,
    details: options.details ?? 'full',
    redactedBy: 'public',
    maxIssues: options.maxIssues ?? 10,
    run: { label: 'run 42', url: 'https://github.com/acme/shop/actions/runs/7' }
  }
}

/** The three issues of the design's example. */
export const three: readonly Issue[] = [
  issue(1_001, {
    title: "TypeError: Cannot read properties of undefined (reading 'id')",
    count: 120,
    userCount: 30,
    file: 'src/payment.ts',
    line: 88,
    function: 'pay',
    fileUrl: `https://github.com/acme/shop/blob/${SHA}/src/payment.ts#L88`,
    inPullRequest: 'line',
    isUnhandled: true,
    firstSeen: '2026-01-15T10:05:12Z'
  }),
  issue(1_002, {
    title: 'TimeoutError: inventory | 3 retries',
    level: 'warning',
    count: 40,
    userCount: 12,
    file: 'src/stock.ts',
    line: 31,
    assignedTo: 'octocat',
    firstSeen: '2026-01-15T10:20:00Z'
  }),
  issue(1_003, {
    title: 'AssertionError: cart total',
    kinds: ['regressed'],
    level: 'info',
    count: 7,
    userCount: 5,
    file: 'src/cart.ts',
    line: 12,
    firstSeen: '2025-12-01T09:00:00Z'
  })
]
