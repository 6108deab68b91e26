import { at, parseJson, textAt } from '../text/json.ts'

/** The deployment of `deployment` and `deployment_status`. */
export interface EventDeployment {
  /** The ref that the deployment was asked for by: a branch, a tag, a sha or `refs/pull/N/merge`. */
  readonly ref: string | undefined
  readonly environment: string | undefined
  /** Of `deployment_status`, such as `success`. */
  readonly state: string | undefined
  /** What the creator of the deployment attached. A text that is JSON is parsed. Untrusted. */
  readonly payload: unknown
}

/** The deployment in the payload of its event. */
export function readDeployment(payload: unknown): EventDeployment {
  return {
    ref: textAt(payload, 'deployment', 'ref'),
    environment: textAt(payload, 'deployment', 'environment'),
    state: textAt(payload, 'deployment_status', 'state'),
    payload: parsedOrSame(at(payload, 'deployment', 'payload'))
  }
}

/** GitHub passes a deployment's payload on as the creator wrote it: as an object or as a text. */
function parsedOrSame(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const parsed = parseJson(value)
  return parsed === undefined ? value : parsed
}
