import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..')

/** A file of TypeScript. */
export interface Source {
  /** Its path from the project's folder. */
  readonly file: string
  readonly text: string
}

/**
 * The TypeScript below a folder, by name. Only rules about all sources read them: the architecture, what regular expressions cost, and
 * whether the guides quote messages that the code says. Other tests import what they are about.
 */
export function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map(name => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .filter(file => /(?<!\.d)\.ts$/.test(file))
    .toSorted()
    .map(file => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }))
}
