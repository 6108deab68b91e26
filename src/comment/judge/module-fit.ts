import { CONTRADICTS, endsWith, fits, SILENT, type Fit } from './fit.ts'

/** A file of the repository, taken apart. */
interface Place {
  readonly folders: readonly string[]
  /** The name without its extension. */
  readonly stem: string
}

type Rule = (module: string, place: Place) => Fit

/** By the extension of the file. In the languages that are not named the module's name need not follow the folders. */
const RULES: readonly (readonly [extensions: RegExp, rule: Rule])[] = [
  [/^(?:java|kts?|groovy|scala|cljc?)$/, classFit],
  [/^py[xiw]?$/, pythonFit],
  [/^go$/, goFit],
  [/^[cm]?[jt]sx?$|^(?:vue|svelte)$/, scriptFit]
]

/**
 * Whether the module (class, package, namespace) of a frame is in a file of the repository. Where the language puts modules into
 * folders of their names, another folder is another module.
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

/** JavaScript: made of the path, `src/pay` or `src:pay`; of a bundle it may be another folder. */
function scriptFit(module: string, { folders, stem }: Place): Fit {
  const names = parts(module, /[/:]/)
  const whole = [...folders, stem]
  return names.length > 1 && endsWith(whole, names) ? fits(names.length) : SILENT
}

/** C# and others: namespaces mostly follow the folders, which may have dots in their names. */
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
