import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord, type JsonRecord, recordAt } from '../../../src/text/json.ts'
import type { Manifest } from '../../fixtures/source-map-tools.mjs'
import { makeFolder } from '../../harness/cleanup.ts'

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
  const root = makeFolder()
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

/** Where the specification wants something else than the tool does, by case and file. */
const DIFFERENT: Readonly<Record<string, RegExp>> = {
  // the map gets the script's id
  'already-injected': /differ|script\.js/,
  // a bad map is left out, and its script has no id
  'bad-map': /bad/,
  'not-utf8': /latin|app/,
  'bad-inline-map': /bad|a\.js/,
  'inline-map': /charset|percent|inline/,
  // the blank in the name is decoded
  names: /a%20b/,
  // node_modules, hidden and linked files: each real file once
  discovery: /link|hidden|far/,
  'two-paths': /./
}

/** The files of a manifest, by any name. */
export type Files = Manifest['files']

/** What two bundles of a case have to have in common: all, except ids that help nothing. */
export function comparable(
  name: string,
  { theirs, ours }: { readonly theirs: Files; readonly ours: Files }
): { readonly expected: unknown; readonly actual: unknown } {
  const alone = new Set(Object.keys(ours).filter(file => isWithoutMap(file, { theirs, ours })))
  const of = (files: Files): unknown =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([file]) => DIFFERENT[name]?.test(file) !== true)
        .map(([file, { type, url, headers }]) => {
          const { 'debug-id': id, ...others } = headers ?? {}
          return [file, { type, url, headers: alone.has(file) ? others : { ...others, 'debug-id': id } }]
        })
    )
  return { expected: of(theirs), actual: of(ours) }
}

/** Whether a file is a script to which the tool gave an id that no map has. The step gives it none. */
function isWithoutMap(
  file: string,
  { theirs, ours }: { readonly theirs: Files; readonly ours: Files }
): boolean {
  const { 'debug-id': id, sourcemap = '' } = theirs[file]?.headers ?? {}
  const isOfMap = Object.values(theirs).some(
    ({ type, headers }) => type === 'source_map' && headers?.['debug-id'] === id
  )
  return (
    ours[file]?.type === 'minified_source' &&
    ours[file].headers?.['debug-id'] === undefined &&
    !isOfMap &&
    !sourcemap.startsWith('data:')
  )
}

/** The inputs of a run that uploads `dist` and records a deploy. */
export const INPUTS = {
  release: 'web@2.0.0',
  set_commits: 'skip',
  environment: 'production',
  sourcemaps: 'dist'
}
