/** A kind of failure: one entry of the troubleshooting guide. */
export interface FailureKind {
  /** The heading in the guide, such as `key-refused`. */
  readonly name: string
  /** Why it happens, for the guide. */
  readonly cause: string
  /** What to do, for the guide and for the annotation in the log. */
  readonly remedy: string
  /** An input is wrong: the step fails whatever `on_error` says. */
  readonly isWrongInput?: true
}

/** The one kind of error that the steps throw on purpose: what happened, to what, and what to do. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly remedy: string

  /**
   * @param kind what the guide says about it
   * @param message what happened and to what; foreign text in it must have passed `clean`
   * @param options `remedy` replaces that of the kind where more is known; `cause` is the error behind the failure
   */
  constructor(kind: FailureKind, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.kind = kind
    this.remedy = options.remedy ?? kind.remedy
  }
}

/** Whether an error is a failure of one of these kinds. */
export function isOneOf(error: unknown, kinds: readonly FailureKind[]): error is Failure {
  return error instanceof Failure && kinds.includes(error.kind)
}

/** As `isOneOf`, for an error that is known to be a failure. */
export function hasKind(failure: Failure, kinds: readonly FailureKind[]): boolean {
  return kinds.includes(failure.kind)
}

/** The run was stopped, or ended, while something was under way. */
export const CANCELLED = {
  name: 'cancelled',
  cause: 'The runner cancelled the job.',
  remedy: 'See in the log what was written before. Run the step again to complete it.'
} as const satisfies FailureKind
