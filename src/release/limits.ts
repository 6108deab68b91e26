import { isEnvironmentName, LONGEST_ENVIRONMENT } from '../sentry/version.ts'
import type { Event } from '../event/event.ts'
import { cutUnits } from '../text/clean.ts'
import { isDots } from '../text/names.ts'

/**
 * What Sentry takes in the fields of a release and a deploy. Each check returns what is allowed, or `undefined` for a
 * valid value. The limits are those of Sentry's API, in characters.
 */

const MAX = { ref: 200, url: 200, deployName: 64, repository: 200, dist: 64, urlPrefix: 200 }

export function refProblem(value: string): string | undefined {
  return lengthProblem(value, MAX.ref)
}

export function urlProblem(value: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) return 'an address with its scheme, such as https://…'
  if (url.username !== '' || url.password !== '')
    return 'an address without user name and password, because everyone who sees the release sees it'
  return lengthProblem(value, MAX.url)
}

export function environmentProblem(value: string): string | undefined {
  return isEnvironmentName(value) ? undefined : `names of at most ${LONGEST_ENVIRONMENT} characters without /`
}

export function deployNameProblem(value: string): string | undefined {
  return lengthProblem(value, MAX.deployName)
}

export function distProblem(value: string): string | undefined {
  return /[\r\n\t]/.test(value) ? 'one line' : lengthProblem(value, MAX.dist)
}

/** Events name a file by its whole address; `~` stands for scheme and host. */
export function urlPrefixProblem(value: string): string | undefined {
  if (/\s/.test(value)) return 'the beginning of an address without blanks, such as ~/static'
  if (/^[^/]*:\/\/[^/]*@/.test(value)) return 'an address without user name and password'
  return lengthProblem(value, MAX.urlPrefix)
}

/** Sentry calls repositories `owner/name`; those of other hosts may have blanks. */
export function repositoryProblem(value: string): string | undefined {
  if (/:\/\/|@/.test(value)) return 'owner/name, not an address'
  const parts = value.split('/').map(part => part.trim())
  if (parts.some(part => part === '' || isDots(part))) return 'owner/name, each part a name'
  return lengthProblem(value, MAX.repository)
}

function lengthProblem(value: string, max: number): string | undefined {
  return value.length > max ? `at most ${max} characters (it has ${value.length})` : undefined
}

/** `<workflow> #<run number>.<attempt>`, cut to what Sentry takes. */
export function defaultDeployName({ run }: Event): string {
  const number = run.number === undefined ? '' : ` #${run.number}.${run.attempt ?? 1}`
  return cutUnits(`${run.workflow ?? 'deploy'}${number}`, MAX.deployName)
}
