import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseJson, textAt } from '../../src/text/json.ts'

/** The owner in the documents until the repository is published. */
export const PLACEHOLDER = 'OWNER'

/**
 * The repository of package.json, as `owner/name`.
 * @throws Error if it is written in another form
 */
export function repositoryOf(root: string): string {
  const manifest = parseJson(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const repository = /^github:([\w-]+\/[\w.-]+)$/.exec(textAt(manifest, 'repository') ?? '')?.[1]
  if (repository === undefined) throw new Error('package.json: repository must be github:<owner>/<name>')
  return repository
}

/**
 * Replaces the owner of this repository in a document, wherever its address stands and in the lines of CODEOWNERS.
 * @param repository `owner/name`
 */
export function withAddress(text: string, repository: string): string {
  const [owner = '', name = ''] = repository.split('/')
  const anyOwner = new RegExp(`[\\w-]+/${name.replaceAll('.', '\\.')}(?![\\w-])`, 'g')
  return text.replaceAll(anyOwner, repository).replaceAll(/^([/*]\S* @)[\w-]+$/gm, `$1${owner}`)
}

/** Says who `OWNER` is; empty once the repository is published. */
export function ownerSentence(repository: string): string {
  return repository.startsWith(`${PLACEHOLDER}/`)
    ? `\`${PLACEHOLDER}\` is whoever hosts this repository.`
    : ''
}
