// Writes the generated parts of the documents: the tables of inputs, outputs and operations, the guide to failures, the address of this
// repository, and `action-types.yml`. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generatedDocuments } from './readme/documents.ts'

const root = path.resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')

const different = (await generatedDocuments(root)).filter(
  ({ file, text }) =>
    !existsSync(path.join(root, file)) || readFileSync(path.join(root, file), 'utf8') !== text
)
for (const { file, text } of different) {
  if (check) console.error(`${file} does not match the code. Run: npm run readme`)
  else {
    writeFileSync(path.join(root, file), text)
    console.log(`${file} written`)
  }
}
if (check && different.length > 0) process.exitCode = 1
if (different.length === 0) console.log('The documents match the code')
