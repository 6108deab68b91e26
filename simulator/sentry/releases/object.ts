import type { SentryContext } from '../context.ts'
import type { Author, Commit, Deploy, Member, Organization, Project, Release, Repo } from '../state/state.ts'
import { sentryTime, sentryTimeOrNull } from '../requests/times.ts'
import { versionInfo } from './versions.ts'

type Json = Readonly<Record<string, unknown>>

const HOUR = 60 * 60 * 1000

/**
 * A release as Sentry sends it.
 * @param current the `project` of the query, for `currentProjectMeta`
 */
export function releaseObject(
  context: SentryContext,
  { organization, release, current }: { organization: Organization; release: Release; current?: Project }
): Json {
  const [lastCommit] = release.commits
  const lastDeploy = release.deploys.at(-1)
  const projects = [...release.projects.keys()].map(project => ({
    id: Number(project.id),
    slug: project.slug,
    name: project.name,
    newGroups: context.issues.countNew(project, release.version),
    platform: project.platform,
    platforms: project.platform === null ? [] : [project.platform],
    // Sentry: always false without `health=1`
    hasHealthData: false
  }))
  return {
    id: release.id,
    version: release.version,
    shortVersion: release.version,
    versionInfo: versionInfo(release.version),
    status: release.status,
    ref: release.ref,
    url: release.url,
    dateCreated: sentryTime(release.dateCreated),
    dateReleased: sentryTimeOrNull(release.dateReleased),
    data: {},
    newGroups: projects.reduce((sum, { newGroups }) => sum + newGroups, 0),
    owner: release.owner === null ? null : memberUser(release.owner),
    commitCount: release.commitCount,
    lastCommit: lastCommit === undefined ? null : commitObject(lastCommit, [release]),
    deployCount: release.deploys.length,
    lastDeploy: lastDeploy === undefined ? null : deployObject(lastDeploy),
    authors: releaseAuthors(release),
    projects,
    firstEvent: sentryTimeOrNull(release.firstEvent),
    lastEvent: sentryTimeOrNull(release.lastEvent),
    currentProjectMeta: current === undefined ? {} : projectMeta(organization, release, current),
    userAgent: release.userAgent
  }
}

/** The releases before and after this one, and the first and last, among those of a project, by creation. */
function projectMeta(organization: Organization, release: Release, project: Project): Json {
  const versions = [...organization.releases.values()]
    .filter(({ projects }) => projects.has(project))
    .map(({ version }) => version)
  const at = versions.indexOf(release.version)
  return {
    prevReleaseVersion: at > 0 ? (versions[at - 1] ?? null) : null,
    nextReleaseVersion: at === -1 ? null : (versions[at + 1] ?? null),
    firstReleaseVersion: versions[0] ?? null,
    lastReleaseVersion: versions.at(-1) ?? null,
    ...sessionBounds(organization, release, project)
  }
}

/** The hours in which the first and the last session of the release began. */
function sessionBounds({ sessions }: Organization, { version }: Release, project: Project): Json {
  const hours = sessions
    .filter(row => row.release === version && row.project === project)
    .map(({ started }) => Math.floor(started / HOUR) * HOUR)
    .toSorted((a, b) => a - b)
  return {
    sessionsLowerBound: sentryTimeOrNull(hours[0] ?? null),
    sessionsUpperBound: sentryTimeOrNull(hours.at(-1) ?? null)
  }
}

/** A commit as Sentry sends it, with the releases that hold it. */
export function commitObject(commit: Commit, releases: readonly Release[]): Json {
  return {
    id: commit.id,
    message: commit.message,
    dateCreated: sentryTime(commit.timestamp),
    repository: repoObject(commit.repository),
    author: commit.author === null ? {} : authorObject(commit.author),
    pullRequest: null,
    suspectCommitType: '',
    releases: releases.map(release => ({
      version: release.version,
      shortVersion: release.version,
      ref: release.ref,
      url: release.url,
      dateReleased: sentryTimeOrNull(release.dateReleased),
      dateCreated: sentryTime(release.dateCreated)
    }))
  }
}

function authorObject({ name, email }: Author): Json {
  return { name, email }
}

function releaseAuthors(release: Release): Json[] {
  const authors = release.commits.map(({ author }) => author).filter(author => author !== null)
  return [...new Set(authors)].map(authorObject)
}

/** A repository as Sentry sends it. */
export function repoObject(repo: Repo): Json {
  const linked = repo.provider === 'integrations:github'
  return {
    id: repo.id,
    name: repo.name,
    url: repo.url,
    provider: { id: repo.provider, name: linked ? 'GitHub' : 'Unknown Provider' },
    status: 'active',
    integrationId: linked ? '51' : null,
    externalSlug: linked ? repo.name : null,
    externalId: linked ? repo.id : null,
    dateCreated: sentryTime(repo.dateCreated)
  }
}

/** A deploy as Sentry sends it. */
export function deployObject(deploy: Deploy): Json {
  return {
    id: deploy.id,
    environment: deploy.environment,
    dateStarted: sentryTimeOrNull(deploy.dateStarted),
    dateFinished: sentryTime(deploy.dateFinished),
    name: deploy.name,
    url: deploy.url
  }
}

/** The user of a member, as Sentry sends it. */
export function memberUser(member: Member): Json {
  const time = sentryTime(member.dateCreated)
  return {
    id: member.id,
    name: member.name,
    username: member.email,
    email: member.email,
    avatarUrl: 'https://gravatar.com/avatar/00000000000000000000000000000000?s=32&d=mm',
    avatar: { avatarType: 'letter_avatar', avatarUuid: null, avatarUrl: null },
    isActive: true,
    isSuspended: false,
    hasPasswordAuth: true,
    isManaged: false,
    dateJoined: time,
    lastLogin: time,
    has2fa: false,
    lastActive: time,
    isSuperuser: false,
    isStaff: false,
    experiments: {},
    emails: [{ id: member.id, email: member.email, is_verified: true }]
  }
}
