import { readFileSync } from 'node:fs'
import path from 'node:path'
import { format, resolveConfig } from 'prettier'
import { apiStep } from '../../src/api/step.ts'
import { commentStep } from '../../src/comment/step.ts'
import { releaseStep } from '../../src/release/step.ts'
import { readManifest } from '../action-runner.ts'
import { operationsTable } from '../operations-table.ts'
import { failureGuide } from './failures.ts'
import { between } from './markers.ts'
import { readsOf } from './reads.ts'
import { inputsTable, outputsTable } from './tables.ts'
import { actionTypes } from './types.ts'

/** The actions, by the folders of their manifests, as the markers in the reference call them. */
export const ACTIONS = [
  { folder: '.', name: 'release', reads: () => readsOf(releaseStep), outputs: releaseStep.outputs },
  { folder: 'comment', name: 'comment', reads: () => readsOf(commentStep), outputs: commentStep.outputs },
  { folder: 'api', name: 'api', reads: () => readsOf(apiStep), outputs: apiStep.outputs }
] as const

export interface GeneratedDocument {
  /** Relative to the project. */
  readonly file: string
  readonly text: string
}

/**
 * The documents as they have to be: as they are, with the generated parts renewed, in prettier's form; and the files with types.
 * @param root the project's folder
 */
export async function generatedDocuments(root: string): Promise<readonly GeneratedDocument[]> {
  const reference = ACTIONS.reduce(
    (text, { folder, name }) => {
      const manifest = readManifest(folder)
      const withInputs = between(text, `inputs of ${name}`, inputsTable(manifest))
      return between(withInputs, `outputs of ${name}`, outputsTable(manifest))
    },
    read(root, 'docs/reference.md')
  )
  const api = between(read(root, 'api/README.md'), 'operations', operationsTable())
  const guide = between(read(root, 'docs/troubleshooting.md'), 'failures', failureGuide())
  return Promise.all([
    formatted(root, 'docs/reference.md', reference),
    formatted(root, 'api/README.md', api),
    formatted(root, 'docs/troubleshooting.md', guide),
    ...ACTIONS.map(({ folder, reads }) =>
      formatted(root, path.posix.join(folder, 'action-types.yml'), actionTypes(readManifest(folder), reads()))
    )
  ])
}

function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

async function formatted(root: string, file: string, text: string): Promise<GeneratedDocument> {
  const filepath = path.join(root, file)
  const options = await resolveConfig(filepath, { editorconfig: true })
  return { file, text: await format(text, { ...options, filepath }) }
}
