import type { Drawing, Drawn, DrawnTags } from './drawn.ts'

/** A release that stands in Sentry, older ones first. */
export interface Standing {
  readonly version: string
  /** Newest first; none: without commits. */
  readonly commits?: readonly string[]
  readonly environment?: string
  readonly repository?: string
  /** So many commits that only another repository has stand before these. */
  readonly foreign?: number
  /** So many releases of this name, numbered. */
  readonly times?: number
}

export interface Row extends Drawing, DrawnTags {
  readonly title: string
  readonly releases?: readonly Standing[]
  /** Whether the checkout did not fetch the tags. */
  readonly isUntagged?: boolean
  readonly inputs?: Readonly<Record<string, string>>
  /** `c9`: a push of c9; `c5..c9`: a push from c5; several: one after the other. `tag v1`: a push of the tag; `after v1`: a run that follows one for the tag. */
  readonly runs: readonly string[]
  readonly expected: readonly string[]
  /** `previous_commit_source`, and the name of `previous_commit`. */
  readonly previous?: readonly [source: string, commit: string]
  readonly log?: string
  /** By each source. */
  readonly summary?: RegExp
  /** The sources that can tell; default: all. */
  readonly sources?: readonly string[]
}

export const SOURCES = ['integration', 'github', 'local']
const MAIN = 'c0 c1 c2 c3 c4 c5 c6 c7 c8 c9'
const LONG = Array.from({ length: 300 }, (_, number) => `c${number}`)
/** So many that GitHub is asked for those of the component only. */
const NIGHTLIES = Object.fromEntries(Array.from({ length: 401 }, (_, number) => [`nightly-${number}`, 'c1']))
const PRODUCTION = { environment: 'production' }

