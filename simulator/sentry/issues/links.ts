import type { Organization, Project } from '../state/state.ts'

/** What releases and projects need of the issues. The issue store provides it. */
export interface IssueLinks {
  /** Whether an issue of the organization was first seen in this release, in any environment. */
  isFirstRelease(organization: Organization, version: string): boolean
  /** How many issues of the project were first seen in this release. Sentry calls it `newGroups`. */
  countNew(project: Project, version: string): number
  /** Resolves the issues that a commit message names (`Fixes WEB-1, API-2`) in this release. */
  resolveByMessage(message: string, version: string, organization: Organization): void
  /** Removes the issues of a deleted project. */
  removeProject(project: Project): void
}
