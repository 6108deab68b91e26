import { isoTime } from './answers.ts'
import { apiUrl, nodeId, webUrl, type Context, type Handler } from './context.ts'
import { DEFAULT_BRANCH, NAME, OWNER, REPOSITORY } from './state/state.ts'
import { userId, userObject } from './users.ts'

/** The id of GitHub's own example, octocat/Hello-World. */
const ID = 1_296_269
const CREATED = Date.UTC(2024, 0, 15, 9, 0, 0)

const REPOSITORY_LINKS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}'
}

/** The repository as it stands inside other answers. */
export function repositoryObject({
  state,
  address
}: Pick<Context, 'state' | 'address'>): Record<string, unknown> {
  const links = Object.entries(REPOSITORY_LINKS).map(([name, path]) => [name, apiUrl(address, path)])
  const pushed = state.graph.get(state.refs.get(`heads/${DEFAULT_BRANCH}`) ?? '')?.author.date ?? CREATED
  const openIssues = [...state.pulls.values()].filter(pull => pull.state === 'open').length
  return {
    id: ID,
    node_id: nodeId('R', ID),
    name: NAME,
    full_name: REPOSITORY,
    private: state.private,
    visibility: state.private ? 'private' : 'public',
    owner: userObject(address, OWNER),
    html_url: webUrl(),
    description: 'The shop',
    fork: false,
    url: apiUrl(address),
    ...Object.fromEntries(links),
    clone_url: webUrl('.git'),
    git_url: `git://github.com/${REPOSITORY}.git`,
    ssh_url: `git@github.com:${REPOSITORY}.git`,
    svn_url: webUrl(),
    mirror_url: null,
    homepage: null,
    language: 'TypeScript',
    license: null,
    topics: [],
    default_branch: DEFAULT_BRANCH,
    size: 108,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: openIssues,
    open_issues_count: openIssues,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    created_at: isoTime(CREATED),
    updated_at: isoTime(pushed),
    pushed_at: isoTime(pushed)
  }
}

/** `GET /repos/{o}/{r}` */
export const getRepository: Handler = context => ({
  status: 200,
  body: {
    ...repositoryObject(context),
    organization: userObject(context.address, OWNER),
    network_count: 0,
    subscribers_count: 1
  }
})

/** A fork of the repository, as it stands in a pull request from it. */
export function forkObject(
  place: Pick<Context, 'state' | 'address'>,
  fullName: string
): Record<string, unknown> {
  const [owner = '', name = ''] = fullName.split('/')
  return {
    ...repositoryObject(place),
    id: userId(fullName),
    node_id: nodeId('R', fullName),
    name,
    full_name: fullName,
    owner: userObject(place.address, owner),
    fork: true,
    url: `${place.address}/repos/${fullName}`,
    html_url: `https://github.com/${fullName}`
  }
}
