/** A file as a frame names it, taken apart. */
export interface FramePath {
  /** Folders and name, without `.` and `..`. */
  readonly segments: readonly string[]
  /** Whether it begins outside of the repository (at the root of a disk or of a site), so that it may be longer than a path in it. */
  readonly isAbsolute: boolean
}

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
 * Whether a path that a frame names is a file of the repository. An absolute path may be longer than the file's path in the repository. Any
 * path may be shorter, because its project may be a folder of the repository. A bare name could be in many folders.
 *
 * @param path the file in the repository, by segments; it has the same name
 */
export function pathFit({ segments, isAbsolute }: FramePath, path: readonly string[]): Fit {
  if (segments.length <= 1) return SILENT
  if (endsWith(path, segments)) return fits(segments.length)
  return isAbsolute && endsWith(segments, path) ? fits(path.length) : CONTRADICTS
}

/**
 * Whether the module (class, package, namespace) of a frame is in a file of the repository. If the language puts modules into folders of
 * their names, another folder is another module.
 *
 * @param module as Sentry has it: `com.acme.pay.Utils$Companion`, `service_a.main`, `github.com/acme/web/pay`, `src/pay`
 * @param path the file in the repository, by segments
 */
export function moduleFit(module: string, path: readonly string[]): Fit {
  const [, stem = '', extension = ''] = /^(.*?)(?:\.([^.]*))?$/s.exec(path.at(-1) ?? '') ?? []
  const place = { folders: path.slice(0, -1), stem }
  const rule = RULES.find(([extensions]) => extensions.test(extension.toLowerCase()))?.[1] ?? looseFit
  return rule(module, place)
}

/** Whether something that a frame names is a certain file. */
export type Fit =
  /** It is this file. `length` parts of the path agree, the name included. */
  | { readonly kind: 'fits'; readonly length: number }
  /** It is another file. */
  | { readonly kind: 'contradicts' }
  /** It may be this file or one of many others. */
  | { readonly kind: 'silent' }

export const CONTRADICTS: Fit = { kind: 'contradicts' }
export const SILENT: Fit = { kind: 'silent' }

export function fits(length: number): Fit {
  return { kind: 'fits', length }
}

/** Whether a list ends with another one. */
export function endsWith(list: readonly string[], end: readonly string[]): boolean {
  const offset = list.length - end.length
  return offset >= 0 && end.every((part, index) => part === list[offset + index])
}

/** Schemes of real places; those of bundlers and of `app:` begin at a folder of the project. */
const PLACES = /^(?:https?|file|capacitor|ionic|[a-z]+-extension)$/i
const SCHEME = /^([a-z][a-z\d+.-]*):\/\/[^/\\]*/i
const DRIVE = /^[a-z]:(?=[/\\])/i
/** Go with `-trimpath`: the path of the module, such as `github.com/acme/web/pay/charge.go`. */
const GO_MODULE = /^[\w-]+(?:\.[\w-]+)+\/.*\.go$/

function resolved(path: string): readonly string[] {
  const segments: string[] = []
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.' && segment !== '~' && segment !== '[project]')
      segments.push(segment)
  }
  return segments
}

/** A file of the repository, taken apart. */
interface Place {
  readonly folders: readonly string[]
  /** The name without its extension. */
  readonly stem: string
}

type Rule = (module: string, place: Place) => Fit

/** By the extension of the file. In other languages the module's name need not follow the folders. */
const RULES: readonly (readonly [extensions: RegExp, rule: Rule])[] = [
  [/^(?:java|kts?|groovy|scala|cljc?)$/, classFit],
  [/^py[xiw]?$/, pythonFit],
  [/^go$/, goFit],
  [/^[cm]?[jt]sx?$|^(?:vue|svelte)$/, scriptFit]
]

/** JVM: `com.acme.pay.Utils$Companion` is in the folder `com/acme/pay`, whatever the file is called; `app//` names the loader. */
function classFit(module: string, { folders }: Place): Fit {
  const packages = parts(module.replace(/\$.*$/s, '').replace(/^.*\//, ''), /\./).slice(0, -1)
  if (packages.length === 0) return SILENT
  return endsWith(folders, packages) ? fits(packages.length + 1) : CONTRADICTS
}

/** Python: `service_a.main` is `service_a/main.py`, the package `service_a` is `service_a/__init__.py`. */
function pythonFit(module: string, { folders, stem }: Place): Fit {
  const names = parts(module, /\./)
  if (names.length === 0 || names[0] === '__main__') return SILENT
  const isPackage = stem === '__init__' && names.at(-1) !== '__init__'
  const packages = isPackage ? names : names.slice(0, -1)
  if (packages.length === 0) return SILENT
  return endsWith(folders, packages) ? fits(packages.length + 1) : CONTRADICTS
}

/** Go: the import path of the package. Its beginning is the module's name, which is no folder: `github.com/acme/web`. */
function goFit(module: string, { folders }: Place): Fit {
  const names = parts(module, /\//).filter(name => !/^v\d+$/.test(name))
  const length = [...folders.keys()].find(offset => endsWith(names, folders.slice(offset))) ?? folders.length
  const common = folders.length - length
  if (common > 0) return fits(common + 1)
  const isBelowModule = names.length > 3 && (names[0] ?? '').includes('.')
  return isBelowModule ? CONTRADICTS : SILENT
}

/** JavaScript: the module is the path, `src/pay` or `src:pay`. In a bundle it may be another folder. */
function scriptFit(module: string, { folders, stem }: Place): Fit {
  const names = parts(module, /[/:]/)
  const whole = [...folders, stem]
  return names.length > 1 && endsWith(whole, names) ? fits(names.length) : SILENT
}

/** C# and others: namespaces usually follow the folders, whose names may have dots. */
function looseFit(module: string, { folders, stem }: Place): Fit {
  const names = parts(module.replace(/[`+$].*$/s, ''), /[./\\:]+/)
  const around = folders.flatMap(folder => folder.split('.'))
  for (const wanted of names.at(-1) === stem ? [names.slice(0, -1)] : [names, names.slice(0, -1)])
    if (wanted.length > 0 && endsWith(around, wanted)) return fits(wanted.length + 1)
  return SILENT
}

function parts(name: string, separator: RegExp): readonly string[] {
  return name.split(separator).filter(part => part !== '')
}
