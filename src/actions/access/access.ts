import { isSlug } from '../../text/names.ts'
import { findsOrganization, siteOf, type ChosenWay } from '../../way/chosen.ts'
import type { InputReader } from '../inputs.ts'
import { readWay } from './choice.ts'

/** The inputs that every action has: how to reach Sentry and GitHub, and how a run is to behave. */
export interface Access {
  readonly way: ChosenWay
  /** Where Sentry's pages are for people. */
  readonly site: URL
  readonly organization: string | undefined
  /** What gave the organization, for messages: the input, the variable behind it, or the token. */
  readonly organizationFrom: string | undefined
  readonly projects: readonly string[]
  /** What gave the projects, for messages. */
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
  'sentry_auth_token',
  'sentry_url',
  'sentry_headers',
  'organization',
  'projects',
  'github_token',
  'dry_run',
  'on_error'
] as const

export function readAccess(reader: InputReader): Access {
  const { way, organization } = readWay(reader)
  const isGiven = reader.text('organization', { fallback: 'SENTRY_ORG' }) !== undefined
  return {
    way,
    site: siteOf(way),
    organization: readSlugs(reader, 'organization', organization),
    organizationFrom: organizationFrom(reader, { organization, isGiven }),
    projects: readProjects(reader),
    projectsFrom: reader.nameOf('projects'),
    githubToken: readToken(reader),
    dryRun: reader.boolean('dry_run', false),
    onError: reader.oneOf('on_error', ['fail', 'warn'], 'fail')
  }
}

/** Refuses a run that needs an organization, has none, and takes a way on which none can be looked up. */
export function needOrganization(reader: InputReader, { way, organization }: Access): void {
  if (organization !== undefined || findsOrganization(way)) return
  reader.problem(
    'organization',
    undefined,
    'needed, because this token does not name its organization: set organization or SENTRY_ORG'
  )
}

function organizationFrom(
  reader: InputReader,
  { organization, isGiven }: { organization: string | undefined; isGiven: boolean }
): string | undefined {
  if (organization === undefined) return undefined
  return isGiven ? reader.nameOf('organization') : `the token in ${reader.nameOf('sentry_auth_token')}`
}

function readToken(reader: InputReader): string | undefined {
  const token = reader.text('github_token')
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token
  reader.problem('github_token', undefined, 'must be a token without blanks and line breaks')
  return undefined
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
