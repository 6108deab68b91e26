import path from 'node:path'

/** Where a script's map is. Paths are absolute, with `/`. */
export type MapPlace =
  | { readonly kind: 'file'; readonly file: string; readonly reference: string; readonly isGuessed: boolean }
  /** The script carries it. */
  | { readonly kind: 'inline' }
  /** `reference` is what the comment says; nothing is there. `undefined` when the script carries something else than a map. */
  | { readonly kind: 'missing'; readonly reference: string | undefined }
  | { readonly kind: 'none' }

export interface Referring {
  /** The script's path. */
  readonly file: string
  /** What its `sourceMappingURL` comment says, as written. */
  readonly reference: string | undefined
}

/** What there is to find a map in. */
export interface MapFiles {
  /** The real path of a file that is there and may be read; asked for few paths. */
  readonly real: (file: string) => string | undefined
  /** The maps among the files that were found. */
  readonly found: readonly string[]
}

/**
 * Finds the map of each script, as `sentry-cli` does: by its comment, in a folder that differs in one part, else by its name.
 * A guess that another script names, or that two scripts share, is none. Rules: source-maps.md, section 4.1.
 * @returns the place of each script's map, in the order of the scripts
 */
export function pairMaps(scripts: readonly Referring[], files: MapFiles): readonly MapPlace[] {
  const byName = Map.groupBy(files.found, file => path.posix.basename(file))
  const named = scripts.map(script => namedMap(script, { real: files.real, byName }))
  const taken = new Set(named.flatMap(place => (place?.kind === 'file' ? [place.file] : [])))
  const guesses = scripts.map((script, index) =>
    named[index] === undefined ? guessedMap(script, files) : undefined
  )
  const guessed = Map.groupBy(
    guesses.filter(guess => guess !== undefined),
    guess => guess
  )
  return scripts.map((_script, index): MapPlace => {
    const guess = guesses[index]
    const isFree = guess !== undefined && !taken.has(guess) && guessed.get(guess)?.length === 1
    if (isFree) return { kind: 'file', file: guess, reference: path.posix.basename(guess), isGuessed: true }
    // a guess that another script names: sentry-cli sends the name all the same
    if (guess !== undefined && taken.has(guess))
      return { kind: 'missing', reference: path.posix.basename(guess) }
    return named[index] ?? { kind: 'none' }
  })
}

/** What the comment names; `undefined` when there is none, or one that names no file here. */
function namedMap(
  { file, reference }: Referring,
  { real, byName }: Pick<MapFiles, 'real'> & { byName: ReadonlyMap<string, readonly string[]> }
): MapPlace | undefined {
  if (reference === undefined) return undefined
  if (reference.startsWith('data:')) return { kind: 'inline' }
  const [name = ''] = /^[^?#]*/.exec(reference) ?? []
  if (name === '' || /^[a-z][a-z\d+.-]*:/i.test(name) || name.startsWith('//')) return undefined
  const spellings = [...new Set([name, decodedName(name)])]
  const places = spellings.map(spelling =>
    spelling.startsWith('/') ? spelling : path.posix.join(path.posix.dirname(file), spelling)
  )
  const there =
    firstReal(places, real) ??
    places.map(place => inSibling(place, byName.get(path.posix.basename(place)) ?? [])).find(Boolean)
  if (there !== undefined) return { kind: 'file', file: there, reference: name, isGuessed: false }
  // an absolute path is one of the site, not of this disk
  return name.startsWith('/') ? undefined : { kind: 'missing', reference: name }
}

function decodedName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The only map whose path differs from this one in exactly one folder, such as `maps/x.js.map` for `js/x.js.map`. */
function inSibling(place: string, sameName: readonly string[]): string | undefined {
  const parts = place.split('/')
  const near = sameName.filter(other => {
    const theirs = other.split('/')
    return (
      theirs.length === parts.length && parts.filter((part, index) => part !== theirs[index]).length === 1
    )
  })
  return near.length === 1 ? near[0] : undefined
}

/** The first map beside a script whose name fits: of `a.min.js` these are `a.map`, `a.min.js.map`, `a.js.map`, `a.min.map`. */
function guessedMap({ file }: Referring, files: MapFiles): string | undefined {
  const { dir, base, ext, name } = path.posix.parse(file)
  const first = base.split('.')[0] ?? base
  const names = [`${first}.map`, `${base}.map`, `${first}${ext}.map`, `${name}.map`]
  return firstReal(
    names.map(one => path.posix.join(dir, one)),
    files.real
  )
}

function firstReal(places: readonly string[], real: MapFiles['real']): string | undefined {
  return places.map(place => real(place)).find(file => file !== undefined)
}
