import { isLoopback } from '../http/proxy.ts'
import { CONNECTION_ID, isSlug } from '../text/names.ts'
import type { WayAccess } from '../way/access.ts'
import type { InputReader } from './inputs.ts'

/** The inputs that every action has: how to reach Maton, Sentry and GitHub, and how a run is to behave. */
export interface Access {
  readonly way: WayAccess
  readonly organization: string | undefined
  /** Where the organization came from, for messages: the input, or the variable behind it. */
  readonly organizationFrom: string | undefined
  readonly projects: readonly string[]
  /** Where the projects came from, for messages. */
  readonly projectsFrom: string
  readonly githubToken: string | undefined
  readonly dryRun: boolean
  readonly onError: OnError
}

export type OnError = 'fail' | 'warn'

export const ACCESS_INPUTS = [
  'maton_api_key',
  'maton_connection',
  'maton_url',
  'organization',
  'projects',
  'github_token',
  'dry_run',
  'on_error'
] as const

export const MATON_URL = 'https://api.maton.ai'

export function readAccess(reader: InputReader): Access {
  const organization = reader.text('organization', { fallback: 'SENTRY_ORG' })
  return {
    way: {
      kind: 'maton',
      key: readKey(reader),
      connection: readConnection(reader),
      url: readMatonUrl(reader)
    },
    organization: readSlugs(reader, 'organization', organization),
    organizationFrom: organization === undefined ? undefined : reader.nameOf('organization'),
    projects: readProjects(reader),
    projectsFrom: reader.nameOf('projects'),
    githubToken: readToken(reader),
    dryRun: reader.boolean('dry_run', false),
    onError: reader.oneOf('on_error', ['fail', 'warn'], 'fail')
  }
}

/** The key as given: it is masked before the first line of the log. */
export function givenKey(reader: InputReader): string | undefined {
  return reader.text('maton_api_key', { fallback: 'MATON_API_KEY' })
}

/** The address as given: a password in it is taken out of everything that the run writes. */
export function givenUrl(reader: InputReader): string | undefined {
  return reader.text('maton_url', { fallback: 'MATON_URL' })
}

/** A run that does not get a secret sees an empty text, and cannot know why. So the message names all reasons. */
const WHY_EMPTY =
  'A secret is empty when its name is misspelt, when the workflow was called without `secrets: inherit`, ' +
  'when it belongs to an environment that the job does not name (`environment:`), ' +
  'and in runs for forks and by Dependabot'

/** Maton's keys have no documented form. Only a key that cannot stand in a header is refused. */
function readKey(reader: InputReader): string {
  const key = givenKey(reader)
  if (key === undefined) {
    reader.problem(
      'maton_api_key',
      undefined,
      `needed: the Maton key, from a secret, such as \${{ secrets.MATON_API_KEY }}. ${WHY_EMPTY}`
    )
  } else if (!/^[\x21-\x7e]+$/.test(key)) {
    reader.problem(
      'maton_api_key',
      undefined,
      'must be a key without blanks and line breaks: copy it again from maton.ai/settings'
    )
  }
  return key ?? ''
}

function readToken(reader: InputReader): string | undefined {
  const token = reader.text('github_token')
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token
  reader.problem('github_token', undefined, 'must be a token without blanks and line breaks')
  return undefined
}

function readConnection(reader: InputReader): string | undefined {
  const connection = reader.text('maton_connection', { fallback: 'MATON_CONNECTION' })
  if (connection !== undefined && !CONNECTION_ID.test(connection)) {
    reader.problem('maton_connection', connection, 'a connection id: letters, digits, _ and -')
  }
  return connection
}

function readMatonUrl(reader: InputReader): URL {
  const given = givenUrl(reader) ?? MATON_URL
  // an address that cannot be read may still hold a password
  const shown = given.includes('@') ? undefined : given
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    reader.problem('maton_url', shown, `an address such as ${MATON_URL}`)
  } else if (url.username !== '' || url.password !== '') {
    reader.problem('maton_url', undefined, 'must be an address without user name and password')
  } else if (url.protocol === 'http:' && !isLoopback(url)) {
    reader.problem('maton_url', shown, 'an https: address, because the key goes there')
  } else if (url.search !== '' || url.hash !== '') {
    reader.problem('maton_url', shown, 'an address without ? and #')
  } else {
    return url
  }
  return new URL(MATON_URL)
}

function readProjects(reader: InputReader): readonly string[] {
  const projects = reader.list('projects', 'newline, comma or space', { fallback: 'SENTRY_PROJECT' })
  for (const project of projects) readSlugs(reader, 'projects', project)
  return projects
}

function readSlugs(reader: InputReader, name: string, slug: string | undefined): string | undefined {
  if (slug !== undefined && !isSlug(slug))
    reader.problem(name, slug, 'a slug as in the address of Sentry (letters, digits, _ and -), or an id')
  return slug
}
