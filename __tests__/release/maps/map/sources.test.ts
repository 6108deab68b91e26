import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { commonPrefixEdits } from '../../../../src/release/maps/map/common-prefix.ts'
import { edited, type Edit } from '../../../../src/release/maps/map/json-bytes.ts'
import { readSourceMap, type SourceMap } from '../../../../src/release/maps/map/source-map.ts'
import { missingSourceEdits } from '../../../../src/release/maps/map/sources.ts'
import { listAt, recordAt, type JsonRecord } from '../../../../src/text/json.ts'
import { makeFolder } from '../../../harness/cleanup.ts'

function mapOf(fields: object): SourceMap {
  const read = readSourceMap(
    Buffer.from(JSON.stringify({ version: 3, names: [], mappings: 'AAAA', ...fields }))
  )
  if (read.kind === 'none') throw new Error(read.why)
  return read.map
}

function after({ bytes }: SourceMap, edits: readonly Edit[]): JsonRecord {
  return recordAt(JSON.parse(Buffer.concat(edited(bytes, edits)).toString()))
}

/** A workspace with a source, and a folder for the map. */
function workspace(files: Readonly<Record<string, string>>): { inside: string; folder: string } {
  const inside = realpathSync(makeFolder())
  for (const [name, content] of Object.entries({ 'dist/x': '', ...files })) {
    mkdirSync(path.dirname(path.join(inside, name)), { recursive: true })
    writeFileSync(path.join(inside, name), content)
  }
  return { inside, folder: `${inside}/dist` }
}

async function filled(fields: object, files: Readonly<Record<string, string>>): Promise<JsonRecord> {
  const map = mapOf(fields)
  return after(map, await missingSourceEdits(map, workspace(files)))
}

describe('Missing contents are filled in from the disk', () => {
  test.each<readonly [what: string, fields: object, contents: readonly unknown[]]>([
    ['beside the map', { sources: ['a.ts'] }, [null]],
    ['from a folder above', { sources: ['../src/a.ts'] }, ['a']],
    ['below the root of the sources', { sourceRoot: '../src', sources: ['a.ts', 'b.ts'] }, ['a', 'b']],
    ['where the list has none', { sources: ['../src/a.ts', 'x'], sourcesContent: [null, 'x'] }, ['a', 'x']],
    ['where the list is too short', { sources: ['x', '../src/a.ts'], sourcesContent: ['x'] }, ['x', 'a']],
    ['never of an address', { sources: ['webpack://src/a.ts', '../src/b.ts'] }, [null, 'b']],
    ['never of what begins with a dot', { sources: ['../.git/config', '../src/b.ts'] }, [null, 'b']],
    ['never from elsewhere', { sources: ['../../../../../../etc/hostname', '../src/b.ts'] }, [null, 'b']]
  ])('%s', async (_what, fields, contents) => {
    const map = await filled(fields, { 'src/a.ts': 'a', 'src/b.ts': 'b', '.git/config': 'token' })
    expect(map['sourcesContent'] ?? contents.map(() => null)).toEqual(contents)
  })

  test('up to 64 MB: a list of names cannot fill the memory', async () => {
    const sources = Array.from({ length: 40 }, () => '../src/large.ts')
    const map = await filled({ sources }, { 'src/large.ts': 'x'.repeat(4 * 1024 * 1024) })
    expect(listAt(map, ['sourcesContent']).filter(content => content !== null)).toHaveLength(16)
  })

  test('and shortened paths, both at once', async () => {
    const place = workspace({ 'src/a.ts': 'a', 'src/lib/b.ts': 'b' })
    const map = mapOf({ sources: [`${place.inside}/src/a.ts`, `${place.inside}/src/lib/b.ts`] })
    const edits = [...(await missingSourceEdits(map, place)), ...commonPrefixEdits(map)]
    expect(after(map, edits)).toMatchObject({ sources: ['a.ts', 'lib/b.ts'], sourcesContent: ['a', 'b'] })
  })
})
