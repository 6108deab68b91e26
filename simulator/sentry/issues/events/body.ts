import type { SentryContext } from '../../context.ts'
import { metadataOf } from '../body.ts'
import { eventAt, type IssueEvent } from './event.ts'
import type { Frame, Issue } from '../issue.ts'
import { releaseObject } from '../../releases/object.ts'
import { sentryTime } from '../../requests/times.ts'

/** An event as Sentry sends it in a list. */
export function listedEventBody(event: IssueEvent): Record<string, unknown> {
  return { 'event.type': 'error', ...sharedBody(event) }
}

/** An event with its stack. */
export function eventBody(event: IssueEvent): Record<string, unknown> {
  return {
    ...sharedBody(event),
    dateReceived: sentryTime(event.time),
    contexts: {},
    size: 0,
    entries: [exceptionEntry(event.issue)],
    dist: null,
    sdk: null,
    context: {},
    packages: {},
    type: 'error',
    errors: [],
    occurrence: null,
    _meta: {},
    fingerprints: [hashOf(event.issue)]
  }
}

function sharedBody(event: IssueEvent): Record<string, unknown> {
  const { issue, id, time } = event
  return {
    id,
    groupID: issue.id,
    eventID: id,
    projectID: issue.project.id,
    message: issue.title,
    title: issue.title,
    location: issue.filename,
    culprit: issue.culprit,
    user: null,
    tags: tagsOf(event),
    platform: issue.platform,
    dateCreated: sentryTime(time),
    crashFile: null,
    metadata: metadataOf(issue)
  }
}

/** The hash of an issue, by which its events are grouped. Each issue has one. */
export function hashOf(issue: Issue): string {
  return issue.id.padStart(32, '0')
}

/** An event as Sentry sends it alone: with its release and the events before and after it. */
export function singleEventBody(context: SentryContext, event: IssueEvent): Record<string, unknown> {
  const { issue, index } = event
  const { organization } = issue
  const release = organization.releases.get(event.release ?? '')
  return {
    ...eventBody(event),
    release: release === undefined ? null : releaseObject(context, { organization, release }),
    userReport: null,
    sdkUpdates: [],
    resolvedWith: [],
    nextEventID: eventAt(issue, index + 1)?.id ?? null,
    previousEventID: eventAt(issue, index - 1)?.id ?? null
  }
}

function tagsOf({ issue, environment, release }: IssueEvent): { key: string; value: string }[] {
  const tags = { environment, handled: issue.isUnhandled ? 'no' : 'yes', level: issue.level, release }
  return Object.entries(tags).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))
}

function exceptionEntry(issue: Issue): Record<string, unknown> {
  const exception = {
    type: issue.type,
    value: issue.value,
    module: null,
    threadId: null,
    mechanism: { type: 'generic', handled: !issue.isUnhandled },
    stacktrace: {
      frames: issue.frames.map(frameBody),
      framesOmitted: null,
      registers: null,
      hasSystemFrames: issue.frames.some(({ inApp }) => !inApp)
    },
    rawStacktrace: null
  }
  return {
    type: 'exception',
    data: { values: [exception], hasSystemFrames: exception.stacktrace.hasSystemFrames, excOmitted: null }
  }
}

function frameBody(frame: Frame): Record<string, unknown> {
  return {
    filename: frame.filename,
    absPath: frame.absPath,
    module: frame.module,
    package: null,
    platform: null,
    function: frame.function,
    lineNo: frame.lineNo,
    colNo: null,
    context: [],
    vars: null,
    inApp: frame.inApp
  }
}
