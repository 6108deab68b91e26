import { memberUser } from '../releases/object.ts'
import type { Member, Organization, Project, Release, Team } from '../state/state.ts'
import { sentryTime } from '../requests/times.ts'

type Json = Readonly<Record<string, unknown>>

const LETTERS = { avatarType: 'letter_avatar', avatarUuid: null, avatarUrl: null }

/** An organization as Sentry sends it. Its links name other hosts. */
export function organizationObject(organization: Organization): Json {
  return {
    id: organization.id,
    slug: organization.slug,
    status: { id: 'active', name: 'active' },
    name: organization.name,
    dateCreated: sentryTime(organization.dateCreated),
    isEarlyAdopter: false,
    require2FA: false,
    requireEmailVerification: false,
    avatar: LETTERS,
    features: [],
    links: {
      organizationUrl: `https://${organization.slug}.sentry.io`,
      regionUrl: `https://${organization.region}.sentry.io`
    },
    hasAuthProvider: false,
    allowMemberInvite: true,
    allowMemberProjectCreation: true,
    allowSuperuserAccess: false
  }
}

/** A project as Sentry sends it in lists. */
export function projectObject(organization: Organization, project: Project): Json {
  const teams = project.teams.map(({ id, slug, name }) => ({ id, slug, name }))
  const latest = latestRelease(organization, project)
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    platform: project.platform,
    platforms: project.platform === null ? [] : [project.platform],
    dateCreated: sentryTime(project.dateCreated),
    status: 'active',
    color: '#3fbf7f',
    avatar: LETTERS,
    isBookmarked: false,
    isMember: true,
    isInternal: false,
    isPublic: false,
    features: [],
    access: [],
    hasAccess: true,
    hasUserReports: false,
    firstEvent: null,
    firstTransactionEvent: false,
    team: teams[0] ?? null,
    teams,
    environments: organization.environments.map(({ name }) => name),
    latestRelease: latest === undefined ? null : { version: latest.version }
  }
}

/** A project as Sentry sends it alone: with its organization. */
export function projectDetail(organization: Organization, project: Project): Json {
  const { team, ...summary } = projectObject(organization, project)
  return {
    ...summary,
    ...(team === null ? {} : { team }),
    organization: organizationObject(organization)
  }
}

function latestRelease(organization: Organization, project: Project): Release | undefined {
  return [...organization.releases.values()].findLast(({ projects }) => projects.has(project))
}

/** A team as Sentry sends it. */
export function teamObject(organization: Organization, team: Team): Json {
  return {
    id: team.id,
    slug: team.slug,
    name: team.name,
    dateCreated: sentryTime(team.dateCreated),
    isMember: true,
    teamRole: 'contributor',
    flags: { 'idp:provisioned': false },
    access: [],
    hasAccess: true,
    isPending: false,
    memberCount: organization.members.filter(({ pending }) => !pending).length,
    avatar: LETTERS
  }
}

/** A member as Sentry sends it. One who was only invited has no `user`. */
export function memberObject(member: Member): Json {
  return {
    id: member.id,
    email: member.email,
    name: member.name,
    user: member.pending ? null : memberUser(member),
    orgRole: 'member',
    pending: member.pending,
    expired: false,
    flags: {
      'idp:provisioned': false,
      'idp:role-restricted': false,
      'sso:linked': false,
      'sso:invalid': false,
      'member-limit:restricted': false,
      'partnership:restricted': false
    },
    dateCreated: sentryTime(member.dateCreated),
    inviteStatus: 'approved',
    inviterName: null
  }
}
