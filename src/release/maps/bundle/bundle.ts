import { createHash } from 'node:crypto'
import path from 'node:path'
import { betweenFiles } from '../place.ts'
import { uuidOf } from '../debug-id.ts'
import { writeZip } from './zip.ts'

/** A file as the bundle holds it. */
export interface BundleFile {
  readonly type: 'minified_source' | 'source_map'
  /** Its address at Sentry, such as `~/js/app.js`. */
  readonly url: string
  /** Names in lower case: `debug-id`, `sourcemap`. */
  readonly headers: Readonly<Record<string, string>>
  /** How many bytes it had on disk when it was found. A debug id adds a few hundred. */
  readonly size: number
  /** Its bytes, read when their turn has come. */
  readonly read: () => Promise<Uint8Array>
}

/** Whom a bundle belongs to. */
export interface BundleOwner {
  readonly organization: string
  readonly release: string
  readonly dist: string | undefined
  readonly projects: readonly string[]
}

/** A bundle on disk. */
export interface Bundle {
  readonly file: string
  readonly bytes: number
  /** What it holds, its manifest not counted. */
  readonly files: readonly BundleFile[]
}

/** What a bundle holds at most: larger ones are slow to take over. Another bundle is begun instead. */
export interface BundleLimits {
  readonly files: number
  /** Of the files on disk. Maps and scripts pack to about a quarter. */
  readonly bytes: number
}
export const BUNDLE_LIMITS: BundleLimits = { files: 20_000, bytes: 1024 * 1024 * 1024 }

/** `SYSB` and the version 2. */
const HEAD = Buffer.from([0x53, 0x59, 0x53, 0x42, 2, 0, 0, 0])

export interface BundleOptions {
  readonly owner: BundleOwner
  /** Where the bundles are written. The caller removes them. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly limits?: BundleLimits
}

/**
 * Writes files into as many bundles as their limits ask for, each when it is asked for. A few small files are in memory at a
 * time, or one large one. The same files give the same bytes.
 */
export async function* writeBundles(
  files: readonly BundleFile[],
  { limits = BUNDLE_LIMITS, ...options }: BundleOptions
): AsyncGenerator<Bundle, void, void> {
  const sorted = files.toSorted((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0))
  let number = 1
  for (const group of groupsOf(sorted, limits)) {
    yield await writeBundle(group, { number, attempt: 1 }, options)
    number += 1
  }
}

/** Writes a bundle again, with a note that differs: Sentry remembers for ten minutes that it could not process the same bytes. */
export async function rewriteBundle(bundle: Bundle, options: Omit<BundleOptions, 'limits'>): Promise<Bundle> {
  return writeBundle(bundle.files, { number: 1, attempt: 2 }, options)
}

/** Cuts a list of files where a limit is reached. A file that is larger than the limit is alone. */
function* groupsOf(files: readonly BundleFile[], limits: BundleLimits): Generator<readonly BundleFile[]> {
  let group: BundleFile[] = []
  let bytes = 0
  for (const file of files) {
    const { size } = file
    if (group.length > 0 && (group.length === limits.files || bytes + size > limits.bytes)) {
      yield group
      group = []
      bytes = 0
    }
    group.push(file)
    bytes += size
  }
  if (group.length > 0) yield group
}

interface Place {
  /** Counted from 1, over the bundles of a run. */
  readonly number: number
  /** Counted from 1, over the times that the same files are packed. */
  readonly attempt: number
}

async function writeBundle(
  files: readonly BundleFile[],
  { number, attempt }: Place,
  { owner, folder, signal }: BundleOptions
): Promise<Bundle> {
  const place = path.join(folder, `source-maps-${number}-${attempt}.zip`)
  const nameOf = createNames()
  const entries: Entry[] = []
  const packed = files.map(file => {
    const name = nameOf(file.url)
    const read = async (): Promise<Uint8Array> => {
      await betweenFiles(signal)
      const content = await file.read()
      entries.push({ name, file, sha1: createHash('sha1').update(content).digest('hex') })
      return content
    }
    return { name, read }
  })
  const manifest = {
    name: 'manifest.json',
    // it is the last to be read, so that all others are known
    read: async () => Buffer.from(JSON.stringify(manifestOf(entries, owner, attempt)))
  }
  const bytes = await writeZip(place, { head: HEAD, entries: [...packed, manifest] })
  return { file: place, bytes, files }
}

interface Entry {
  readonly name: string
  readonly file: BundleFile
  readonly sha1: string
}

/**
 * What stands in the bundle, and whose it is. Sentry remembers for ten minutes, by the checksum alone, what it has taken over:
 * the same bytes for another release would not be assigned to it. So id and note depend on the owner, too.
 */
function manifestOf(entries: readonly Entry[], owner: BundleOwner, attempt: number): unknown {
  const { organization, release, dist, projects } = owner
  const files = Object.fromEntries(
    entries.map(({ name, file }) => [name, { type: file.type, url: file.url, headers: file.headers }])
  )
  const sorted = projects.toSorted()
  const [only, ...others] = sorted
  const whose = JSON.stringify([organization, release, dist ?? '', sorted])
  const contents = entries.map(({ name, sha1 }) => [name, sha1])
  const id = uuidOf(
    createHash('sha1')
      .update(JSON.stringify([whose, files, contents]))
      .digest()
  )
  return {
    files,
    debug_id: id,
    org: organization,
    ...(only !== undefined && others.length === 0 ? { project: only } : {}),
    release,
    ...(dist === undefined ? {} : { dist }),
    note: attempt === 1 ? whose : `${whose} ${attempt}`
  }
}

/** Gives each address a name in the archive of its own: `~/a b.js` → `files/_/_/a%20b.js`, the second one with `.1`. */
function createNames(): (url: string) => string {
  const taken = new Set<string>()
  return url => {
    const plain = entryName(url)
    let name = plain
    for (let number = 1; taken.has(name); number += 1) name = `${plain}.${number}`
    taken.add(name)
    return name
  }
}

/** As `sentry-cli` names entries, but never up: `..` is written in its code. Only the manifest counts for Sentry. */
export function entryName(url: string): string {
  const [, scheme, host, rest = ''] = /^([a-z][a-z\d+.-]*):\/\/([^/]*)\/?(.*)$/is.exec(url) ?? []
  const place = scheme === undefined ? url.replace(/^~\//, '_/_/') : `${scheme}/${host}/${rest}`
  const [path_ = ''] = place.split('?')
  const segments = path_
    .split('/')
    .map(segment =>
      segment === '..'
        ? '%2E%2E'
        : encodeURIComponent(segment).replace(/%(?:5B|5D|23|25|40|2B|24|26|2C|3A|3B|3D)/g, decodeURIComponent)
    )
  return `files/${segments.join('/')}`
}
