// The rules of the house that a machine can hold: who may import whom, how many doors a folder has, where the packages enter.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { GITHUB_CALLS } from './github/calls/rows.ts'
import { ROOT as root, sourcesIn, type Source as Plain } from './sources.ts'

/** The rooms of `src/`, and the rooms below each: those that it may import from. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  text: [],
  run: ['text'],
  http: ['run', 'text'],
  event: ['run', 'text'],
  git: ['run', 'text'],
  way: ['http', 'run', 'text'],
  maton: ['way', 'http', 'run', 'text'],
  direct: ['way', 'http', 'run', 'text'],
  github: ['event', 'http', 'run', 'text'],
  sentry: ['maton', 'direct', 'way', 'http', 'run', 'text'],
  range: ['sentry', 'github', 'event', 'maton', 'direct', 'way', 'http', 'run', 'text'],
  actions: ['event', 'maton', 'direct', 'way', 'http', 'run', 'text'],
  release: [
    'range',
    'actions',
    'sentry',
    'github',
    'git',
    'event',
    'maton',
    'direct',
    'way',
    'http',
    'run',
    'text'
  ],
  comment: [
    'range',
    'actions',
    'sentry',
    'github',
    'git',
    'event',
    'maton',
    'direct',
    'way',
    'http',
    'run',
    'text'
  ],
  api: ['actions', 'sentry', 'github', 'event', 'maton', 'direct', 'way', 'http', 'run', 'text'],
  entries: ['release', 'comment', 'api', 'actions', 'http', 'run', 'text']
}

/** The only files in which a package of the product enters. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  undici: ['src/http/transport.ts'],
  '@actions/core': ['src/actions/runner.ts'],
  '@actions/github': ['src/github/calls/octokit.ts']
}

const MOST_DOORS = 10

/** Everything that is written in TypeScript. */
const FOLDERS = ['src', 'scripts', 'simulator', '__tests__'] as const

/** Folders of tests that belong to no room: of the whole product, of the tools, and what tests share. */
const OF_NO_ROOM = new Set([
  'built',
  'docs',
  'faults',
  'fixtures',
  'harness',
  'records',
  'regexes',
  'scripts',
  'simulator'
])

/** The tests whose rule is about all sources. */
const READERS: readonly string[] = [
  '__tests__/architecture.test.ts',
  '__tests__/docs/guides.test.ts',
  '__tests__/regexes/regexes.test.ts'
]

interface Source extends Plain {
  readonly room: string
  /** As written. */
  readonly imports: readonly string[]
}

const sources: readonly Source[] = sourcesIn('src').map(source => {
  const parts = source.file.split('/')
  return {
    ...source,
    room: parts.length === 2 ? 'entries' : (parts[1] ?? ''),
    imports: importsOf(source.text)
  }
})

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^(?:import|export)\b[^'"=]*? from '|^import '|\bimport\(')([^']+)'/gm)].map(
    ([, name = '']) => name
  )
}

/** The file that a relative import names, from the project's folder. */
function target(file: string, name: string): string {
  return path.posix.join(path.posix.dirname(file), name)
}

describe('Arrows', () => {
  test.each(Object.keys(BELOW))('from %s point down only', room => {
    const wrong = sources
      .filter(source => source.room === room)
      .flatMap(({ file, imports }) =>
        imports
          .filter(name => name.startsWith('.'))
          .map(name => target(file, name))
          .filter(other => {
            const [, theirs = '', inner] = other.split('/')
            const room_ = inner === undefined ? 'entries' : theirs
            return !other.startsWith('src/') || (room_ !== room && BELOW[room]?.includes(room_) !== true)
          })
          .map(other => `${file} → ${other}`)
      )
    expect(wrong).toEqual([])
  })

  test('lead from every room that there is', () => {
    expect([...new Set(sources.map(({ room }) => room))].toSorted()).toEqual(Object.keys(BELOW).toSorted())
  })

  test.each(FOLDERS)('form no circle in %s', folder => {
    expect(circleIn(new Map(sourcesIn(folder).map(source => [source.file, arrowsFrom(source)])))).toEqual([])
  })

  test('form no circle between folders beside each other', () => {
    const folders = new Set(sources.flatMap(({ file }) => withParents(path.posix.dirname(file))))
    const circles = [...folders].map(folder => circleIn(arrowsBetween(folder)))
    expect(circles.filter(circle => circle.length > 0)).toEqual([])
  })

  test.each(['scripts', 'simulator'])('lead from %s to the product, and never to the tests', folder => {
    const wrong = sourcesIn(folder).flatMap(source =>
      arrowsFrom(source)
        .filter(other => other.startsWith('__tests__/'))
        .map(other => `${source.file} → ${other}`)
    )
    expect(wrong).toEqual([])
  })
})

/** The files that a file imports. */
function arrowsFrom({ file, text }: Plain): readonly string[] {
  return importsOf(text)
    .filter(name => name.startsWith('.'))
    .map(name => target(file, name))
}

/** A folder and all that it is in. */
function withParents(folder: string): readonly string[] {
  return folder === '.' ? [] : [folder, ...withParents(path.posix.dirname(folder))]
}

