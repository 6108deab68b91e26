import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { globOf } from '../../../text/glob.ts'
import { slashed } from '../../../text/names.ts'
import { readSourceMap } from '../map/source-map.ts'
import { isBelow, tooLarge } from '../place.ts'

/** What is done with a file: scripts are injected, bundles of React Native are only uploaded. */
export type FileKind = 'script' | 'bundle' | 'map'

/** A file to inject or to upload. */
export interface FoundFile {
  readonly kind: FileKind
  /** The real path, absolute, with `/`. */
  readonly file: string
  /** Its path below the given path, with `/`: the end of its address at Sentry. */
  readonly name: string
}

/** A file that is left out, and why. */
export interface Skipped {
  /** As seen from the workspace. */
  readonly file: string
  readonly reason: string
  /** Whether something is wrong with the file itself; what is no file of the workspace is only passed over. */
  readonly isBroken: boolean
}

export interface Found {
  /** Each real file once, in the order of the given paths, then by name. */
  readonly files: readonly FoundFile[]
  readonly skipped: readonly Skipped[]
  /** The given paths below which there is no file that could be uploaded. */
  readonly empty: readonly string[]
  /** The given paths that name a file which is neither script nor map: nothing may be written into it. */
  readonly foreign: readonly string[]
  /** The links that led out of the given path, to another place in the workspace. */
  readonly followed: readonly FollowedLink[]
}

/** Both as seen from the workspace. */
export interface FollowedLink {
  readonly link: string
  readonly target: string
}

export interface FindOptions {
  /** Files, folders and patterns, relative to `root`. */
  readonly paths: readonly string[]
  /** The folder that the paths start from: absolute. */
  readonly root: string
  /** No file outside of this folder is taken, whatever a link says: absolute. */
  readonly inside: string
}

/** What a name says that a file is; `undefined` for what Sentry does not take. Case counts, as with `sentry-cli`. */
function kindOfName(name: string): FileKind | undefined {
  if (/\.(?:js|cjs|mjs)$/.test(name)) return 'script'
  if (/\.(?:jsbundle|bundle)$/.test(name)) return 'bundle'
  return name.endsWith('.map') ? 'map' : undefined
}

/** Nobody means these when they name the folder above. */
const LEFT_OUT = new Set(['node_modules', '.git'])

/** Finds the files that the paths name. Never leaves `inside`, also not by a link. */
export async function findFiles({ paths, root, inside }: FindOptions): Promise<Found> {
  // of a folder that is not there nothing is found
  const bounds = slashed(await realpath(inside).catch(() => inside))
  const walk = createWalk(bounds)
  const empty: string[] = []
  for (const given of paths) {
    const before = walk.files.size
    await walk.take(given, slashed(path.resolve(root)))
    const isForeign = walk.foreign.includes(given)
    if (walk.files.size === before && !walk.isKnown(given) && !isForeign) empty.push(given)
  }
  const { skipped, foreign, followed } = walk
  return { files: [...walk.files.values()], skipped, empty, foreign, followed }
}

interface Walk {
  readonly files: ReadonlyMap<string, FoundFile>
  readonly skipped: readonly Skipped[]
  readonly foreign: readonly string[]
  readonly followed: readonly FollowedLink[]
  take(given: string, root: string): Promise<void>
  /** Whether a path found only files that an earlier one had found. */
  isKnown(given: string): boolean
}

