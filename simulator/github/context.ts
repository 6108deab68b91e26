import type { Answer, Request } from '../http.ts'
import { REPOSITORY, type State } from './state/state.ts'

/** What a route handles a request with. */
export interface Context {
  readonly state: State
  /** Milliseconds. */
  readonly now: number
  /** The address of GitHub's API, without a slash at the end. */
  readonly address: string
  readonly request: Request
  /** The variable parts of the path, decoded. */
  readonly values: readonly string[]
}

export type Handler = (context: Context) => Answer

/** The address of the repository in the API, or of a path below it. */
export function apiUrl(address: string, path = ''): string {
  return `${address}/repos/${REPOSITORY}${path}`
}

/** The web page of the repository, or of a path below it. */
export function webUrl(path = ''): string {
  return `https://github.com/${REPOSITORY}${path}`
}

/** A global id of GraphQL: made up, and always the same for the same thing. */
export function nodeId(kind: string, id: string | number): string {
  return `${kind}_${Buffer.from(`${REPOSITORY}:${id}`).toString('base64url')}`
}
