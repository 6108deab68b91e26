import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from '@jest/globals'

interface Closable {
  close(): unknown
}

const open: Closable[] = []

/** Closes it after the test: what was opened last is closed first. */
export function closeAfterTest<T extends Closable>(one: T): T {
  open.push(one)
  return one
}

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

/** A new empty folder, with symbolic links resolved. It goes when all tests are over: see scripts/temporary-folder.js. */
export function makeFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'test-')))
}
