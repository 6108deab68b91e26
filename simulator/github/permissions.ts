import type { Answer } from '../http.ts'
import { failure } from './answers.ts'
import type { Access, Permissions } from './state/state.ts'

/** The permissions for a route. One of them is enough. */
export type Accepted = readonly (readonly [name: keyof Permissions | 'metadata', access: 'read' | 'write'])[]

export const READ_METADATA: Accepted = [['metadata', 'read']]
export const READ_CONTENTS: Accepted = [['contents', 'read']]
export const READ_PULLS: Accepted = [['pull_requests', 'read']]
export const READ_COMMENTS: Accepted = [
  ['issues', 'read'],
  ['pull_requests', 'read']
]
export const WRITE_COMMENTS: Accepted = [
  ['issues', 'write'],
  ['pull_requests', 'write']
]

const RANK: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 }

/** Whether a token has one of the permissions. Anyone may read a public repository. */
export function isAllowed(
  accepted: Accepted,
  { permissions, private: isPrivate }: { permissions: Permissions; private: boolean }
): boolean {
  return accepted.some(
    ([name, access]) =>
      name === 'metadata' || (access === 'read' && !isPrivate) || RANK[permissions[name]] >= RANK[access]
  )
}

/** The value of `x-accepted-github-permissions`: `;` separates alternatives. */
export function acceptedHeader(accepted: Accepted): string {
  return accepted.map(([name, access]) => `${name}=${access}`).join('; ')
}

export function notAccessible(): Answer {
  return failure(403, 'Resource not accessible by integration')
}
