import { filledText } from '../../../control/decode.ts'
import { findAssignee } from '../assignees.ts'
import type { Assignee } from '../issue.ts'
import { oneOf, readSeed, type Decode } from '../../../control/seed-fields.ts'
import type { Organization } from '../../state/state.ts'

/** Reads an assignee: the name or address of a user, `#team`, or an object as Sentry sends it. An unknown name makes a user. */
export function assignee(organization: Organization): Decode<Assignee> {
  return (value, at) => {
    if (typeof value === 'object') {
      const sent = readSeed(value, at, ['type', 'id', 'name', 'email'])
      const email = sent.optional('email', filledText)
      const rest = email === undefined ? {} : { email }
      const type = sent.optional('type', oneOf(['user', 'team'])) ?? 'user'
      return {
        type,
        id: sent.optional('id', filledText) ?? '0',
        name: sent.required('name', filledText),
        ...rest
      }
    }
    const name = filledText(value, at)
    const email = name.includes('@') ? { email: name } : {}
    return findAssignee(organization, name) ?? { type: 'user', id: '0', name, ...email }
  }
}
