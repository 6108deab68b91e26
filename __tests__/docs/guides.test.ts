import { existsSync, globSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readManifest } from '../../scripts/action-runner.ts'
import { FAILURE_CHAPTERS } from '../../scripts/readme/failures.ts'
import { isRecord } from '../../src/text/json.ts'
import { SKIP_REASONS } from '../../src/comment/published.ts'
import { sourcesIn } from '../sources.ts'
import { filesIn, read, ROOT } from './yaml.ts'

const SOURCES = sourcesIn('src')

describe('Migration', () => {
  /** The inputs of getsentry/action-release 3.7.0. */
  const THEIRS = [
    'environment',
    'sourcemaps',
    'inject',
    'dist',
    'finalize',
    'ignore_missing',
    'ignore_empty',
    'started_at',
    'version',
    'release',
    'version_prefix',
    'release_prefix',
    'set_commits',
    'repo',
    'commit',
    'previous_commit',
    'projects',
    'url_prefix',
    'strip_common_prefix',
    'working_directory',
    'disable_telemetry',
    'disable_safe_directory'
  ]
  const guide = read('docs/migration.md')
  const rows = new Map(
    [...guide.matchAll(/^\| `(\w+)`\s+\| ([^|]*?)\s*\| ([^|]*?)\s*\|$/gm)].map(match => [
      match[1] ?? '',
      { now: match[2] ?? '', changes: match[3] ?? '' }
    ])
  )

  test.each(THEIRS)('the input %s is accepted, or named as not supported with what to do instead', name => {
    const row = rows.get(name)
    expect(['same', 'no effect', 'warning', 'error']).toContain(row?.now)
    expect(readManifest('.').inputs.map(input => input.name)).toContain(name)
    if (row?.now === 'warning' || row?.now === 'error') expect(row.changes).toMatch(/^not supported\b.{15,}/)
  })

  test('the guide has one diff', () => {
    expect(guide.match(/^```diff$/gm)).toHaveLength(1)
  })
})

describe('Troubleshooting', () => {
  const guide = read('docs/troubleshooting.md')

  test('has every table of failures in the code', async () => {
    // the files outside of the folders are the entries, which run
    const rooms = SOURCES.filter(({ file }) => file.split('/').length > 2)
    const modules: readonly unknown[] = await Promise.all(
      rooms.map(({ file }) => import(path.join(ROOT, file)))
    )
    const tables = modules
      .flatMap(module => Object.entries(Object(module)))
      .filter(([name]) => name.endsWith('_FAILURES'))
      .map(([, table]) =>
        Object.values(Object(table)).map(kind => (isRecord(kind) ? kind['name'] : undefined))
      )
    const told = FAILURE_CHAPTERS.flatMap(({ kinds }) => kinds.map(({ name }) => name))
    expect(tables.length).toBeGreaterThan(4)
    for (const names of tables) {
      expect(names.length).toBeGreaterThan(0)
      expect(told).toEqual(expect.arrayContaining(names))
    }
  })

  test.each(FAILURE_CHAPTERS.flatMap(({ kinds }) => kinds))('has $name once, with cause and remedy', kind => {
    expect(guide.split(`\n#### ${kind.name}\n`)).toHaveLength(2)
    expect(kind.cause.length).toBeGreaterThan(20)
    expect(kind.remedy.length).toBeGreaterThan(20)
  })

  const quoted = (guide.split('## Why there is no comment')[0]?.match(/^\| (?:`|No comment)[^|]*\|/gm) ?? [])
    .flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)])
    .map(match => match[1] ?? '')

  test('quotes the log only with words that the code says', () => {
    const ofTheLog = quoted.filter(
      words => !/answered|^\d{3}$|^Unable to find|^Unexpected input|^node24$/.test(words)
    )
    expect(ofTheLog.length).toBeGreaterThan(10)
    for (const words of ofTheLog)
      expect([words, SOURCES.some(({ text }) => text.includes(words))]).toEqual([words, true])
  })

  test('tells of every notice and warning of the code', () => {
    const said = SOURCES.flatMap(({ text }) =>
      [...text.matchAll(/log\.(?:notice|warning)\(\s*(?:`([^`]*)`|'([^']*)')/g)].map(
        match => match[1] ?? match[2] ?? ''
      )
    )
    expect(said.length).toBeGreaterThan(25)
    expect(said.filter(words => !quoted.some(quote => words.includes(quote)))).toEqual([])
  })
})

describe('Why there is no comment', () => {
  test('has every reason that the code knows', () => {
    const told = [...read('docs/troubleshooting.md').matchAll(/^\| `skipped:([\w-]+)`/gm)]
    expect(told.map(match => match[1] ?? '').toSorted()).toEqual([...SKIP_REASONS].toSorted())
  })
})

describe('A path', () => {
  const DOCUMENTS = [
    'README.md',
    'comment/README.md',
    'api/README.md',
    'CONTRIBUTING.md',
    ...filesIn('docs', '.md')
  ]
  const named = [
    ...DOCUMENTS.flatMap(file => pathsIn(file, [...read(file).matchAll(/`[^`\n]+`/g)].join(' '))),
    ...pathsIn('stryker.config.json', read('stryker.config.json'))
  ]

  test('is looked for in documents and settings', () => expect(named.length).toBeGreaterThan(20))

  test.each(named)('that %s names leads somewhere: %s', (_where, named) => {
    expect(globSync(named, { cwd: ROOT })).not.toEqual([])
  })

  /** The paths of the project in a text, patterns among them. */
  function pathsIn(where: string, text: string): readonly (readonly [where: string, path: string])[] {
    const paths =
      text.match(/(?<![\w.@/-])(?:<rootDir>\/)?(?:src|__tests__|simulator|scripts)\/[\w./*-]*/g) ?? []
    return [...new Set(paths)].map(named => [where, named.replace('<rootDir>/', '')])
  }
})

describe('Threat model', () => {
  const model = read('docs/threat-model.md')
  const tests = new Set(
    [...model.matchAll(/`((?:[\w-]+\/)+[\w-]+\.test\.ts)`/g)].map(match => match[1] ?? '')
  )

  test.each([...tests])('names a test that exists: %s', file => {
    expect(existsSync(path.join(ROOT, '__tests__', file))).toBe(true)
  })

  test.each(['raise an error', 'pull request from a fork', 'edit comments', 'a proxy'])(
    'knows the attacker who can: %s',
    words => {
      expect(model).toContain(words)
    }
  )
})
