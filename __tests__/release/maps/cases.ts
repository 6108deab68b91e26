import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRecord, type JsonRecord, recordAt } from '../../../src/text/json.ts'
import type { Manifest } from '../../fixtures/source-map-tools.mjs'

/** A folder of scripts and maps, and what `sentry-cli` 3.8.0 makes of it. */
export interface Case {
  readonly name: string
  readonly what: string
  readonly paths: readonly string[]
  readonly options?: {
    readonly urlPrefix?: string
    readonly dist?: string
    readonly stripCommonPrefix?: boolean
  }
  readonly input: JsonRecord
  readonly inject: {
    readonly exit: number
    readonly debugIds?: Readonly<Record<string, string>>
    readonly changed?: Readonly<Record<string, string>>
    readonly stable?: boolean
  }
  readonly uploads: readonly {
    readonly head: string
    readonly manifest: Manifest
    readonly contents: JsonRecord
  }[]
}

const folder = path.join(import.meta.dirname, '../../fixtures/source-maps')

export const cases: readonly Case[] = readdirSync(folder).map(name =>
  JSON.parse(readFileSync(path.join(folder, name), 'utf8'))
)

export function caseNamed(name: string): Case {
  const found = cases.find(one => one.name === name)
  if (found === undefined) throw new Error(`no case ${name}`)
  return found
}

/** Lays a case out in a new folder. @returns the folder */
export function layOut({ input }: Pick<Case, 'input'>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'maps-'))
  const links: (readonly [place: string, target: string])[] = []
  for (const [name, content] of Object.entries(input)) {
    const place = path.join(root, name)
    mkdirSync(path.dirname(place), { recursive: true })
    const { base64, symlink } = recordAt(content)
    if (typeof symlink === 'string') links.push([place, symlink])
    else writeFileSync(place, isRecord(content) ? Buffer.from(String(base64), 'base64') : String(content))
  }
  for (const [place, target] of links) symlinkSync(target, place)
  return root
}

/** All that a generator makes. */
export async function allOf<T>(made: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const one of made) all.push(one)
  return all
}
