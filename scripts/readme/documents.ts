import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { format, getFileInfo, resolveConfig } from 'prettier'
import { apiStep } from '../../src/api/step.ts'
import { commentStep } from '../../src/comment/step.ts'
import { releaseStep } from '../../src/release/step.ts'
import { readManifest } from '../action-runner.ts'
import { operationsTable } from './operations.ts'
import { ownerSentence, repositoryOf, withAddress } from './address.ts'
import { failureGuide } from './failures.ts'
import { between } from './markers.ts'
import { readsOf } from './reads.ts'
import { inputsTable, outputsTable } from './tables.ts'
import { actionTypes } from './types.ts'

/** The actions: the folder of the manifest, and the name in the markers of the reference. */
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
 * The documents with their generated parts and the address of the repository renewed, formatted by prettier, and `action-types.yml` of each
 * action.
 * @param root the project's folder
 * @param repository `owner/name`. Default: that of package.json
 */
export async function generatedDocuments(
  root: string,
  repository = repositoryOf(root)
): Promise<readonly GeneratedDocument[]> {
  const parts = generatedParts(repository)
  const documents = DOCUMENTS.flatMap(place => filesAt(root, place)).map(file => {
    const filled = (parts.get(file) ?? []).reduce(
      (text, [name, part]) => between(text, name, part),
      read(root, file)
    )
    return formatted(root, file, withAddress(filled, repository))
  })
  const types = ACTIONS.map(({ folder, reads }) =>
    formatted(root, path.posix.join(folder, 'action-types.yml'), actionTypes(readManifest(folder), reads()))
  )
  return Promise.all([...documents, ...types])
}

/** The files and folders that name the repository or have a generated part. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'comment/README.md',
  'api/README.md',
  'docs',
  'docs/recipes',
  '.github/CODEOWNERS',
  '.github/ISSUE_TEMPLATE'
]

type Part = readonly [marker: string, text: string]

/** The generated parts of each document, with the names of their markers. */
function generatedParts(repository: string): ReadonlyMap<string, readonly Part[]> {
  const reference = ACTIONS.flatMap(({ folder, name }) => {
    const manifest = readManifest(folder)
    return [
      [`inputs of ${name}`, inputsTable(manifest)],
      [`outputs of ${name}`, outputsTable(manifest)]
    ] as const
  })
  return new Map<string, readonly Part[]>([
    ['README.md', [['owner', ownerSentence(repository)]]],
    ['docs/reference.md', reference],
    ['api/README.md', [['operations', operationsTable()]]],
    ['docs/troubleshooting.md', [['failures', failureGuide()]]]
  ])
}

/** A file, or the documents and workflows directly in a folder. */
function filesAt(root: string, place: string): readonly string[] {
  const isFolder = statSync(path.join(root, place)).isDirectory()
  if (!isFolder) return [place]
  return readdirSync(path.join(root, place))
    .filter(name => /\.(md|yml)$/.test(name))
    .map(name => `${place}/${name}`)
}

function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

async function formatted(root: string, file: string, text: string): Promise<GeneratedDocument> {
  const filepath = path.join(root, file)
  const { inferredParser } = await getFileInfo(filepath)
  if (inferredParser === null) return { file, text }
  const options = await resolveConfig(filepath, { editorconfig: true })
  return { file, text: await format(text, { ...options, filepath }) }
}
