import { CONTRADICTS, endsWith, fits, SILENT, type Fit } from './fit.ts'

/** A file as a frame names it, taken apart. */
export interface FramePath {
  /** Folders and name, without `.` and `..`. */
  readonly segments: readonly string[]
  /** Whether it begins outside of the repository (at the root of a disk or of a site), so that it may be longer than a path in it. */
  readonly isAbsolute: boolean
}

/** Schemes of real places; those of bundlers and of `app:` begin at a folder of the project. */
const PLACES = /^(?:https?|file|capacitor|ionic|[a-z]+-extension)$/i
const SCHEME = /^([a-z][a-z\d+.-]*):\/\/[^/\\]*/i
const DRIVE = /^[a-z]:(?=[/\\])/i
/** Go with `-trimpath`: the path of the module, such as `github.com/acme/web/pay/charge.go`. */
const GO_MODULE = /^[\w-]+(?:\.[\w-]+)+\/.*\.go$/

/**
 * Takes apart what a runtime or a bundler calls a file: `/app/src/pay.ts`, `webpack://shop/./src/pay.ts?a1b2`,
 * `C:\build\src\Pay.cs`, `~/static/pay.js`, `package:shop/pay.dart`.
 */
export function framePath(file: string): FramePath {
  const plain = file.replace(/^\\\\\?\\/, '').replace(/\?.*$/s, '')
  const [scheme = '', name = ''] = SCHEME.exec(plain) ?? []
  if (scheme !== '') {
    const rest = plain.slice(scheme.length)
    if (PLACES.test(name)) return { segments: resolved(rest), isAbsolute: true }
    // a bundler writes its own folder, such as `(rsc)`, before the `.` that is the project
    return { segments: resolved(rest.replace(/^.*?[/\\]\.(?=[/\\])/, '')), isAbsolute: false }
  }
  const [, library, below] = /^package:([^/]+)\/(.+)$/.exec(plain) ?? []
  if (library !== undefined && below !== undefined)
    return { segments: [library, 'lib', ...resolved(below)], isAbsolute: true }
  const isAbsolute = /^[/\\]/.test(plain) || DRIVE.test(plain) || GO_MODULE.test(plain)
  return { segments: resolved(plain.replace(DRIVE, '')), isAbsolute }
}

/**
 * Whether a path that a frame names is a file of the repository. One that begins outside of the repository may know more of the
 * path; any one may know less (its project is a folder of the repository). A bare name could be in many folders.
 *
 * @param path the file in the repository, by segments; it has the same name
 */
export function pathFit({ segments, isAbsolute }: FramePath, path: readonly string[]): Fit {
  if (segments.length <= 1) return SILENT
  if (endsWith(path, segments)) return fits(segments.length)
  return isAbsolute && endsWith(segments, path) ? fits(path.length) : CONTRADICTS
}

function resolved(path: string): readonly string[] {
  const segments: string[] = []
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.' && segment !== '~' && segment !== '[project]')
      segments.push(segment)
  }
  return segments
}
