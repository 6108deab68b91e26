import { clean } from '../text/clean.ts'
import { at, textAt } from '../text/json.ts'

/** Whether what an event is about took place: a deploy, a run, a release, a push. `why` says what happened instead. */
export type Occurrence =
  { readonly kind: 'happened' } | { readonly kind: 'did-not-happen'; readonly why: string }

/** What happened instead; `undefined` if what the event is about took place. */
type Rule = (payload: unknown) => string | undefined

/**
 * The events that tell how something ended, or that something is gone. Every other event only starts the job: `deployment` asks for a
 * deploy, and the job makes it. A state that GitHub adds later counts as no success. A payload without the field (the event file could
 * not be read) counts as one that took place.
 * Source: GitHub's "Webhook events and payloads".
 */
const RULES: Readonly<Record<string, Rule>> = {
  deployment_status: payload =>
    unlessState('success', at(payload, 'deployment_status', 'state'), `the deployment${toPlace(payload)}`),
  workflow_run: payload => unlessConcluded(payload, 'workflow_run', 'the workflow run'),
  check_suite: payload => unlessConcluded(payload, 'check_suite', 'the check suite'),
  // a check run that is not over: someone pressed one of its buttons
  check_run: payload =>
    textAt(payload, 'action') === 'completed'
      ? unlessConcluded(payload, 'check_run', 'the check run')
      : undefined,
  status: payload => unlessState('success', at(payload, 'state'), 'the commit status'),
  page_build: payload => unlessState('built', at(payload, 'build', 'status'), 'the build of the pages'),
  release(payload) {
    const action = textAt(payload, 'action')
    const tag = named(textAt(payload, 'release', 'tag_name'))
    return action === 'deleted' || action === 'unpublished'
      ? `the release${tag} at GitHub was ${action}`
      : undefined
  },
  push: payload => (isDeletion(payload) ? deletionWords(payload) : undefined),
  delete: payload => `the ${kindOfRef(payload)}${named(textAt(payload, 'ref'))} was deleted`
}

/**
 * Whether what an event is about took place.
 *
 * @param name the event that the run is about, as `eventName` tells it
 * @param payload the parsed event file; anything is accepted
 */
export function readOccurrence(name: string, payload: unknown): Occurrence {
  const why = Object.hasOwn(RULES, name) ? RULES[name]?.(payload) : undefined
  return why === undefined ? { kind: 'happened' } : { kind: 'did-not-happen', why }
}

/** Whether a push deleted a branch or a tag. */
export function isDeletion(payload: unknown): boolean {
  return at(payload, 'deleted') === true || /^0+$/.test(textAt(payload, 'after') ?? '')
}

/** The branch or tag that a push deleted. The run's own ref is then another one: the default branch. */
export function deletionWords(payload: unknown): string {
  const ref = textAt(payload, 'ref')
  const kind = ref?.startsWith('refs/tags/') === true ? 'tag' : 'branch'
  return `the push deleted the ${kind}${named(ref?.replace(/^refs\/(?:heads|tags)\//, ''))}`
}

function unlessState(wanted: string, state: unknown, what: string): string | undefined {
  return state === undefined || state === wanted ? undefined : `${what} has the state ${shown(state)}`
}

/** For something that runs: `conclusion` tells how it ended, and is `null` until then. */
function unlessConcluded(payload: unknown, field: string, what: string): string | undefined {
  const conclusion = at(payload, field, 'conclusion')
  if (conclusion === undefined || conclusion === 'success') return undefined
  const thing = `${what}${named(textAt(payload, field, 'name'))}`
  return conclusion === null ? `${thing} is not over yet` : `${thing} ended with ${shown(conclusion)}`
}

function shown(state: unknown): string {
  return typeof state === 'string' ? clean(state, 40) : 'unknown'
}

function toPlace(payload: unknown): string {
  const environment =
    textAt(payload, 'deployment', 'environment') ?? textAt(payload, 'deployment_status', 'environment')
  return environment === undefined ? '' : ` to ${clean(environment, 64)}`
}

function kindOfRef(payload: unknown): string {
  return textAt(payload, 'ref_type') === 'tag' ? 'tag' : 'branch'
}

function named(name: string | undefined): string {
  return name === undefined || name === '' ? '' : ` ${clean(name, 100)}`
}
