import type { Answer } from '../http.ts'

const DOCUMENTATION = 'https://docs.github.com/rest'
const LIMITS = `${DOCUMENTATION}/using-the-rest-api/rate-limits-for-the-rest-api`
const HOUR = 3_600_000

/** An error in GitHub's form. */
export function failure(status: number, message: string, documentation = DOCUMENTATION): Answer {
  return { status, body: { message, documentation_url: documentation, status: String(status) } }
}

export function notFound(): Answer {
  return failure(404, 'Not Found')
}

/** What GitHub says about a body that it understands but does not accept. */
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

/** Calls of the current hour, which is what GitHub counts. They are counted but never refused: faults do that. */
export class Budget {
  readonly #resource: string
  #hour = 0
  #used = 0

  /** @param resource `core` (REST) or `graphql`: each has its own budget */
  constructor(resource: 'core' | 'graphql') {
    this.#resource = resource
  }

  /** The headers of one more answer. Nothing is refused here, so `remaining` never says 0. */
  spend(now: number): Record<string, string> {
    const hour = Math.floor(now / HOUR)
    this.#used = hour === this.#hour ? this.#used + 1 : 1
    this.#hour = hour
    const limit = 1000
    const used = Math.min(this.#used, limit - 1)
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - used),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(((hour + 1) * HOUR) / 1000),
      'x-ratelimit-resource': this.#resource
    }
  }
}

/** A scripted answer, as the action of a fault wants it. */
export interface Refused {
  readonly status: 403 | 429
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

/**
 * What GitHub answers when the hourly budget is spent.
 *
 * @param reset epoch seconds from which there is a new one
 */
export function primaryRateLimit(reset: number): Refused {
  return {
    status: 403,
    headers: {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '1000',
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
 * What GitHub answers to too many calls at once, or too much new content.
 *
 * @param retryAfter seconds; GitHub leaves the header out at times
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
