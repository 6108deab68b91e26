import type { Failure } from '../../run/failure.ts'
import type { OutputValue, Result } from '../../run/context.ts'
import { releaseUrl } from '../../sentry/addresses.ts'
import type { Association } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import { shownWrite, writesOf, type Write } from '../plan.ts'
import { failureOfRun, failureSummary, homeOf, type EndedRun, summaryOf } from './summary.ts'

/** The outputs of the release step, in the order of the manifest. */
export const RELEASE_OUTPUTS = [
  'release',
  'version',
  'release_url',
  'created',
  'previous_release',
  'previous_commit',
  'previous_commit_source',
  'commit_source',
  'commit_count',
  'finalized',
  'deploys',
  'plan',
  'dry_run',
  'source_maps'
] as const

type Outputs = Readonly<Record<(typeof RELEASE_OUTPUTS)[number], OutputValue>>

/** Makes outputs and job summary from what a run knows. Pure. */
export function reportOf(ended: EndedRun): Result {
  const failure = failureOfRun(ended)
  return {
    outputs: outputsOf(ended),
    summary: summaryOf(ended),
    ending: failure === undefined ? { kind: 'done' } : { kind: 'failed', failure }
  }
}

/** The report of a run that failed before it wrote anything. It links no page, because the release may not exist. */
export function nothingWritten({ version, access }: ReleaseRequest, failure: Failure): Result {
  return {
    outputs: {
      release: version,
      version,
      created: false,
      dry_run: access.dryRun
    },
    summary: failureSummary(version, failure),
    ending: { kind: 'failed', failure }
  }
}

function outputsOf(ended: EndedRun): Outputs {
  const { request, facts, plan, written, commitCount } = ended
  const { range } = facts.association
  return {
    release: request.version,
    version: request.version,
    release_url: isThere(ended) ? releaseUrl(homeOf(ended), request.version) : '',
    created: written?.created ?? false,
    previous_release: range?.previous?.release ?? '',
    previous_commit: range?.previous?.commit ?? '',
    previous_commit_source: range === undefined ? '' : (range.previous?.source ?? 'none'),
    commit_source: commitSource(facts.association),
    commit_count: commitCount ?? '',
    finalized: isFinalized(ended) ?? '',
    deploys: [...(written?.deploys ?? []), ...plan.present].map(
      ({ id, environment, name, url, dateFinished }) => ({
        id,
        environment,
        name: name ?? null,
        url: url ?? null,
        dateFinished: dateFinished ?? null
      })
    ),
    plan: shownWrites(ended).map(shownWrite),
    dry_run: request.access.dryRun,
    source_maps: sourceMapsOf(ended)
  }
}

/** Left-out files that the output names, so that it stays small. `skippedCount` counts all. */
const MOST_SKIPPED = 50

/** The files of the upload. In a dry run `injected` counts the files that would be changed. */
function sourceMapsOf({ facts: { maps }, written }: EndedRun): OutputValue {
  if (maps === undefined) return undefined
  return {
    files: maps.scripts,
    maps: maps.maps,
    injected: written === undefined ? maps.toInject.length : (written.maps?.injected ?? 0),
    skipped: maps.skipped.slice(0, MOST_SKIPPED).map(({ file, reason }) => ({ file, reason })),
    skippedCount: maps.skipped.length,
    bundles: written?.maps?.bundles ?? []
  }
}

/** Whether Sentry has the release. A dry run counts as if it had been carried out. */
function isThere({ facts, written }: EndedRun): boolean {
  return written === undefined || written.release !== undefined || facts.release.kind === 'there'
}

/** `undefined` when no answer showed the release. */
function isFinalized({ facts, written }: EndedRun): boolean | undefined {
  if (written?.release !== undefined) return written.release.dateReleased !== undefined
  if (facts.release.kind === 'not-read') return undefined
  return facts.release.kind === 'there' && facts.release.release.dateReleased !== undefined
}

function commitSource(association: Association): string {
  if (association.kind === 'refs') return 'integration'
  return association.kind === 'commits' ? association.source : 'none'
}

/** The writes in their order, as planned. Updates that Sentry's answers decided are shown as they were made. */
function shownWrites(ended: EndedRun): readonly Write[] {
  const { plan, written } = ended
  if (written === undefined) return writesOf(plan)
  const updates = written.writes.filter(
    write => write.operation === 'update-release' && write !== written.finalize
  )
  const isDecided = plan.release !== undefined || updates.length > 0
  // what came after a failure stays as planned
  const finalize = written.finalize ?? (failureOfRun(ended) === undefined ? undefined : plan.finalize)
  const others = writesOf({ ...plan, finalize, ...(isDecided ? { update: undefined } : {}) })
  return isDecided ? others.toSpliced(plan.release === undefined ? 0 : 1, 0, ...updates) : others
}
