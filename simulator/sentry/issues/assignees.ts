import type { Assignee } from './issue.ts'
import type { Member, Organization, Team } from '../state/state.ts'

/**
 * The member or team that a text names: `user:<id>`, `team:<id>`, `#<team>`, or the id, e-mail address or name of a member. `undefined` if
 * there is none.
 */
export function findAssignee(organization: Organization, wanted: string): Assignee | undefined {
  const [, kind, id] = /^(user|team):(.+)$/.exec(wanted) ?? []
  const team = organization.teams.find(team =>
    kind === 'team' ? team.id === id : `#${team.slug}` === wanted
  )
  if (team !== undefined) return teamAssignee(team)
  const joined = organization.members.filter(({ pending }) => !pending)
  const member = joined.find(member =>
    kind === 'user' ? member.id === id : [member.id, member.email, member.name].includes(wanted)
  )
  return member === undefined ? undefined : memberAssignee(member)
}

function teamAssignee({ id, slug }: Team): Assignee {
  return { type: 'team', id, name: slug }
}

function memberAssignee({ id, name, email }: Member): Assignee {
  return { type: 'user', id, name, email }
}
