import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/** What decides which program a name means. */
export interface ProgramPlaces {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Folders whose programs are never run: a checkout holds data. */
  readonly untrusted: readonly string[]
  /** Whether a file is there and may be run. */
  readonly isProgram: (file: string) => boolean
}

/** The endings that Windows runs by default. Scripts (`.cmd`, `.bat`) would need a shell. */
const WINDOWS_PROGRAMS: readonly string[] = ['.exe', '.com']

/**
 * The absolute path of a program, found in the folders of `PATH` in their order. Windows looks for a program that is started by its
 * name in the working folder first. That is the checkout, and a `git.exe` that someone pushed would be run.
 * @returns `undefined` when there is none; relative and empty entries, and those inside an untrusted folder, are passed over
 */
export function findProgram(name: string, places: ProgramPlaces): string | undefined {
  const { env, platform, untrusted, isProgram } = places
  const isWindows = platform === 'win32'
  const paths = isWindows ? path.win32 : path.posix
  const folders = (variable(env, 'PATH', isWindows) ?? '')
    .split(paths.delimiter)
    .map(folder => (isWindows ? folder.trim().replace(/^"([^"]*)"$/, '$1') : folder))
    .filter(folder => isAbsolute(folder, isWindows) && !untrusted.some(one => isInside(folder, one, paths)))
  const names = isWindows ? windowsNames(name, variable(env, 'PATHEXT', true)) : [name]
  return folders.flatMap(folder => names.map(file => paths.join(folder, file))).find(isProgram)
}

/** The endings of `PATHEXT` that need no shell, in their order. */
function windowsNames(name: string, given: string | undefined): readonly string[] {
  const known = (given ?? '')
    .split(';')
    .map(extension => extension.trim().toLowerCase())
    .filter(extension => WINDOWS_PROGRAMS.includes(extension))
  return (known.length === 0 ? WINDOWS_PROGRAMS : known).map(extension => name + extension)
}

/** `\folder` and `C:folder` depend on the present drive and folder. */
function isAbsolute(folder: string, isWindows: boolean): boolean {
  return isWindows ? /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/])/.test(folder) : path.posix.isAbsolute(folder)
}

function isInside(folder: string, outer: string, paths: typeof path.posix): boolean {
  if (outer === '') return false
  const way = paths.relative(outer, folder)
  return way === '' || !(way === '..' || way.startsWith(`..${paths.sep}`) || paths.isAbsolute(way))
}

/** On Windows the case of a variable's name does not count: it is mostly `Path`. */
function variable(env: ProgramPlaces['env'], name: string, isWindows: boolean): string | undefined {
  if (!isWindows) return env[name]
  return Object.entries(env).find(([known]) => known.toUpperCase() === name)?.[1]
}

/** Whether a file can be run here. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
