// Jest's global setup: all temporary files of the tests, and of the processes they start, lie in one folder, which goes at the end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export default function setUp() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tests-'))
  process.env['TMPDIR'] = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
