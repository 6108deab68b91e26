import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readManifest } from '../../scripts/action-runner.ts'
import { ACTIONS, generatedDocuments } from '../../scripts/readme/documents.ts'
import { PLACEHOLDER, repositoryOf } from '../../scripts/readme/address.ts'
import { between } from '../../scripts/readme/markers.ts'
import { inputsTable } from '../../scripts/readme/tables.ts'
import { at, listAt, recordAt, textAt } from '../../src/text/json.ts'
import { filesIn, read, ROOT } from './yaml.ts'

const DOCUMENTS = [
  'README.md',
  'comment/README.md',
  'api/README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...filesIn('docs', '.md')
]
const readme = read('README.md')

describe('Generated parts', () => {
  test('are what the code says; else `npm run readme` renews them', async () => {
    for (const { file, text } of await generatedDocuments(ROOT)) expect(text).toBe(read(file))
  })

  test('stay between their markers', () => {
    expect(between('a\n<!-- begin x -->\nold\n<!-- end x -->\nb', 'x', 'new')).toBe(
      'a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nb'
    )
    expect(() => between('a <!-- begin x -->', 'x', 'new')).toThrow('<!-- end x -->')
  })

  test('hold a description with a pipe and line breaks in one cell', () => {
    const inputs = [{ name: 'a', description: 'one\n| two <b> `<c>`', default: 'x' }]
    expect(inputsTable({ name: '', description: '', inputs, outputs: [], main: '', using: '' })).toBe(
      '| Input | Default | Meaning |\n| --- | --- | --- |\n| `a` | `x` | one \\| two \\<b\\> `<c>` |'
    )
  })
})

describe('Manifest, code and reference name the same', () => {
  test.each(ACTIONS)('inputs and outputs of $name', ({ folder, name, reads, outputs }) => {
    const manifest = readManifest(folder)
    const declared = manifest.inputs.map(input => input.name)
    expect(declared.toSorted()).toEqual([...reads().keys()].toSorted())
    expect(manifest.outputs.map(output => output.name)).toEqual([...outputs])
    expect(firstCells(`inputs of ${name}`)).toEqual(declared)
    expect(firstCells(`outputs of ${name}`)).toEqual([...outputs])
  })

  test.each(ACTIONS)(
    'action-types.yml of $name has a type for each, which fits its default',
    ({ folder }) => {
      const { inputs, outputs } = readManifest(folder)
      const types: unknown = parse(read(path.posix.join(folder, 'action-types.yml')))
      const typed = (part: string) => Object.entries(recordAt(types, part))
      expect(typed('inputs').map(([name]) => name)).toEqual(inputs.map(({ name }) => name))
      expect(typed('outputs').map(([name]) => name)).toEqual(outputs.map(({ name }) => name))
      for (const [name, type] of typed('inputs')) {
        const usual = inputs.find(input => input.name === name)?.default
        if (usual !== undefined) expect([name, allowed(type, usual)]).toEqual([name, true])
      }
    }
  )

  test.each([
    [{ type: 'enum', 'allowed-values': ['auto', 'never'] }, 'auto', 'sometimes'],
    [{ type: 'list', separator: ',', 'list-item': { type: 'enum', 'allowed-values': ['a'] } }, 'a,a', 'a,b'],
    [{ type: 'boolean' }, 'false', 'no'],
    [{ type: 'integer' }, '10', '1h']
  ])('the rule for defaults finds what does not fit %j', (type, good, bad) => {
    expect([allowed(type, good), allowed(type, bad)]).toEqual([true, false])
  })

  test.each(ACTIONS)(
    '$name has a description for each input and output, and runs on Node 24',
    ({ folder }) => {
      const { inputs, outputs, using, main } = readManifest(folder)
      expect([...inputs, ...outputs].filter(({ description }) => description.trim().length < 5)).toEqual([])
      expect(using).toBe('node24')
      expect(existsSync(path.join(ROOT, folder, main))).toBe(true)
    }
  )
})

