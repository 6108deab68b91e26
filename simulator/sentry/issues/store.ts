import type { IssueLinks } from './links.ts'
import { shortIdsToResolve } from './messages.ts'
import type { Issue } from './issue.ts'
import type { Organization, Project } from '../state/state.ts'

/** All issues of a simulated Sentry. */
export interface IssueStore extends IssueLinks {
  /** The number of issues in all organizations. */
  readonly size: () => number
  /** The issue of this id. */
  readonly find: (id: string) => Issue | undefined
  /** The issue of this short id, such as `WEB-1`, in any case. */
  readonly findByShortId: (organization: Organization, shortId: string) => Issue | undefined
  /** The issues of a project, oldest first. */
  readonly ofProject: (project: Project) => Iterable<Issue>
  /** The number of the next issue of the project. No number is used twice. */
  readonly nextNumber: (project: Project) => number
  /** Adds an issue. Its `number` must be `nextNumber` of its project. */
  readonly add: (issue: Issue) => void
  readonly remove: (issue: Issue) => void
}

/** The issues of a project. */
interface Shelf {
  nextNumber: number
  readonly byNumber: Map<number, Issue>
  /** By version: how many issues were first seen in the release. */
  readonly newIn: Map<string, number>
}

/** An empty store. */
export function createIssueStore(): IssueStore {
  const byId = new Map<string, Issue>()
  const shelves = new Map<Project, Shelf>()

  const shelfOf = (project: Project): Shelf => {
    const shelf = shelves.get(project) ?? { nextNumber: 1, byNumber: new Map(), newIn: new Map() }
    shelves.set(project, shelf)
    return shelf
  }
  const countNew = (project: Project, version: string) => shelves.get(project)?.newIn.get(version) ?? 0
  const countFirstRelease = (issue: Issue, change: 1 | -1) => {
    if (issue.firstRelease === null) return
    shelfOf(issue.project).newIn.set(issue.firstRelease, countNew(issue.project, issue.firstRelease) + change)
  }
  const findByShortId = (organization: Organization, shortId: string) => {
    const [, slug, number] = /^(.+)-([1-9]\d*)$/.exec(shortId.toLowerCase()) ?? []
    const project = organization.projects.find(project => project.slug === slug)
    return project === undefined ? undefined : shelves.get(project)?.byNumber.get(Number(number))
  }

  return {
    size: () => byId.size,
    find: id => byId.get(id),
    findByShortId,
    ofProject: project => shelves.get(project)?.byNumber.values() ?? [],
    nextNumber: project => shelves.get(project)?.nextNumber ?? 1,
    add: issue => {
      const shelf = shelfOf(issue.project)
      shelf.nextNumber = issue.number + 1
      shelf.byNumber.set(issue.number, issue)
      byId.set(issue.id, issue)
      countFirstRelease(issue, 1)
    },
    remove: issue => {
      shelfOf(issue.project).byNumber.delete(issue.number)
      byId.delete(issue.id)
      countFirstRelease(issue, -1)
    },
    isFirstRelease: (organization, version) =>
      organization.projects.some(project => countNew(project, version) > 0),
    countNew,
    resolveByMessage: (message, version, organization) => {
      for (const shortId of shortIdsToResolve(message)) {
        const issue = findByShortId(organization, shortId)
        if (issue === undefined) continue
        issue.status = 'resolved'
        issue.substatus = null
        issue.statusDetails = { inRelease: version }
      }
    },
    removeProject: project => {
      for (const issue of shelves.get(project)?.byNumber.values() ?? []) byId.delete(issue.id)
      shelves.delete(project)
    }
  }
}
