import { GITHUB_FAILURES } from '../../github/failures.ts'
import { type Failure, hasKind } from '../../run/failure.ts'
import type { Sentry } from '../../sentry/client.ts'
import { projectsNotIn, unknownEnvironment } from '../../sentry/unknown.ts'
import { clean } from '../../text/clean.ts'
import { countedNames } from '../../text/names.ts'
import { nearestNames } from '../../text/nearest.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { matchRepository } from '../commits/repositories.ts'
import type { Association, Facts } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import type { SetupRead, SetupFacts } from './facts.ts'
import { otherForm } from './form.ts'
import type { Setup, SetupRow } from './report.ts'

/** What was found about a thing, without the name of the thing. */
type Found = Omit<SetupRow, 'what'>

/** What the setup is judged by. */
interface Known {
  readonly request: ReleaseRequest
  readonly facts: Facts
  readonly setup: SetupFacts
  readonly sentry: Pick<Sentry, 'words'>
}

/** Judges the setup: one row for each thing, in the order of the summary. Pure. */
export function setupOf(known: Known): Setup {
  const { request, facts, sentry } = known
  const unknown = unknownProjects(known)
  const { caller } = sentry.words
  const rows: readonly (readonly [what: string, found: Found])[] = [
    ['Way', named(facts.way)],
    [caller === 'the token' ? 'Token' : 'Connection', named(facts.caller)],
    ['Organization', organizationFound(known)],
    ['Projects', unknown === undefined ? projectsFound(known) : bad(unknown)],
    ['Scopes', scopesFound(request, withoutReleases(known, unknown))],
    ['Repository', repositoryFound(known)],
    ['Commits', commitsFound(facts.association)],
    ...environmentsFound(known).map(found => ['Environment', found] as const),
    ['Release', releaseFound(request, withoutReleases(known, unknown))],
    ['github_token', githubFound(known)]
  ]
  return { rows: rows.map(([what, found]) => ({ what, ...found })), failure: unknown }
}

/** The failure of the real run if a given project does not exist. */
function unknownProjects({ request, facts, setup: { projects }, sentry }: Known): Failure | undefined {
  if (projects.kind !== 'done') return undefined
  return projectsNotIn(projects.value, { ...request.access, organization: facts.organization, sentry })
}

/** Sentry refuses to list the releases of an unknown project, as if a scope were missing. So that refusal says nothing of the scopes. */
function withoutReleases({ setup }: Known, unknown: Failure | undefined): SetupFacts {
  const releases = { kind: 'not-asked', why: 'the projects are not right' } as const
  return unknown === undefined ? setup : { ...setup, releases }
}

function good(found: string): Found {
  return { sign: 'good', found }
}

function named(found: string): Found {
  return { ...good(found), isName: true }
}

function optional(found: string): Found {
  return { sign: 'optional', found }
}

function doubtful(found: string): Found {
  return { sign: 'doubtful', found }
}

function bad({ message, remedy }: Failure): Found {
  return { sign: 'bad', found: `${message}. ${remedy}` }
}

/** For a read that failed or was not made. `thing` is what is known without it. */
function unread(asked: Exclude<SetupRead<unknown>, { kind: 'done' }>, thing: string): Found {
  return asked.kind === 'failed' ? bad(asked.failure) : optional(`${thing} (not checked: ${asked.why})`)
}

function organizationFound({ request, facts, sentry }: Known): Found {
  const from = request.access.organizationFrom
  const name = clean(facts.organization, 100)
  return named(from === undefined ? `${name} (the only one that ${sentry.words.caller} sees)` : name)
}

function projectsFound({ facts, setup: { projects } }: Known): Found {
  const names = facts.projects.map(name => clean(name, 100)).join(', ')
  if (projects.kind !== 'done') return unread(projects, names)
  if (names !== '') return named(names)
  const there = countedNames(
    projects.value.map(({ slug }) => slug),
    'project'
  )
  return projects.value.length === 0
    ? doubtful(`The organization has ${there}, or none that may be seen. Create one, or join its team.`)
    : good(`Those of the release. The organization has ${there}.`)
}

/** The scopes, as far as the answers show them. Only a write shows whether releases may be written. */
function scopesFound({ access }: ReleaseRequest, setup: SetupFacts): Found {
  const { way } = access
  if (way.kind === 'direct' && way.tokenKind === 'organization')
    return good(
      'org:ci, as every organization token. It is enough for this step, and not for the comment step.'
    )
  const lists = [setup.projects, setup.repositories, setup.environments]
  const asked: readonly (readonly [scope: string, answers: readonly SetupRead<unknown>[]])[] = [
    ['org:read', lists],
    ['project:read or project:releases', [setup.releases]],
    ['event:read', [setup.issues]]
  ]
  const having = (test: (one: SetupRead<unknown>) => boolean): readonly string[] =>
    asked.filter(([, answers]) => answers.some(test)).map(([scope]) => scope)
  const lacking = having(isRefused)
  const there = having(({ kind }) => kind === 'done').filter(scope => !lacking.includes(scope))
  const said = [
    ...(there.length === 0 ? [] : [`There: ${there.join(', ')}.`]),
    ...(lacking.length === 0 ? [] : [`Missing: ${lacking.join(', ')}.`]),
    ...(lacking.includes('event:read') ? ['Only the comment step needs event:read.'] : []),
    'Only a write shows whether releases may be written.'
  ].join(' ')
  if (lacking.some(scope => scope !== 'event:read'))
    return { sign: 'bad', found: `${said} ${WAY_FAILURES.scopeMissing.remedy}` }
  // what only a write shows is not known: that is no ✓
  return optional(said)
}