describe('Documents', () => {
  test.each(DOCUMENTS)('%s has only links that lead somewhere', file => {
    const links = [...read(file).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g)].map(
      match => match[1] ?? match[2] ?? ''
    )
    for (const link of links.filter(one => !/^https?:/.test(one))) {
      const [target = '', anchor] = link.split('#')
      const linked = target === '' ? file : path.posix.join(path.posix.dirname(file), target)
      expect([link, existsSync(path.join(ROOT, linked))]).toEqual([link, true])
      if (anchor !== undefined) expect(anchorsOf(read(linked))).toContain(anchor)
    }
  })

  test.each(filesIn('docs/recipes', '.yml'))('%s names only recipes that exist', file => {
    const comments = read(file).match(/#.*$/gm) ?? []
    const named = comments.flatMap(comment => comment.match(/(?<![\w./])[\w-]+\.yml\b/g) ?? [])
    expect(named.filter(name => !existsSync(path.join(ROOT, 'docs/recipes', name)))).toEqual([])
  })

  test.each(DOCUMENTS)('%s names only npm scripts that exist', file => {
    const scripts = Object.keys(scriptsOf(read('package.json')))
    const named = [...read(file).matchAll(/npm (?:run ([\w:]+)|(test))/g)].map(match => match[1] ?? match[2])
    expect(named.filter(name => name !== undefined && !scripts.includes(name))).toEqual([])
  })

  test('name the repository as package.json does, and nobody where it names somebody', async () => {
    const filled = await generatedDocuments(ROOT, 'acme/maton-sentry-release')
    const rest = filled.filter(({ text }) => /\bOWNER\b/.test(text))
    expect(rest.map(({ file }) => file)).toEqual([])
    const readme = filled.find(({ file }) => file === 'README.md')?.text
    expect(readme).toContain('uses: acme/maton-sentry-release/comment@v1')
    expect(filled.find(({ file }) => file === '.github/CODEOWNERS')?.text).toContain('/dist/ @acme\n')
  })

  test('say once who OWNER is, as long as it is nobody', () => {
    expect(readme.match(/`OWNER` is whoever hosts this repository/g) ?? []).toHaveLength(
      repositoryOf(ROOT).startsWith(`${PLACEHOLDER}/`) ? 1 : 0
    )
  })

  test('the issue form leads into the guide', () => {
    expect(read('.github/ISSUE_TEMPLATE/config.yml')).toContain('/blob/main/docs/troubleshooting.md\n')
  })

  test('the README is short: at most 12 kB', () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12_000)
  })

  test.each([
    ['README.md', 'the local commands', /npm ci\nnpm run demo\nnpm run try/],
    ['README.md', 'how long the tests take', /all tests, which takes/],
    ['README.md', 'that the commands need Node 24', /need Node 24/],
    ['README.md', 'what Maton is and sees', /## What Maton is\n[\s\S]*Maton sees/],
    ['comment/README.md', 'that the output `issues` is always full', /The output `issues` is always full/],
    [
      'comment/README.md',
      'that a release without an event stays without data',
      /without a single event stays ⚪/
    ],
    [
      'docs/troubleshooting.md',
      'in a numbered list what to do when every report stays ⚪',
      /## Every report stays ⚪\n[\s\S]*?\n1\. [\s\S]*?\n8\. [\s\S]*?\n## /
    ],
    [
      'docs/troubleshooting.md',
      'which hosts must be reachable',
      /## Hosts that must be reachable\n[\s\S]*`api\.maton\.ai`[\s\S]*`sentry\.io`[\s\S]*`api\.github\.com`/
    ],
    [
      'docs/troubleshooting.md',
      'what reusable workflows get',
      /## Reusable workflows\n[\s\S]*secrets: inherit/
    ],
    ['docs/troubleshooting.md', 'how to trust an authority', /## Certificates\n[\s\S]*NODE_EXTRA_CA_CERTS/],
    [
      'docs/troubleshooting.md',
      'that environments have case',
      /## Environment names\n[\s\S]*Upper and lower case/
    ],
    ['docs/commits.md', 'how long a commit message may be', /2,000 bytes/],
    ['docs/commits.md', 'the concurrency group for shared releases', /group: sentry-release-/],
    [
      'docs/speed.md',
      'how fast it is, with the command',
      /÷ `sentry-cli`[\s\S]*0\.\d\d[\s\S]*```console\nnpm run bench/
    ],
    [
      'docs/comparison.md',
      'what the others have and this lacks',
      /\*\*Debug files,.*\*\*\s+\| \*\*no\*\*\s+\| no\s+\| yes/
    ],
    ['docs/comparison.md', 'that source maps are uploaded', /\| Source maps\s+\| yes/]
  ])('%s says %s', (file, _what, words) => {
    expect(read(file)).toMatch(words)
  })

  test('the changelog has the version of package.json, or something unreleased', () => {
    const changelog = read('CHANGELOG.md')
    expect(changelog).toContain('## [Unreleased]')
    expect(changelog).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/m)
  })
})

/** Whether a value is one of a type of `action-types.yml`. */
function allowed(type: unknown, value: string): boolean {
  const kind = textAt(type, 'type')
  if (kind === 'boolean') return /^(true|false)$/.test(value)
  if (kind === 'integer') return /^\d+$/.test(value)
  if (kind === 'enum') return listAt(type, ['allowed-values']).includes(value)
  if (kind !== 'list') return kind === 'string'
  return value.split(textAt(type, 'separator') ?? '').every(item => allowed(at(type, 'list-item'), item))
}

/** The names in the first column of a generated table. */
function firstCells(section: string): readonly string[] {
  const part =
    read('docs/reference.md').split(`<!-- begin ${section} -->`)[1]?.split(`<!-- end ${section} -->`)[0] ?? ''
  return [...part.matchAll(/^\| `(\w+)`/gm)].map(match => match[1] ?? '')
}

/** As GitHub makes them from headings. A comment in a block of code is none. */
function anchorsOf(document: string): readonly string[] {
  return [...document.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(match =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  )
}

function scriptsOf(text: string): object {
  const content: unknown = JSON.parse(text)
  const isPackage = typeof content === 'object' && content !== null && 'scripts' in content
  return isPackage && typeof content.scripts === 'object' && content.scripts !== null ? content.scripts : {}
}
