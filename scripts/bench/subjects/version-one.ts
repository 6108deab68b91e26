import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** The last commit of version 1. */
const COMMIT = '4e701bd'

/**
 * Takes the manifest and the bundles of version 1 from git.
 * @param folder in which a folder for them is made
 * @returns the new folder; `undefined` if git does not have the commit
 */
export function checkOutVersionOne(folder: string): string | undefined {
  const into = path.join(folder, 'version-1')
  const file = path.join(folder, 'version-1.tar')
  try {
    execFileSync('git', ['archive', `--output=${file}`, COMMIT, 'action.yml', 'package.json', 'dist'], {
      cwd: ROOT,
      stdio: 'pipe'
    })
  } catch {
    return undefined
  }
  mkdirSync(into)
  execFileSync('tar', ['-xf', file, '-C', into])
  return into
}