function createWalk(bounds: string): Walk {
  const files = new Map<string, FoundFile>()
  const skipped: Skipped[] = []
  const foreign: string[] = []
  const followed: FollowedLink[] = []
  const known = new Set<string>()

  function add(found: FoundFile, given: string): void {
    if (files.has(found.file)) known.add(given)
    else files.set(found.file, found)
  }

  function shown(file: string): string {
    return path.posix.relative(bounds, file) || '.'
  }

  function skip(file: string, reason: string): void {
    skipped.push({ file: shown(file), reason, isBroken: false })
  }

  /** The real path of something inside the bounds; what is outside, or leads nowhere, is skipped. */
  async function real(place: string): Promise<string | undefined> {
    const target = await realpath(place).then(slashed, () => undefined)
    if (target === undefined) skip(place, 'a link that leads nowhere')
    else if (!isBelow(bounds, target)) skip(place, 'it lies outside of the workspace')
    else return target
    return undefined
  }

  /** A file that a link leads to has the address of its own place, if that is found, too: so links come last. */
  async function tree(place: string, options: Omit<Folder, 'above' | 'links'>): Promise<void> {
    const links: Link[] = []
    const start = await folder(place, { ...options, above: [], links })
    if (start === undefined) return
    for (const { inner, above } of links) {
      const target = await link(inner, { ...options, above, links })
      if (target !== undefined && !isBelow(start, target))
        followed.push({ link: shown(inner), target: shown(target) })
    }
  }

  /** @returns the real path of what was taken; `undefined` when nothing was */
  async function link(inner: string, options: Folder): Promise<string | undefined> {
    const entry = path.posix.basename(inner)
    const place = await kindOfPlace(inner)
    if (place === 'folder') return isEntered(entry) ? folder(inner, options) : undefined
    if (place === 'nothing') return real(inner)
    const kind = kindOfName(entry)
    const name = path.posix.relative(options.base, inner)
    if (place !== 'file' || kind === undefined || !options.fits(name)) return undefined
    const file = await real(inner)
    if (file === undefined) return undefined
    if (kindOfName(file) === kind) add({ kind, file, name }, options.given)
    else skip(inner, 'a link that leads to a file of another kind')
    return file
  }

  /** @returns its real path; `undefined` when it is not entered */
  async function folder(place: string, options: Folder): Promise<string | undefined> {
    const target = await real(place)
    if (target === undefined || options.above.includes(target)) return undefined
    const above = [...options.above, target]
    const entries = await readdir(place, { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = `${place}/${entry.name}`
      const name = path.posix.relative(options.base, inner)
      const kind = kindOfName(entry.name)
      if (entry.isSymbolicLink()) options.links.push({ inner, above })
      else if (entry.isDirectory() && isEntered(entry.name)) await folder(inner, { ...options, above })
      else if (entry.isFile() && kind !== undefined && options.fits(name))
        add({ kind, file: `${target}/${entry.name}`, name }, options.given)
    }
    return target
  }

  async function namedFile(place: string, given: string): Promise<void> {
    const file = await real(place)
    if (file === undefined) return
    const kind = await kindOfFile(place, file)
    if (kind === undefined) foreign.push(given)
    else add({ kind, file, name: path.posix.basename(place) }, given)
  }

  return {
    files,
    skipped,
    foreign,
    followed,
    isKnown: given => known.has(given),
    async take(given, root) {
      const place = path.posix.normalize(slashed(path.resolve(root, given)))
      const kind = await kindOfPlace(place)
      if (kind === 'file') await namedFile(place, given)
      else if (kind === 'folder') await tree(place, { given, base: place, fits: () => true })
      else if (isPattern(given)) {
        const { base, rest } = patternOf(slashed(given))
        const start = slashed(path.resolve(root, base))
        if ((await kindOfPlace(start)) !== 'folder') return
        await tree(start, { given, base: start, fits: anyOf(rest) })
      }
    }
  }
}

interface Folder {
  /** The path as the input has it. */
  readonly given: string
  /** Names are relative to this folder. */
  readonly base: string
  readonly fits: (name: string) => boolean
  /** The real folders above, so that a link cannot turn in a circle. */
  readonly above: readonly string[]
  /** The links that were met; they are followed when all else is found. */
  readonly links: Link[]
}

interface Link {
  readonly inner: string
  readonly above: readonly string[]
}

function isEntered(name: string): boolean {
  return !LEFT_OUT.has(name) && !name.startsWith('.')
}

/** What a file is that a path names. A map may have any name. @param file where `place` really is */
async function kindOfFile(place: string, file: string): Promise<FileKind | undefined> {
  const kind = kindOfName(place)
  if (kind !== kindOfName(file)) return undefined
  if (kind !== undefined || tooLarge(file) !== undefined) return kind
  return readSourceMap(await readFile(file)).kind === 'map' ? 'map' : undefined
}

type PlaceKind = 'file' | 'folder' | 'other' | 'nothing'

/** What a place is, links followed; a link that leads nowhere is `nothing`, as is a place without anything. */
async function kindOfPlace(place: string): Promise<PlaceKind> {
  try {
    const found = await stat(place)
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other'
  } catch {
    return 'nothing'
  }
}

function isPattern(given: string): boolean {
  return /[*?[{]/.test(given)
}

/** The folder before the first part with a wildcard, and what follows it. */
function patternOf(given: string): { readonly base: string; readonly rest: string } {
  const parts = given.split('/')
  const first = parts.findIndex(part => isPattern(part))
  return {
    base: parts.slice(0, first).join('/') || (given.startsWith('/') ? '/' : '.'),
    rest: parts.slice(first).join('/')
  }
}

/** More alternatives are a mistake, not a selection. */
const MOST_ALTERNATIVES = 100

/** A pattern with alternatives, such as `*.{js,map}`, fits what one of them fits. */
function anyOf(pattern: string): (name: string) => boolean {
  const globs = alternativesOf(pattern).map(globOf)
  return name => globs.some(fits => fits(name))
}

/** Writes `{a,b}` out, the innermost braces first. Beyond the bound the rest stays as it is and fits nothing. */
export function alternativesOf(pattern: string): readonly string[] {
  let patterns = [pattern]
  for (;;) {
    const next = patterns.flatMap(one => {
      const braces = /\{([^{}]*,[^{}]*)\}/.exec(one) ?? undefined
      if (braces === undefined) return [one]
      const [all, inner = ''] = braces
      return inner
        .split(',')
        .map(choice => one.slice(0, braces.index) + choice + one.slice(braces.index + all.length))
    })
    if (next.length === patterns.length || next.length > MOST_ALTERNATIVES) return patterns
    patterns = next
  }
}