/** The folders directly in a folder, and of these the ones that each imports from. */
function arrowsBetween(folder: string): ReadonlyMap<string, readonly string[]> {
  const partOf = (file: string): string | undefined => {
    const [part, ...below] = path.posix.relative(folder, file).split('/')
    return below.length === 0 || part === '..' ? undefined : part
  }
  const arrows = new Map<string, string[]>()
  for (const source of sources) {
    const from = partOf(source.file)
    if (from === undefined) continue
    const to = arrowsFrom(source)
      .map(partOf)
      .filter(part => part !== undefined)
    const known = arrows.get(from) ?? []
    arrows.set(from, [...known, ...to.filter(part => part !== from)])
  }
  return arrows
}

/** The first circle that a walk meets; empty when there is none. */
function circleIn(arrows: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>()
  const walk = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of arrows.get(file) ?? []) {
      const found = walk(next, [...way, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  for (const file of arrows.keys()) {
    const found = walk(file, [])
    if (found.length > 0) return found
  }
  return []
}

describe('Packages', () => {
  const used = sources.flatMap(({ file, imports }) =>
    imports.filter(name => !name.startsWith('.') && !name.startsWith('node:')).map(name => ({ file, name }))
  )

  test('enter by their own doors only', () => {
    const wrong = used.filter(({ file, name }) => PACKAGES[name]?.includes(file) !== true)
    expect(wrong).toEqual([])
  })

  test('are used, each of those that the product depends on', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    expect(Object.keys(dependencies).toSorted()).toEqual(Object.keys(PACKAGES).toSorted())
    expect([...new Set(used.map(({ name }) => name))].toSorted()).toEqual(Object.keys(PACKAGES).toSorted())
  })
})

describe('Tests', () => {
  const tests = sourcesIn('__tests__')

  test('stand in the folder of their room, or in one of the whole', () => {
    const folders = new Set(tests.map(({ file }) => path.posix.dirname(file).split('/').slice(1)))
    const wrong = [...folders]
      .filter(([room = '']) => room !== '' && !OF_NO_ROOM.has(room))
      .map(parts => `src/${parts.join('/')}`)
      // a file with many tests has a folder of its name
      .filter(place => !existsSync(path.join(root, place)) && !existsSync(path.join(root, `${place}.ts`)))
    expect(wrong).toEqual([])
  })

  test('import no other test', () => {
    const wrong = tests.flatMap(test => arrowsFrom(test).filter(other => other.endsWith('.test.ts')))
    expect(wrong).toEqual([])
  })

  test('import the product, and read its sources only for rules about all of them', () => {
    const readers = tests.filter(source => arrowsFrom(source).includes('__tests__/sources.ts'))
    expect(readers.map(({ file }) => file)).toEqual(READERS)
    const others = tests.filter(({ file }) => !READERS.includes(file) && file !== '__tests__/sources.ts')
    const wrong = others.filter(({ text }) => /\b(?:read\w*|glob\w*|URL)\(\s*['"`](?:\.+\/)*src\b/.test(text))
    expect(wrong.map(({ file }) => file)).toEqual([])
  })
})

test.each(FOLDERS)('A folder of %s has at most ten doors', folder => {
  const doors = Map.groupBy(sourcesIn(folder), ({ file }) => path.posix.dirname(file))
  const wide = [...doors]
    .filter(([, files]) => files.length > MOST_DOORS)
    .map(([folder, files]) => `${folder}: ${files.length}`)
  expect(wide).toEqual([])
})

/** Where JSON is told apart, what Node and undici hand over, and an output that is JSON: there `null` is a value. */
const NULL_FROM_OUTSIDE = new Set([
  'src/comment/health/report/outputs.ts',
  'src/comment/report/outputs.ts',
  'src/event/occurrence.ts',
  'src/git/git.ts',
  'src/github/comments.ts',
  'src/github/repository.ts',
  'src/http/encoding.ts',
  'src/http/warm.ts',
  'src/maton/connections.ts',
  'src/way/expected.ts',
  'src/release/maps/map/source-map.ts',
  'src/release/maps/map/sources.ts',
  'src/release/report/outputs.ts',
  'src/text/json.ts'
])

test('undefined is the only absent value', () => {
  const wrong = sources
    .filter(({ file }) => !NULL_FROM_OUTSIDE.has(file))
    .flatMap(({ file, text }) =>
      text
        .replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|'[^'\n]*'|`[^`]*`|\/\^[^\n]*\$\/i?/g, '')
        .split('\n')
        .filter(line => /\bnull\b/.test(line))
        .map(line => `${file}: ${line.trim()}`)
    )
  expect(wrong).toEqual([])
})

test('One file of the product parses JSON', () => {
  const parsing = sources.filter(({ text }) => /JSON\.parse\(|\.json\(\)/.test(text))
  expect(parsing.map(({ file }) => file)).toEqual(['src/text/json.ts'])
})

test('Every kind of call to GitHub is a row of its table', () => {
  const declared = sources
    .filter(({ room }) => room === 'github')
    .flatMap(({ text }) => [...text.matchAll(/^\s*(?:export )?const \w+: (?:CallKind|ListKind)</gm)])
  // the one over GraphQL is made by a function
  expect(Object.keys(GITHUB_CALLS)).toHaveLength(declared.length + 1)
})