export const ROWS: readonly Row[] = [
  {
    title: 'a release that grows with each push keeps what it has',
    lines: [MAIN],
    inputs: { release: 'main' },
    runs: ['c2..c5', 'c5..c9'],
    expected: ['c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'],
    summary: /with 3 more that the release had|begun earlier so that the release keeps what it had/
  },
  {
    title: 'a release that grows keeps what it has when the pushes come in the wrong order',
    lines: [MAIN],
    inputs: { release: 'main' },
    runs: ['c5..c9', 'c2..c5'],
    expected: ['c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9']
  },
  {
    title: 'a release that grows from the first commit on keeps it',
    lines: [MAIN],
    inputs: { release: 'main' },
    releases: [{ version: 'main', commits: ['c1', 'c0'] }],
    runs: ['c1..c3'],
    expected: ['c0', 'c1', 'c2', 'c3']
  },
  {
    title: 'a given previous commit takes commits away',
    lines: [MAIN],
    inputs: { release: 'main', previous_commit: 'c7' },
    releases: [{ version: 'main', commits: ['c5', 'c4'] }],
    runs: ['c5..c9'],
    expected: ['c8', 'c9']
  },
  {
    title: 'commits that a force push removed do not stay',
    lines: [MAIN, 'c3 x4 x5'],
    inputs: { release: 'main' },
    releases: [{ version: 'main', commits: ['x5', 'x4', 'c3'] }],
    runs: ['c3..c5'],
    expected: ['c3', 'c4', 'c5']
  },
  {
    title: 'a release that grows keeps three hundred commits when the newest of them was amended',
    lines: [LONG.join(' '), 'c298 x299'],
    inputs: { release: 'main' },
    releases: [{ version: 'main', commits: ['x299', ...LONG.slice(0, -1).toReversed()] }],
    runs: ['x299..c299'],
    expected: LONG,
    log: '1 of the 300 commits that the release holds of acme/web are not in the history of'
  },
  {
    title: 'the repository was renamed since the last release',
    lines: [MAIN],
    inputs: PRODUCTION,
    releases: [{ version: 'r0', commits: ['c5', 'c4'], repository: 'acme/old-web', ...PRODUCTION }],
    runs: ['c8..c9'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['environment', 'c5']
  },
  {
    title: 'the first release of main after a hotfix',
    lines: [MAIN, 'c1 h1'],
    inputs: PRODUCTION,
    releases: [
      { version: 'r0', commits: ['c1'], ...PRODUCTION },
      { version: 'hotfix', commits: ['h1'], ...PRODUCTION }
    ],
    runs: ['c2..c3'],
    expected: ['c2', 'c3'],
    previous: ['environment', 'c1'],
    log: 'the newest release deployed to production) is on another branch than'
  },
  {
    title: 'a hotfix of a maintenance branch',
    lines: [MAIN, 'c1 h1 h2 h3'],
    inputs: { release: '10.18.7', ...PRODUCTION },
    releases: [
      { version: '10.18.6', commits: ['h2', 'h1'], ...PRODUCTION },
      { version: '10.24.0', commits: ['c8', 'c7'], ...PRODUCTION }
    ],
    runs: ['h1..h3'],
    expected: ['h3'],
    previous: ['environment', 'h2']
  },
  {
    title: 'a hotfix, without an environment',
    lines: [MAIN, 'c1 h1 h2 h3'],
    releases: [
      { version: '10.18.6', commits: ['h2', 'h1'] },
      { version: '10.24.0', commits: ['c8', 'c7'] }
    ],
    runs: ['h3'],
    expected: ['h3'],
    previous: ['release', 'h2']
  },
  {
    title: 'the only release of the environment is on another branch',
    lines: [MAIN, 'c5 h1'],
    inputs: PRODUCTION,
    releases: [
      { version: 'staged', commits: ['c8'] },
      { version: 'hotfix', commits: ['h1'], ...PRODUCTION }
    ],
    runs: ['c8..c9'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['environment', 'h1']
  },
  {
    title: 'a rollback',
    lines: [MAIN],
    inputs: PRODUCTION,
    releases: [
      { version: 'r0', commits: ['c1'], ...PRODUCTION },
      { version: 'r2', commits: ['c9'], ...PRODUCTION }
    ],
    runs: ['c4..c5'],
    expected: [],
    previous: ['environment', 'c9'],
    log: 'so this is a rollback'
  },
  {
    title: 'a merge brings commits that are older than the previous release',
    lines: ['c0 c1 f1 f2', 'c1 c2 c3 c4(f2) c5'],
    inputs: PRODUCTION,
    releases: [{ version: 'r0', commits: ['c3'], ...PRODUCTION }],
    runs: ['c4..c5'],
    expected: ['f1', 'f2', 'c4', 'c5'],
    previous: ['environment', 'c3']
  },
  {
    title: 'each app of one project has its own history',
    lines: [MAIN],
    inputs: { release: 'com.acme.android@1.0.1+45' },
    releases: [
      { version: 'com.acme.android@1.0.0+40', commits: ['c5'] },
      { version: 'com.acme.ios@1.0.1+45', commits: ['c9', 'c8', 'c7', 'c6'] }
    ],
    runs: ['c8..c9'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['release', 'c5'],
    log: 'Releases of another package are passed over: '
  },
  {
    title: 'many newer releases are of another package',
    lines: [MAIN],
    inputs: { release: 'com.acme.android@2' },
    releases: [
      { version: 'com.acme.android@1', commits: ['c5'] },
      { version: 'com.acme.ios@1', commits: ['c7'], times: 25 }
    ],
    runs: ['c8..c9'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['release', 'c5']
  },
  {
    title: 'more than a hundred newer releases have no commits',
    lines: [MAIN],
    inputs: PRODUCTION,
    releases: [
      { version: 'r0', commits: ['c5'], ...PRODUCTION },
      { version: 'sdk', times: 120, ...PRODUCTION }
    ],
    runs: ['c8..c9'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['environment', 'c5'],
    log: 'Releases without commits are passed over: '
  },
  {
    title: 'versions that differ by their build',
    lines: [MAIN],
    tags: { 'v0.5.0+90': 'c1', 'v0.5.1+92': 'c6', 'v0.5.1+93': 'c9' },
    runs: ['tag v0.5.1+93'],
    expected: ['c7', 'c8', 'c9'],
    previous: ['tag', 'c6']
  },
  {
    title: 'tags of two tools',
    lines: [MAIN],
    tags: { 'tool-a-v1': 'c2', 'tool-b-v1': 'c6', 'tool-a-v2': 'c9' },
    runs: ['tag tool-a-v2'],
    expected: ['c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c2']
  },
  {
    title: 'tags of two packages',
    lines: [MAIN],
    tags: { 'web-v1.2.0': 'c2', 'api-v3.1.0': 'c6', 'web-v1.3.0': 'c9' },
    runs: ['tag web-v1.3.0'],
    expected: ['c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c2'],
    log: 'the tag web-v1.2.0, the highest version below web-v1.3.0'
  },
  {
    title: 'an annotated release candidate on the same commit, among very many tags',
    lines: [MAIN],
    tags: { ...NIGHTLIES, 'v1.1.0': 'c5', 'v1.2.0-rc.1': 'c9', 'v1.2.0': 'c9' },
    annotated: ['v1.1.0', 'v1.2.0-rc.1', 'v1.2.0'],
    runs: ['tag v1.2.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'the only tag near the version is on the same commit, among very many tags',
    lines: [MAIN],
    tags: { ...NIGHTLIES, 'v2024.12.3': 'c5', 'v2025.1.0-rc.1': 'c9', 'v2025.1.0': 'c9' },
    runs: ['tag v2025.1.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'the only tag near the version is annotated, on the same commit, among very many tags',
    lines: [MAIN],
    tags: { ...NIGHTLIES, 'v2024.12.3': 'c5', 'v2025.1.0-rc.1': 'c9', 'v2025.1.0': 'c9' },
    annotated: ['v2024.12.3', 'v2025.1.0-rc.1'],
    runs: ['tag v2025.1.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'a release candidate on the same commit',
    lines: [MAIN],
    tags: { 'v1.1.0': 'c5', 'v1.2.0-rc.1': 'c9', 'v1.2.0': 'c9' },
    runs: ['tag v1.2.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'workflow_dispatch for a tag',
    lines: [MAIN],
    inputs: { release: 'v1.2.0' },
    tags: { 'v1.1.0': 'c3', 'v1.2.0': 'c6' },
    runs: ['dispatch c9'],
    expected: ['c4', 'c5', 'c6'],
    previous: ['tag', 'c3'],
    log: 'The release is the tag v1.2.0: its commit',
    summary: /the release is the tag v1/
  },
  {
    title: 'workflow_dispatch for a tag with a prefix and without the v',
    lines: [MAIN],
    inputs: { release: '1.2.0', release_prefix: 'web@' },
    tags: { 'v1.1.0': 'c3', 'v1.2.0': 'c6' },
    runs: ['dispatch c9'],
    expected: ['c4', 'c5', 'c6'],
    previous: ['tag', 'c3']
  },
  {
    title: 'workflow_dispatch for a tag that the checkout did not fetch',
    lines: [MAIN],
    inputs: { release: 'v1.2.0' },
    tags: { 'v1.1.0': 'c3', 'v1.2.0': 'c6' },
    isUntagged: true,
    runs: ['dispatch c9'],
    expected: ['c4', 'c5', 'c6'],
    previous: ['tag', 'c3']
  },
  {
    title: 'workflow_dispatch for a tag that nobody tells',
    lines: [MAIN],
    inputs: { release: 'v1.2.0', github_token: '' },
    tags: { 'v1.1.0': 'c3', 'v1.2.0': 'c6' },
    isUntagged: true,
    runs: ['dispatch c2'],
    expected: ['c0', 'c1', 'c2'],
    log: 'Whether the release is a tag is not known: there is no github_token, and no checkout with tags.',
    sources: ['local']
  },
  {
    title: 'a workflow_run that follows the run of a tag',
    lines: [MAIN],
    tags: { 'v1.1.0': 'c5', 'v1.2.0': 'c9' },
    runs: ['after v1.2.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'a tag without a token, in a checkout with tags',
    lines: [MAIN],
    inputs: { github_token: '' },
    tags: { 'v1.1.0': 'c5', 'v1.2.0-rc.1': 'c9', 'v1.2.0': 'c9' },
    annotated: ['v1.1.0', 'v1.2.0-rc.1'],
    runs: ['tag v1.2.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5'],
    sources: ['local']
  },
  {
    title: 'a tag that is no version, without a token',
    lines: [MAIN],
    inputs: { github_token: '' },
    tags: { monday: 'c5', today: 'c9' },
    runs: ['tag today'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5'],
    sources: ['local']
  },
  {
    title: 'a tag in a checkout without tags',
    lines: [MAIN],
    tags: { 'v1.1.0': 'c5', 'v1.2.0': 'c9' },
    isUntagged: true,
    runs: ['tag v1.2.0'],
    expected: ['c6', 'c7', 'c8', 'c9'],
    previous: ['tag', 'c5']
  },
  {
    title: 'a tag that nobody tells the earlier ones of',
    lines: [MAIN],
    inputs: { github_token: '' },
    tags: { 'v1.1.0': 'c1', 'v1.2.0': 'c2' },
    isUntagged: true,
    runs: ['tag v1.2.0'],
    expected: ['c0', 'c1', 'c2'],
    log: 'notice: The previous tag could not be looked up: there is no github_token, and no checkout with tags.',
    sources: ['local']
  },
  {
    title: 'workflow_dispatch for a release that is no tag',
    lines: [MAIN],
    releases: [{ version: 'r0', commits: ['c7'] }],
    runs: ['dispatch c9'],
    expected: ['c8', 'c9'],
    previous: ['release', 'c7']
  },
  {
    title: 'the first release of an app of a monorepo',
    lines: [Array.from({ length: 60 }, (_, number) => `c${number}`).join(' ')],
    files: name => [Number(name.slice(1)) < 30 ? 'apps/new/a.ts' : 'apps/old/a.ts'],
    inputs: { paths: 'apps/new' },
    runs: ['c59'],
    expected: Array.from({ length: 20 }, (_, number) => `c${number + 10}`),
    sources: ['github', 'local']
  },
  {
    title: 'a commit on another repository of the same project does not count',
    lines: [MAIN],
    releases: [
      { version: 'r0', commits: ['c7'] },
      { version: 'theirs', foreign: 3, repository: 'acme/api' }
    ],
    runs: ['c8..c9'],
    expected: ['c8', 'c9'],
    previous: ['release', 'c7']
  }
]

/** Makes releases of a row in Sentry. */
export async function stand(
  { version, commits = [], environment, repository = 'acme/web', foreign = 0, times }: Standing,
  drawn: Drawn,
  servers: { sentry(method: 'POST', path: string, body: unknown): Promise<unknown> }
): Promise<void> {
  const versions =
    times === undefined ? [version] : Array.from({ length: times }, (_, number) => `${version}${number}`)
  for (const one of versions) {
    const others = Array.from({ length: foreign }, (_, number) => String(number).padStart(40, 'e'))
    const list = [...others, ...commits.map(name => drawn.sha(name))].map(id => ({ id, repository }))
    await servers.sentry('POST', 'releases/', {
      version: one,
      projects: ['web'],
      ...(list.length === 0 ? {} : { commits: list })
    })
    if (environment !== undefined)
      await servers.sentry('POST', `releases/${encodeURIComponent(one)}/deploys/`, { environment })
  }
}

/** The payload of a `workflow_run` that follows a run for a tag. */
export function runPayload(tag: string, sha: string): Readonly<Record<string, unknown>> {
  const head = { head_repository: { full_name: 'acme/web', owner: { login: 'acme' } } }
  return {
    action: 'completed',
    workflow_run: { event: 'push', conclusion: 'success', head_sha: sha, head_branch: tag, ...head },
    repository: { id: 1, full_name: 'acme/web', default_branch: 'main', private: true }
  }
}

/** The name of the commit that a run of a row is for. */
export function headOf(run: string, { tags = {} }: Row): string {
  const [, kind, name = ''] = /^(?:(tag|after|dispatch) )?(.*)$/.exec(run) ?? []
  return kind === 'tag' || kind === 'after' ? (tags[name] ?? '') : (name.split('..').at(-1) ?? '')
}
