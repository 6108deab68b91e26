import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' }
import { changed } from '../../scripts/action-runner.ts'
import type { Simulator } from '../../simulator/server.ts'
import { listAt, recordAt, textAt } from '../../src/text/json.ts'
import type { Occasion } from './recipe-run.ts'

/** The commits of the simulated repository that events are about. */
export interface Commits {
  readonly main: string
  readonly topic: string
  /** What pull request 1 was merged as. */
  readonly merged: string
}

export async function commitsOf(simulator: Simulator): Promise<Commits> {
  const { github } = recordAt(simulator.control('GET', 'state'))
  const refs = recordAt(github, 'refs')
  const answer = await fetch(`${simulator.github}/repos/${simulator.repository}/pulls/1`, {
    headers: { authorization: `Bearer ${simulator.token}` }
  })
  const pull: unknown = await answer.json()
  return {
    main: textAt(refs, 'heads/main') ?? '',
    topic: textAt(refs, 'heads/topic') ?? '',
    merged: textAt(pull, 'merge_commit_sha') ?? ''
  }
}

const REPOSITORY = { full_name: 'acme/web', name: 'web', private: true, owner: { login: 'acme' } }

export function push(sha: string, more: Readonly<Record<string, unknown>> = {}): Occasion {
  const payload = changed(recorded('push'), {
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: sha,
    deleted: false,
    repository: REPOSITORY,
    ...more
  })
  return { eventName: 'push', payload, env: onBranch('main', sha) }
}

export function pushOfTag(tag: string, sha: string): Occasion {
  const { payload } = push(sha, { ref: `refs/tags/${tag}` })
  const env = {
    ...onBranch(tag, sha),
    GITHUB_REF: `refs/tags/${tag}`,
    GITHUB_REF_NAME: tag,
    GITHUB_REF_TYPE: 'tag'
  }
  return { eventName: 'push', payload, env }
}

/** A release of GitHub that was published for a tag. */
export function published(tag: string, sha: string, prerelease = false): Occasion {
  const { env } = pushOfTag(tag, sha)
  const payload = changed(recorded('release'), {
    action: 'published',
    release: { tag_name: tag, target_commitish: 'main', draft: false, prerelease },
    repository: REPOSITORY
  })
  return { eventName: 'release', payload, env }
}

/** Pull request 2 of the simulated repository, whose branch is `topic`. */
export function pullRequest(action: 'synchronize' | 'closed', head: string): Occasion {
  const payload = changed(recorded('pull_request'), {
    action,
    number: 2,
    repository: REPOSITORY,
    pull_request: {
      number: 2,
      merged: false,
      head: { ref: 'topic', sha: head, repo: { full_name: 'acme/web', fork: false } },
      base: { ref: 'main', repo: { full_name: 'acme/web' } }
    }
  })
  const env = { ...onBranch('2/merge', 'e'.repeat(40)), GITHUB_REF: 'refs/pull/2/merge' }
  return { eventName: 'pull_request', payload, env }
}

export function deployed(sha: string): Occasion {
  const payload = changed(recorded('deployment_status'), {
    deployment_status: { state: 'success', environment: 'production' },
    deployment: { sha, ref: 'main', environment: 'production' },
    repository: REPOSITORY
  })
  return { eventName: 'deployment_status', payload, env: onBranch('main', sha) }
}

/** The end of a workflow that a fork's pull request started. */
export function builtForFork(head: string, main: string): Occasion {
  const payload = changed(recorded('workflow_run'), {
    repository: REPOSITORY,
    workflow_run: {
      conclusion: 'success',
      event: 'pull_request',
      head_sha: head,
      head_branch: 'topic',
      head_repository: { full_name: 'acme/web', owner: { login: 'acme' } },
      pull_requests: []
    }
  })
  return { eventName: 'workflow_run', payload, env: onBranch('main', main) }
}

export function dispatched(sha: string, inputs: Readonly<Record<string, string>> = {}): Occasion {
  const payload = changed(recorded('workflow_dispatch'), { inputs, repository: REPOSITORY })
  return { eventName: 'workflow_dispatch', payload, env: onBranch('main', sha) }
}

export function scheduled(sha: string): Occasion {
  return { eventName: 'schedule', payload: { schedule: '17 * * * *' }, env: onBranch('main', sha) }
}

function onBranch(name: string, sha: string): Readonly<Record<string, string>> {
  return {
    GITHUB_SHA: sha,
    GITHUB_REF: `refs/heads/${name}`,
    GITHUB_REF_NAME: name,
    GITHUB_REF_TYPE: 'branch',
    GITHUB_ACTOR: 'octocat',
    GITHUB_REPOSITORY: 'acme/web'
  }
}

/** The first recorded payload of an event. */
function recorded(name: string): unknown {
  const all: unknown = examples
  const event = listAt(all, [], entry => recordAt(entry)).find(entry => entry['name'] === name)
  return listAt(event?.['examples'], [])[0]
}
