import { createHash } from 'node:crypto'
import type { Answer } from '../http.ts'
import { nodeId, type Context } from './context.ts'
import { isoTime } from './answers.ts'
import { notAccessible } from './permissions.ts'
import { OWNER, TOKEN_USER } from './state/state.ts'

const USER_LINKS = {
  followers_url: '/followers',
  following_url: '/following{/other_user}',
  gists_url: '/gists{/gist_id}',
  starred_url: '/starred{/owner}{/repo}',
  subscriptions_url: '/subscriptions',
  organizations_url: '/orgs',
  repos_url: '/repos',
  events_url: '/events{/privacy}',
  received_events_url: '/received_events'
}

/** The id of an account: GitHub's real one for the workflow's bot, else made from the login. */
export function userId(login: string): number {
  if (login === TOKEN_USER) return 41_898_282
  return Number.parseInt(createHash('sha1').update(login).digest('hex').slice(0, 7), 16) + 1
}

/** Whether the login is one of an app. */
export function isBot(login: string): boolean {
  return login.endsWith('[bot]')
}

/** `GET /user`: the user of a person's token. The token of an app may not ask. */
export function getTokenUser({ state, address }: Pick<Context, 'state' | 'address'>): Answer {
  return isBot(state.tokenUser)
    ? notAccessible()
    : { status: 200, body: userObject(address, state.tokenUser) }
}

/** An account as GitHub sends it. */
export function userObject(address: string, login: string): Record<string, unknown> {
  const id = userId(login)
  const url = `${address}/users/${encodeURIComponent(login)}`
  const links = Object.entries(USER_LINKS).map(([name, path]) => [name, `${url}${path}`])
  return {
    login,
    id,
    node_id: nodeId(isBot(login) ? 'BOT' : 'U', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${isBot(login) ? `apps/${login.slice(0, -'[bot]'.length)}` : encodeURIComponent(login)}`,
    ...Object.fromEntries(links),
    type: isBot(login) ? 'Bot' : login === OWNER ? 'Organization' : 'User',
    user_view_type: 'public',
    site_admin: false
  }
}

/** The app of a workflow's token, as GitHub sends it. */
export function actionsApp(address: string): Record<string, unknown> {
  return {
    id: 15_368,
    client_id: 'Iv1.05c79e9ad1f6bdfa',
    slug: 'github-actions',
    node_id: nodeId('A', 15_368),
    owner: userObject(address, 'github'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: 'https://github.com/apps/github-actions',
    created_at: isoTime(Date.UTC(2018, 6, 30, 9, 30, 17)),
    updated_at: isoTime(Date.UTC(2025, 2, 7, 16, 35)),
    permissions: { contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' },
    events: ['check_run', 'push', 'pull_request']
  }
}
