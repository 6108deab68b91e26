import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { betweenFiles } from '../find/place.ts'
import { uuidOf } from '../inject/debug-id.ts'
import { createZip } from './zip.ts'

/** A file as the bundle holds it. */
export interface BundleFile {
  readonly type: 'minified_source' | 'source_map'
  /** Its address at Sentry, such as `~/js/app.js`. */
  readonly url: string
  /** Names in lower case: `debug-id`, `sourcemap`. */
  readonly headers: Readonly<Record<string, string>>
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

/** More entries would need another form of ZIP; larger bundles are slow to take over. Another bundle is begun instead. */
export interface BundleLimits {
  readonly files: number
  readonly bytes: number
}
export const BUNDLE_LIMITS: BundleLimits = { files: 20_000, bytes: 256 * 1024 * 1024 }

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
 * Writes files into as many bundles as their limits ask for, each when it is asked for; one file at a time is in memory. The same
 * files give the same bytes.
 */
export async function* writeBundles(
  files: readonly BundleFile[],
  { limits = BUNDLE_LIMITS, ...options }: BundleOptions
): AsyncGenerator<Bundle, void, void> {
  const rest = files.toSorted((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0)).values()
  let number = 1
  for (let first = rest.next(); first.done !== true; first = rest.next()) {
    yield await writeBundle({ first: first.value, rest, limits, number, attempt: 1 }, options)
    number += 1
  }
}

/** Writes a bundle again, with a note that differs: Sentry remembers for ten minutes that it could not process the same bytes. */
export async function rewriteBundle(bundle: Bundle, options: Omit<BundleOptions, 'limits'>): Promise<Bundle> {
  const limits = { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }
  const rest = bundle.files.values()
  const first = rest.next()
  if (first.done === true) return bundle
  return writeBundle({ first: first.value, rest, limits, number: 1, attempt: 2 }, options)
}

interface Contents {
  readonly first: BundleFile
  readonly rest: Iterator<BundleFile>
  readonly limits: BundleLimits
  /** Counted from 1, over the bundles of a run. */
  readonly number: number
  /** Counted from 1, over the times that the same files are packed. */
  readonly attempt: number
}

/** Takes files until a limit is reached. */
async function writeBundle(
  { first, rest, limits, number, attempt }: Contents,
  { owner, folder, signal }: BundleOptions
): Promise<Bundle> {
  const file = path.join(folder, `source-maps-${number}-${attempt}.zip`)
  const handle = await open(file, 'w', 0o600)
  try {
    const write = (bytes: Uint8Array): Promise<void> => handle.appendFile(bytes)
    await write(HEAD)
    const zip = createZip(write, HEAD.length)
    const names = createNames()
    const entries: Entry[] = []
    for (let next: BundleFile | undefined = first; next !== undefined;) {
      await betweenFiles(signal)
      const content = await next.read()
      const name = names(next.url)
      await zip.add(name, content)
      entries.push({ name, file: next, sha1: createHash('sha1').update(content).digest('hex') })
      const isFull = entries.length >= limits.files || zip.size() >= limits.bytes
      const following = isFull ? undefined : rest.next()
      next = following?.done === false ? following.value : undefined
    }
    await zip.add('manifest.json', Buffer.from(JSON.stringify(manifestOf(entries, owner, attempt))))
    await zip.finish()
    return { file, bytes: zip.size(), files: entries.map(entry => entry.file) }
  } finally {
    await handle.close()
  }
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

/** As `sentry-cli` names entries. Only the manifest counts for Sentry. */
export function entryName(url: string): string {
  const [, scheme, host, rest = ''] = /^([a-z][a-z\d+.-]*):\/\/([^/]*)\/?(.*)$/is.exec(url) ?? []
  const place = scheme === undefined ? url.replace(/^~\//, '_/_/') : `${scheme}/${host}/${rest}`
  const [path_ = ''] = place.split('?')
  const segments = path_
    .split('/')
    .map(segment =>
      encodeURIComponent(segment).replace(/%(?:5B|5D|23|25|40|2B|24|26|2C|3A|3B|3D)/g, decodeURIComponent)
    )
  return `files/${segments.join('/')}`
}
