import type { Answer } from '../http.ts'

const DOCUMENTATION = 'https://docs.github.com/rest'
const LIMITS = `${DOCUMENTATION}/using-the-rest-api/rate-limits-for-the-rest-api`
const HOUR = 3_600_000
/** GitHub: calls an hour and repository of a workflow's token. */
const HOURLY_LIMIT = 1_000

/** An error in GitHub's form. */
export function failure(status: number, message: string, documentation = DOCUMENTATION): Answer {
  return { status, body: { message, documentation_url: documentation, status: String(status) } }
}

export function notFound(): Answer {
  return failure(404, 'Not Found')
}

/** GitHub's 422 for a field that it reads but does not accept. */
export function validationFailed(error: {
  resource: string
  code: string
  field: string
  message?: string
}): Answer {
  return {
    status: 422,
    body: { message: 'Validation Failed', errors: [error], documentation_url: DOCUMENTATION, status: '422' }
  }
}

/** GitHub's time format: UTC, whole seconds. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Counts the calls of the current hour, as GitHub does. It never refuses one: a fault does that. */
export class Budget {
  readonly #resource: string
  #hour = 0
  #used = 0

  /** @param resource `core` (REST) or `graphql`: each has its own budget */
  constructor(resource: 'core' | 'graphql') {
    this.#resource = resource
  }

  /**
   * Counts one call, and returns the rate headers of its answer. `remaining` is at least 1, because no call is refused here.
   * @param now milliseconds since the epoch
   */
  spend(now: number): Record<string, string> {
    const hour = Math.floor(now / HOUR)
    this.#used = hour === this.#hour ? this.#used + 1 : 1
    this.#hour = hour
    const used = Math.min(this.#used, HOURLY_LIMIT - 1)
    return {
      'x-ratelimit-limit': String(HOURLY_LIMIT),
      'x-ratelimit-remaining': String(HOURLY_LIMIT - used),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(((hour + 1) * HOUR) / 1000),
      'x-ratelimit-resource': this.#resource
    }
  }
}

/** An answer in the form of the action of a fault. */
export interface Refused {
  readonly status: 403 | 429
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

/**
 * GitHub's answer when the hourly budget is spent.
 * @param reset when the next hour begins, in seconds since the epoch
 */
export function primaryRateLimit(reset: number): Refused {
  return {
    status: 403,
    headers: {
      'x-ratelimit-limit': String(HOURLY_LIMIT),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': String(HOURLY_LIMIT),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core'
    },
    body: {
      message: 'API rate limit exceeded for installation ID 1.',
      documentation_url: LIMITS,
      status: '403'
    }
  }
}

/**
 * GitHub's answer to too many calls at once, or too much new content.
 * @param retryAfter seconds. GitHub does not always send the header.
 */
export function secondaryRateLimit(retryAfter?: number): Refused {
  return {
    status: 403,
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: `${LIMITS}#about-secondary-rate-limits`,
      status: '403'
    }
  }
}
