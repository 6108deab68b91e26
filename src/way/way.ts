import { isOneOf } from '../run/failure.ts'
import { WAY_FAILURES } from './failures.ts'
import type { Rules } from './policy.ts'

/** One operation, as it is sent: the request, and what is known about doing it twice. */
export interface WayCall extends Rules {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Encoded, the query included: `/api/0/…` for Sentry; anything else belongs to the server of the way itself. */
  readonly path: string
  readonly body?: Body | undefined
  /** What the call is to do, to what: `create the release shop@1.0.0 in acme`. */
  readonly purpose: string
  /** The Sentry scopes of which one is needed. */
  readonly scopes: readonly string[]
  /** Where it shows whether an unclear write happened: `the teams of acme`. */
  readonly look?: string | undefined
}

/** A body: JSON, or bytes of a form that `type` names, such as a part of an upload. */
export type Body =
  { readonly json: Readonly<Record<string, unknown>> } | { readonly type: string; readonly bytes: Uint8Array }

/** Whether a call goes to Sentry; others go to the server of the way itself. */
export function isOfSentry({ path }: Pick<WayCall, 'path'>): boolean {
  return path.startsWith('/api/0/')
}

/** A good answer, decoded. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** `undefined` for an empty body. */
  readonly json: unknown
}

/** How a run reaches Sentry. Everything that differs between the ways is behind this interface. */
export interface Way {
  /**
   * Sends a call, as often as it takes and may be.
   * @throws Failure with the cause and the remedy; of the kind `unclear` when a write may or may not have happened
   */
  call(call: WayCall): Promise<Reply>
  /**
   * In whose name Sentry is asked, for log and summary: `connection conn-a (the only active one)`.
   * @throws Failure when that is not clear
   */
  caller(): Promise<string>
  readonly words: Words
  readonly uploads: UploadLimits
  /** Whether the list of organizations has all that the caller sees. */
  readonly listsOrganizations: boolean
  /** Closes the connections; calls that are still under way end, and are not repeated. */
  close(): Promise<void>
}

/** How large and how many the requests of an upload may be on a way. */
export interface UploadLimits {
  /** Bytes of a piece of a file at most. */
  readonly chunkBytes: number
  /** Pieces under way at the same time. */
  readonly atOnce: number
}

/** How messages speak of a way, and of the one in whose name Sentry is asked on it. */
export interface Words {
  /** Such as `through Maton`. */
  readonly way: string
  /** What kind of token it is, where the run has one of Sentry: `organization token`. */
  readonly token?: string
  /** With an article: `the connection`. What it may see and do decides what Sentry answers. */
  readonly caller: string
  /** How to get one that sees another organization, as the end of a sentence: `set maton_connection to the connection that sees it`. */
  readonly otherCaller: string
  /** How to get one that may see more, as the end of a sentence. */
  readonly moreRights: string
}

/**
 * Answers `absent` where Sentry itself says that the thing asked for is not there, which is an answer too. Any other 404 says
 * nothing of the thing and stays a failure.
 */
export async function unlessAbsent<T, A>(answer: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await answer
  } catch (error) {
    if (isOneOf(error, [WAY_FAILURES.notFound])) return absent
    throw error
  }
}
