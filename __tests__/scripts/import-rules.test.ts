import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { listOf, recordOf, parseJson, textOf } from '../../src/text/json.ts'
import { at } from '../release/simulated.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'import-rules-'))

const STEPS = ['../release/errors.ts', '../comment/errors.ts', '../api/errors.ts']
const ENTRIES = ['../main.ts', '../comment.ts', '../api.ts']
const CLIENTS = ['../sentry/client.ts', '../github/event.ts', '../git/history.ts']
const GATEWAY = '../gateway/errors.ts'
const TEXT = '../text/json.ts'
const ACTIONS = '../actions/inputs.ts'
const CORE = '@actions/core'
const GITHUB = ['@actions/github', '@octokit/core']
const UNDICI = ['undici', 'undici/lib/core/errors.js']
const SIMULATOR = '../../simulator/server.ts'

const ALL = [...STEPS, ...ENTRIES, ...CLIENTS, GATEWAY, TEXT, ACTIONS, CORE, ...GITHUB, ...UNDICI, SIMULATOR]

/** What each file may import of all that, its own room included. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'release/plan.ts': ['../release/errors.ts', ...CLIENTS, GATEWAY, TEXT],
  'release/inputs.ts': ['../release/errors.ts', ...CLIENTS, GATEWAY, TEXT, ACTIONS],
  'comment/gate.ts': ['../comment/errors.ts', ...CLIENTS, GATEWAY, TEXT],
  'comment/inputs.ts': ['../comment/errors.ts', ...CLIENTS, GATEWAY, TEXT, ACTIONS],
  'api/run.ts': ['../api/errors.ts', ...CLIENTS, GATEWAY, TEXT],
  'api/inputs.ts': ['../api/errors.ts', ...CLIENTS, GATEWAY, TEXT, ACTIONS],
  'sentry/client.ts': ['../sentry/client.ts', GATEWAY, TEXT],
  'github/event.ts': ['../github/event.ts', GATEWAY, TEXT],
  'github/repository.ts': ['../github/event.ts', GATEWAY, TEXT, ...GITHUB],
  'git/history.ts': ['../git/history.ts', GATEWAY, TEXT],
  'gateway/gateway.ts': [GATEWAY, TEXT],
  'gateway/transport.ts': [GATEWAY, TEXT, ...UNDICI],
  'text/json.ts': [TEXT],
  'actions/step.ts': ['../github/event.ts', GATEWAY, TEXT, ACTIONS, CORE]
}

/** The imports that the linter refuses, by file. */
let refused: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  cpSync(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'))
  for (const file of Object.keys(ALLOWED)) {
    mkdirSync(path.join(folder, 'src', path.dirname(file)), { recursive: true })
    writeFileSync(
      path.join(folder, 'src', file),
      ALL.map((from, index) => `export * as from${index} from '${from}'\n`).join('')
    )
  }
  const oxlint = path.join(ROOT, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', 'src'], {
    cwd: folder,
    encoding: 'utf8'
  })
  const found = new Map<string, string[]>()
  for (const diagnostic of listOf(at(parseJson(stdout), 'diagnostics')).map(recordOf)) {
    if (!textOf(diagnostic['code'])?.includes('no-restricted-imports')) continue
    const file = path.relative('src', textOf(diagnostic['filename']) ?? '').replaceAll('\\', '/')
    const line = Number(at(diagnostic, 'labels', 0, 'span', 'line'))
    found.set(file, [...(found.get(file) ?? []), ALL[line - 1] ?? ''])
  }
  refused = found
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(Object.entries(ALLOWED))(
  'the linter lets %s import from below, and nothing else',
  (file, allowed) => {
    const others = ALL.filter(from => !allowed.includes(from))
    expect([...new Set(refused.get(file))].toSorted()).toEqual(others.toSorted())
  }
)