function isRefused(asked: SetupRead<unknown>): boolean {
  return asked.kind === 'failed' && hasKind(asked.failure, [WAY_FAILURES.scopeMissing])
}

function repositoryFound({ request: { commits, event }, setup: { repositories } }: Known): Found {
  const { repo } = commits
  if (repo === undefined) return optional('Neither the event nor repo names one.')
  if (repositories.kind !== 'done') return unread(repositories, clean(repo, 100))
  const ours = matchRepository(repositories.value, repo, event.server.url)
  const name = clean(ours?.name ?? repo, 100)
  if (ours?.hasIntegration === true) return good(`Sentry has ${name} with an integration.`)
  const has = ours === undefined ? 'does not have' : 'has'
  return optional(
    `Sentry ${has} ${name}${ours === undefined ? '' : ', but without an integration'}. An integration is not needed.`
  )
}

function commitsFound(association: Association): Found {
  if (association.kind === 'unread') return bad(association.failure)
  if (association.kind === 'none') return optional(`None would be set: ${association.why}.`)
  if (association.kind === 'present') return good(`The release has ${association.count}: ${association.why}.`)
  if (association.kind === 'refs') return good('Sentry would fetch them itself.')
  const place = association.source === 'github' ? 'GitHub' : 'the checkout'
  return good(`They would be read from ${place} and sent.`)
}

/** A row for each given environment, and one for all names that differ only by case: Sentry may know the wrong one by a deploy. */
function environmentsFound({ request, setup: { environments } }: Known): readonly Found[] {
  const given = request.parts.has('deploy') ? request.deploy.environments : []
  if (environments.kind !== 'done') return [unread(environments, given.join(', ') || 'Environments')]
  const known = environments.value.filter(name => name !== '')
  const alike = alikeNames(known)
  if (given.length === 0)
    return [
      optional(`None is given, so no deploy is recorded. Sentry has ${countedNames(known, 'environment')}.`),
      ...alike.map(alikeFound)
    ]
  const others = given.filter(name => !alike.flat().includes(name))
  return [...others.map(name => environmentFound(name, known)), ...alike.map(alikeFound)]
}

function environmentFound(name: string, known: readonly string[]): Found {
  if (known.includes(name)) return named(clean(name, 64))
  const said = unknownEnvironment(name, known)
  return nearestNames(name, known).length > 0
    ? doubtful(said)
    : optional(`${said} The first deploy or event makes it.`)
}

function alikeFound(names: readonly string[]): Found {
  const all = names.map(name => clean(name, 64)).join(' and ')
  return doubtful(
    `${all} ${names.length === 2 ? 'both' : 'all'} exist, and names are case-sensitive. Use the one that the SDK sends: Sentry cannot rename an environment.`
  )
}

/** The names that differ only by case, those of one name together. */
function alikeNames(names: readonly string[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(names, name => name.toLowerCase())
  return [...groups.values()].filter(group => group.length > 1)
}

/** Three names show whether the SDK names its releases alike, and still fit in a sentence. */
const MOST_RELEASES = 3

/** Whether errors will count for this release: only if the SDK sends exactly its name. */
function releaseFound(request: ReleaseRequest, { releases }: SetupFacts): Found {
  const version = clean(request.version, 200)
  if (releases.kind !== 'done') return unread(releases, version)
  const seen = releases.value.map(name => clean(name, 200))
  if (seen.includes(version)) return good(`Events came from ${version} already.`)
  if (seen.length === 0)
    return optional(
      `No events came from a release of these projects yet. The SDK has to send the release ${version}.`
    )
  const newest = seen.slice(0, MOST_RELEASES)
  const said = `Events came from ${newest.join(', ')}`
  const other = otherForm(version, seen)
  return other === undefined
    ? good(`${said}. This release is ${version}.`)
    : doubtful(`${said}; this release is ${version}: ${other.why} ${other.remedy}`)
}

function githubFound({ request: { commits }, setup: { github } }: Known): Found {
  if (github.kind === 'not-asked') return optional(`Nothing is read at GitHub: ${github.why}.`)
  if (github.kind === 'failed') return bad(github.failure)
  if (github.value === undefined)
    return {
      sign: 'bad',
      found: `It does not see the repository ${clean(commits.repo ?? '', 100)}. ${GITHUB_FAILURES.notFound.remedy}`
    }
  const { repository, commits: history, pulls } = github.value
  if (history.kind === 'failed') return bad(history.failure)
  const may = `It may read ${repository}, its commits`
  return pulls.kind === 'failed'
    ? optional(
        `${may}, but no pull requests: ${pulls.failure.message}. The comment step needs pull-requests: write.`
      )
    : good(`${may} and its pull requests.`)
}
