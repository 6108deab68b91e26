import { clean } from '../../text/clean.ts'
import type { Write } from '../plan.ts'

/** What a write is to do, after "would": `record the deploy of web@2.1.0 to production`. */
export function toDo(write: Write, version: string): string {
  const name = clean(version, 200)
  if (write.operation === 'create-deploy')
    return `record the deploy of ${name} to ${clean(write.body.environment, 64)}`
  return write.operation === 'create-release'
    ? `create release ${name}, or add its projects and commits if it is there`
    : `update release ${name} (${Object.keys(write.body).join(', ')})`
}

/** What a write did, as a sentence without its full stop: `Created release web@2.1.0`. */
export function done(write: Write, version: string, created: boolean): string {
  const name = clean(version, 200)
  if (write.operation === 'create-deploy')
    return `Recorded the deploy of ${name} to ${clean(write.body.environment, 64)}`
  if (write.operation === 'update-release')
    return `Updated release ${name} (${Object.keys(write.body).join(', ')})`
  return created ? `Created release ${name}` : `Completed release ${name}, which was there already`
}
