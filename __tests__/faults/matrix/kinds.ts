/** The faults of the matrix: what a server or the network does to a request, and what that says of it. */

/**
 * `refused`: certainly not carried out, and it passes. `unclear`: it may have been carried out. `final`: the next answer would be
 * the same. `good`: a good answer, only without a body.
 */
export type Nature = 'refused' | 'unclear' | 'final' | 'good'

export interface FaultKind {
  readonly name: string
  readonly nature: Nature
  /** Whether the request is carried out all the same. */
  readonly effect: boolean
  /** As the simulator takes it. */
  readonly action: Readonly<Record<string, unknown>>
  /** The answer comes so late that only short deadlines see it. */
  readonly isSlow?: true
  /** The only server that it comes from; Sentry's answers come through Maton, too. */
  readonly server?: 'github' | 'sentry'
  /** Whether it stands for its like on the second way, where not every fault is tried at every request. */
  readonly isTypical?: true
  /** The requests to which it says something. */
  readonly only?: 'reads' | 'writes'
  /** How long it lasts, where it is not both: what a single answer does is held for each operation in the tests of their table. */
  readonly lasts?: 'once' | 'for ever'
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'
const TOO_OFTEN = {
  detail: 'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds'
}
const HTML_TYPE = { 'content-type': 'text/html' }
/** Answers with a good status that hold something else than what belongs there. */
const WRONG_SHAPES: readonly (readonly [name: string, body: string])[] = [
  ['an empty object', '{}'],
  ['null', 'null'],
  ['a text', '"x"'],
  ['a list of null', '[null]'],
  ['JSON 60,000 deep', '['.repeat(60_000) + ']'.repeat(60_000)]
]
const JSON_TYPE = { 'content-type': 'application/json' }
const INTERNAL = { detail: 'Internal Error', errorId: 'a1b2' }

/** @param elsewhere the address of a server that must never be contacted */
export function faultKinds(elsewhere: string): readonly FaultKind[] {
  const nothing = { effect: false } as const
  const done = { effect: true } as const
  const soon = String(Math.ceil(Date.now() / 1_000) + 3)
  return [
    {
      name: '429 with Retry-After',
      nature: 'refused',
      ...nothing,
      action: { status: 429, headers: { 'retry-after': '2' }, body: TOO_OFTEN }
    },
    {
      name: '429 without Retry-After',
      nature: 'refused',
      ...nothing,
      action: { status: 429, headers: HTML_TYPE, body: JSON.stringify(TOO_OFTEN) }
    },
    {
      name: '429 with the time of the reset',
      isTypical: true,
      nature: 'refused',
      ...nothing,
      action: {
        status: 429,
        headers: {
          'x-sentry-rate-limit-remaining': '0',
          'x-sentry-rate-limit-reset': soon,
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': soon
        },
        body: TOO_OFTEN
      }
    },
    { name: '408', nature: 'unclear', ...nothing, action: { status: 408, body: '' } },
    {
      name: '409 lock',
      nature: 'final',
      ...nothing,
      action: { status: 409, body: { detail: 'Release commits are currently being processed' } }
    },
    { name: '500', nature: 'unclear', ...nothing, action: { status: 500, body: INTERNAL } },
    { name: '502 as HTML', nature: 'unclear', ...nothing, action: { status: 502, body: HTML } },
    {
      name: '502 after the effect',
      nature: 'unclear',
      ...done,
      only: 'writes',
      action: { status: 502, body: HTML, applied: true }
    },
    {
      name: '503',
      nature: 'unclear',
      isTypical: true,
      ...nothing,
      action: {
        status: 503,
        body: { error: 'apigateway', detail: 'Downstream service temporarily unavailable' }
      }
    },
    { name: '504', nature: 'unclear', ...nothing, action: { status: 504, body: '' } },
    { name: 'cut before the effect', nature: 'unclear', ...nothing, action: { reset: true } },
    { name: 'cut after the effect', nature: 'unclear', ...done, isTypical: true, action: { reset: 'after' } },
    { name: 'slow headers', nature: 'unclear', ...done, isSlow: true, action: { delayMs: 1_000 } },
    { name: 'no answer ever', nature: 'unclear', ...nothing, isSlow: true, action: { drop: true } },
    { name: 'truncated body', nature: 'unclear', ...done, action: { truncate: 5 } },
    { name: 'empty body', nature: 'unclear', ...nothing, action: { status: 200, body: '' } },
    {
      name: 'empty body after the effect',
      nature: 'unclear',
      ...done,
      only: 'writes',
      action: { status: 200, body: '', applied: true }
    },
    { name: '204', nature: 'unclear', ...nothing, only: 'reads', action: { status: 204 } },
    {
      name: '204 after the effect',
      nature: 'good',
      ...done,
      only: 'writes',
      action: { status: 204, applied: true }
    },
    {
      name: 'wrong content type',
      isTypical: true,
      nature: 'unclear',
      ...nothing,
      action: { status: 200, headers: HTML_TYPE, body: '<html>Welcome to the hotel network</html>' }
    },
    {
      name: 'another shape',
      nature: 'unclear',
      ...nothing,
      action: { status: 200, body: { detail: 'Internal Error' } }
    },
    ...WRONG_SHAPES.map(([name, body]): FaultKind => ({
      name,
      nature: 'unclear',
      ...nothing,
      server: 'sentry',
      lasts: 'for ever',
      action: { status: 200, headers: JSON_TYPE, body }
    })),
    {
      name: '404 as HTML',
      isTypical: true,
      nature: 'final',
      ...nothing,
      server: 'sentry',
      lasts: 'for ever',
      action: { status: 404, headers: HTML_TYPE, body: '<h1>Not Found</h1>' }
    },
    {
      name: 'redirect',
      isTypical: true,
      nature: 'final',
      ...nothing,
      action: { status: 302, headers: { location: `${elsewhere}/api/0/` }, body: '' }
    }
  ]
}
