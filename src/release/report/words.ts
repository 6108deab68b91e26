import { deedOf, purposeOf } from '../../sentry/operations/words.ts'
import { short } from '../../text/sha.ts'
import type { RangeFacts } from '../facts.ts'
import type { Write } from '../plan.ts'

/** Formats a name in a write; the default is that of `purposeOf`. */
type Show = (name: string) => string

/** What a write would do: `record the deploy of web@2.1.0 to production`. */
export function toDo(write: Write, show?: Show): string {
  const purpose = purposeOf(write, { show, without: 'organization' })
  if (write.operation === 'create-release')
    return `${purpose}, or add its projects and commits if it is there`
  return purpose + fieldsOf(write)
}

/** What a write did: `recorded the deploy of web@2.1.0 to production`. */
export function did(write: Write, { created, show }: { created: boolean; show?: Show }): string {
  const deed = deedOf(write, { show, without: 'organization' })
  if (write.operation === 'create-release' && !created)
    return `${deed.replace('created', 'completed')}, which was there already`
  return deed + fieldsOf(write)
}

function fieldsOf({ operation, body }: Write): string {
  return operation === 'update-release' ? ` (${Object.keys(body).join(', ')})` : ''
}

/** The words after "since": the previous release and why it is that one, else the previous commit. */
export function sinceRelease(
  { commit, source, release, isNewest, why }: NonNullable<RangeFacts['previous']>,
  environment: string | undefined
): string {
  if (release !== undefined && source === 'environment' && environment !== undefined)
    return `${short(release)} (${isNewest === true ? 'last ' : ''}deployed to ${environment})`
  return release !== undefined && source === 'release'
    ? `${short(release)} (the release before it)`
    : `${short(commit)} (${why})`
}
