import type { Answer, Request } from '../http.ts'
import { REPOSITORY, type State } from './state.ts'

/** What a route gets to see. */
export interface Context {
  readonly state: State
  /** Milliseconds. */
  readonly now: number
  /** Where GitHub's API is, without a slash at the end. */
  readonly address: string
  readonly request: Request
  /** The variable parts of the path, decoded. */
  readonly values: readonly string[]
}

export type Handler = (context: Context) => Answer

/** The API's address of the repository, or of something below it. */
export function apiUrl(address: string, path = ''): string {
  return `${address}/repos/${REPOSITORY}${path}`
}

/** The page in the browser of the repository, or of something below it. */
export function webUrl(path = ''): string {
  return `https://github.com/${REPOSITORY}${path}`
}

/** A made-up but stable global id. */
export function nodeId(kind: string, id: string | number): string {
  return `${kind}_${Buffer.from(`${REPOSITORY}:${id}`).toString('base64url')}`
}
