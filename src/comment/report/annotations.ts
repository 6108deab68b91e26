import type { Annotation } from '../../run/context.ts'
import { clean } from '../../text/clean.ts'
import { maskSensitive } from '../../text/secrets/mask.ts'
import { counted } from '../../text/names.ts'
import { isChecked } from '../finding.ts'
import type { Issue } from '../issue.ts'
import type { Report } from './report.ts'
import { kindShown } from './table.ts'

/** GitHub shows ten warnings of a step. */
const MOST = 10

/** Annotates the changed lines that raised issues, with each issue once. A redacted report shows no titles here either. */
export function annotationsOf(reports: readonly Report[]): readonly Annotation[] {
  const byId = new Map<string, Annotation>()
  for (const report of reports) {
    const { finding } = report
    if (!isChecked(finding)) continue
    for (const issue of finding.issues) {
      const { id, file, line, inPullRequest } = issue
      if (inPullRequest === 'line' && file !== undefined && line !== undefined && !byId.has(id))
        byId.set(id, { file, line, message: messageOf(issue, report, kindShown(issue, finding.include)) })
    }
  }
  return [...byId.values()].slice(0, MOST)
}

/** `TypeError: x is undefined (WEB-2, new in web@2.1.0, 120 events, 30 users): https://…` */
function messageOf(issue: Issue, { subject, details }: Report, kind: string): string {
  const { shortId, level, count, userCount, url } = issue
  const named = details === 'full' ? clean(maskSensitive(issue.title), 120) : level
  const facts = [
    clean(shortId, 60),
    `${kind} in ${clean(subject.release, 200)}`,
    ...(count === undefined ? [] : [counted(count, 'event')]),
    ...(userCount === undefined ? [] : [counted(userCount, 'user')])
  ]
  return `${named} (${facts.join(', ')})${url === '' ? '' : `: ${url}`}`
}
