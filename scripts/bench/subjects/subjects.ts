import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SentryCli } from '@sentry/cli'
import { CONNECTIONS_PER_HOST } from '../../../src/http/transport.ts'
import { inputVariables, readManifest } from '../../action-runner.ts'
import type { Command, Subject, SubjectName } from '../cases/case.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')

export interface ActionStep {
  readonly name?: SubjectName
  /** The folder of the manifest: `.` or `comment` in the project, or that of another version. */
  readonly action: string
  readonly inputs: Readonly<Record<string, string>>
  /** Variables of the job, such as `GITHUB_SHA`. */
  readonly env: Readonly<Record<string, string>>
  readonly payload: unknown
  /** The folder for the files of the run. */
  readonly folder: string
  readonly certificateFile: string
}

/** A bundle of this project, as the runner starts it. */
export function actionSubject(step: ActionStep): Subject {
  const { name = 'action', action, inputs, env, payload, folder, certificateFile } = step
  const manifest = readManifest(action)
  const files = { output: path.join(folder, 'output'), summary: path.join(folder, 'summary') }
  const event = path.join(folder, 'event.json')
  mkdirSync(folder, { recursive: true })
  writeFileSync(event, JSON.stringify(payload))
  const command = {
    file: process.execPath,
    args: [path.resolve(ROOT, action, manifest.main)],
    cwd: folder,
    env: {
      ...plainEnvironment(folder),
      NODE_EXTRA_CA_CERTS: certificateFile,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      ...inputVariables(manifest.inputs, inputs),
      ...env
    }
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  return { name, commands: [command] }
}

function plainEnvironment(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home }
}

/** A release as `getsentry/action-release` makes it with `sentry-cli`. */
export interface CliStep {
  readonly server: string
  readonly key: string
  readonly organization: string
  readonly projects: readonly string[]
  readonly version: string
  readonly environments: readonly string[]
  readonly commits: boolean
  /** A folder with scripts and maps. */
  readonly sourceMaps?: string
  readonly checkout: string
  readonly home: string
}

/**
 * `sentry-cli` with the commands of the official action, in its order. The binary is started directly, without the Node script in front of
 * it. It trusts only the certificates of the system, so it must not verify ours, which saves it some time.
 */
export function cliSubject(step: CliStep): Subject {
  const { server, key, organization, projects, version, environments, commits, sourceMaps, checkout, home } =
    step
  mkdirSync(home, { recursive: true })
  writeFileSync(path.join(home, '.sentryclirc'), '[http]\nverify_ssl = false\n')
  const env = {
    ...plainEnvironment(home),
    SENTRY_URL: server,
    SENTRY_AUTH_TOKEN: key,
    SENTRY_ORG: organization,
    SENTRY_DISABLE_UPDATE_CHECK: 'true'
  }
  const ofProjects = projects.flatMap(project => ['--project', project])
  const calls = [
    ['releases', 'new', version, ...ofProjects],
    ...(commits ? [['releases', 'set-commits', version, '--auto', ...ofProjects]] : []),
    ...(sourceMaps === undefined
      ? []
      : [
          ['sourcemaps', 'inject', sourceMaps],
          [
            'sourcemaps',
            'upload',
            ...ofProjects,
            '--release',
            version,
            '--ignore',
            'node_modules',
            sourceMaps
          ]
        ]),
    ...environments.map(name => ['deploys', 'new', '--release', version, '--env', name]),
    ['releases', 'finalize', version, ...ofProjects]
  ]
  const file = SentryCli.getPath()
  return { name: 'sentry-cli', commands: calls.map((args): Command => ({ file, args, cwd: checkout, env })) }
}

/** A request of the floor. `commits: "read"` in the body stands for the commits that it read before. */
export interface FloorRequest {
  readonly server: 'maton' | 'github'
  readonly method: string
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly expects: readonly number[]
}

export interface FloorStep {
  readonly servers: {
    readonly maton: { readonly origin: string; readonly headers: Readonly<Record<string, string>> }
    readonly github: { readonly origin: string; readonly headers: Readonly<Record<string, string>> }
  }
  /** `owner/name` of the commits that are sent. */
  readonly repository: string
  /** The requests of a round are sent at the same time. */
  readonly rounds: readonly (readonly FloorRequest[])[]
  readonly folder: string
  readonly certificateFile: string
}

/** The floor. It has as many connections to a server as its largest round has requests, and at most as many as the action may open. */
export function floorSubject({ servers, repository, rounds, folder, certificateFile }: FloorStep): Subject {
  const widest = (name: FloorRequest['server']): number =>
    Math.max(0, ...rounds.map(round => round.filter(({ server }) => server === name).length))
  const used = (['maton', 'github'] as const)
    .filter(name => widest(name) > 0)
    .map(name => [name, { ...servers[name], connections: Math.min(CONNECTIONS_PER_HOST, widest(name)) }])
  mkdirSync(folder, { recursive: true })
  const plan = path.join(folder, 'plan.json')
  writeFileSync(plan, JSON.stringify({ servers: Object.fromEntries(used), repository, rounds }))
  const command = {
    file: process.execPath,
    args: [path.join(import.meta.dirname, 'floor.js'), plan],
    cwd: folder,
    env: { ...plainEnvironment(folder), NODE_EXTRA_CA_CERTS: certificateFile }
  }
  return { name: 'floor', commands: [command] }
}
