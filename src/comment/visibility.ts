import { isPrivate, type Repository } from '../github/repository.ts'
import type { Context } from '../run/context.ts'
import { tried } from '../run/tried.ts'
import type { CommentRequest } from './request.ts'
import type { Report } from './report/report.ts'

/** Who can read what a run writes. */
export type Visibility = 'private' | 'public' | 'unknown'

/** Asks GitHub only if the event does not say it and something depends on it. */
export async function visibilityOf(
  { details, annotate, event }: CommentRequest,
  { repository, context }: { readonly repository: Repository | undefined; readonly context: Context }
): Promise<Visibility> {
  const isWanted = details === 'auto' || annotate === 'auto'
  const asked = await tried(
    isPrivate(event, async () => (isWanted ? repository?.facts() : undefined)),
    context
  )
  if (asked.kind === 'failed' || asked.value === undefined) return 'unknown'
  return asked.value ? 'private' : 'public'
}

/** How much a report shows, and why not all. A repository that is not known to be private counts as public. */
export function showing(
  { details }: CommentRequest,
  visibility: Visibility
): Pick<Report, 'details' | 'redactedBy'> {
  if (details === 'full' || (details === 'auto' && visibility === 'private')) return { details: 'full' }
  const redactedBy = details === 'redacted' || visibility === 'private' ? 'input' : visibility
  return { details: 'redacted', redactedBy }
}

/** A dry run shows nothing outside of its own page. */
export function isAnnotated({ annotate, access }: CommentRequest, visibility: Visibility): boolean {
  return !access.dryRun && (annotate === 'auto' ? visibility === 'private' : annotate)
}
