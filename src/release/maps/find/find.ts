import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { globOf } from '../../../text/glob.ts'
import { slashed } from '../../../text/names.ts'
import { isBelow } from './place.ts'

/** A file to inject or to upload. */
export interface FoundFile {
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
}

export interface FindOptions {
  /** Files, folders and patterns, relative to `root`. */
  readonly paths: readonly string[]
  /** The folder that the paths start from: absolute. */
  readonly root: string
  /** No file outside of this folder is taken, whatever a link says: absolute. */
  readonly inside: string
}

/** What Sentry takes as scripts and maps. Case counts, as with `sentry-cli`. */
const UPLOADED = /\.(?:js|cjs|mjs|map|jsbundle|bundle)$/
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
    if (walk.files.size === before && !walk.isKnown(given)) empty.push(given)
  }
  return { files: [...walk.files.values()], skipped: walk.skipped, empty }
}

interface Walk {
  readonly files: ReadonlyMap<string, FoundFile>
  readonly skipped: readonly Skipped[]
  take(given: string, root: string): Promise<void>
  /** Whether a path found only files that an earlier one had found. */
  isKnown(given: string): boolean
}

function createWalk(bounds: string): Walk {
  const files = new Map<string, FoundFile>()
  const skipped: Skipped[] = []
  const known = new Set<string>()

  function add(file: string, name: string, given: string): void {
    if (files.has(file)) known.add(given)
    else files.set(file, { file, name })
  }

  function skip(file: string, reason: string): void {
    skipped.push({ file: path.posix.relative(bounds, file), reason, isBroken: false })
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
    await folder(place, { ...options, above: [], links })
    for (const { inner, above } of links) {
      const entry = path.posix.basename(inner)
      const kind = await kindOf(inner)
      if (kind === 'folder' && isEntered(entry)) await folder(inner, { ...options, above, links })
      const name = path.posix.relative(options.base, inner)
      if ((kind === 'file' && UPLOADED.test(entry) && options.fits(name)) || kind === 'nothing') {
        const file = await real(inner)
        if (file !== undefined) add(file, name, options.given)
      }
    }
  }

  async function folder(place: string, options: Folder): Promise<void> {
    const target = await real(place)
    if (target === undefined || options.above.includes(target)) return
    const above = [...options.above, target]
    const entries = await readdir(place, { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = `${place}/${entry.name}`
      const name = path.posix.relative(options.base, inner)
      if (entry.isSymbolicLink()) options.links.push({ inner, above })
      else if (entry.isDirectory() && isEntered(entry.name)) await folder(inner, { ...options, above })
      else if (entry.isFile() && UPLOADED.test(entry.name) && options.fits(name))
        add(`${target}/${entry.name}`, name, options.given)
    }
  }

  return {
    files,
    skipped,
    isKnown: given => known.has(given),
    async take(given, root) {
      const place = path.posix.normalize(slashed(path.resolve(root, given)))
      const kind = await kindOf(place)
      if (kind === 'file') {
        const file = await real(place)
        if (file !== undefined) add(file, path.posix.basename(place), given)
      } else if (kind === 'folder') await tree(place, { given, base: place, fits: () => true })
      else if (isPattern(given)) {
        const { base, rest } = patternOf(slashed(given))
        const start = slashed(path.resolve(root, base))
        if ((await kindOf(start)) !== 'folder') return
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

type Kind = 'file' | 'folder' | 'other' | 'nothing'

/** What a place is, links followed; a link that leads nowhere is `nothing`, as is a place without anything. */
async function kindOf(place: string): Promise<Kind> {
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
