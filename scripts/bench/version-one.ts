import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** The last commit of version 1. */
const COMMIT = '4e701bd'

/**
 * Puts the manifest and the bundles of version 1 from git into a folder.
 * @returns the folder; `undefined` where the checkout does not hold that commit
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
