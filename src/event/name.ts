import { at } from '../text/json.ts'

/**
 * The fields that tell events apart. The order counts: the payload of a deployment also names the run that made it, and the payload of
 * a deployment's status also names the deployment.
 */
const SHAPES: readonly (readonly [field: string, event: string])[] = [
  ['deployment_status', 'deployment_status'],
  ['deployment', 'deployment'],
  ['pull_request', 'pull_request'],
  ['workflow_run', 'workflow_run'],
  ['check_run', 'check_run'],
  ['check_suite', 'check_suite'],
  ['merge_group', 'merge_group'],
  ['release', 'release'],
  ['issue', 'issue_comment'],
  ['after', 'push'],
  ['master_branch', 'create'],
  ['ref_type', 'delete']
]

/** The event that a run is about. A called workflow (`workflow_call`) has the payload of its caller: the shape of it tells which event it was. */
export function eventName(name: string, payload: unknown): string {
  if (name !== 'workflow_call') return name
  return SHAPES.find(([field]) => at(payload, field))?.[1] ?? name
}
