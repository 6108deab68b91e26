import type { Organization, Project } from './state.ts'

/** What the rest of Sentry asks of its issues; the issue store is one. */
export interface IssueLinks {
  /** Whether any issue of the organization was first seen in this release (over all environments). */
  isFirstRelease(organization: Organization, version: string): boolean
  /** How many issues of the project were first seen in this release: `newGroups`. */
  countNew(project: Project, version: string): number
  /** Resolves, in this release, the issues that a commit message names (`Fixes WEB-1, API-2`). */
  resolveByMessage(message: string, version: string, organization: Organization): void
  /** Drops the issues of a project that was deleted. */
  removeProject(project: Project): void
}
