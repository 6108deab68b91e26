import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { repositoryOf } from '../../scripts/readme/address.ts'
import { at, isRecord, recordAt, textAt } from '../../src/text/json.ts'

export const ROOT = path.resolve(import.meta.dirname, '..', '..')

/** The repository, as documents and recipes name it. */
const REPOSITORY = repositoryOf(ROOT)

/** A piece of YAML in a document or a file of its own. */
export interface YamlSource {
  /** `README.md, block 2`, or the file. */
  readonly where: string
  readonly text: string
  readonly content: unknown
}

/** Everything that a document or a workflow shows in YAML. */
export function yamlSources(): readonly YamlSource[] {
  const documents = [
    'README.md',
    'comment/README.md',
    'api/README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...filesIn('docs', '.md')
  ]
  const files = [...filesIn('docs/recipes', '.yml'), ...filesIn('.github', '.yml', true)]
  return [
    ...documents.flatMap(blocksIn),
    ...files.map(file => ({ where: file, text: read(file), content: parsed(read(file)) }))
  ]
}

export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

export function filesIn(folder: string, ending: string, recursive = false): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .toSorted()
}

/** Whether it is a whole workflow, not a piece of one. */
export function isWorkflow({ content }: YamlSource): boolean {
  return isRecord(content) && 'on' in content && 'jobs' in content
}

/** Every text in a document, with the key that it stands under. */
export function textsIn(content: unknown, key = ''): readonly { key: string; text: string }[] {
  if (Array.isArray(content)) return content.flatMap(item => textsIn(item, key))
  if (isRecord(content)) return Object.entries(content).flatMap(([name, value]) => textsIn(value, name))
  const text = textAt(content)
  return text === undefined ? [] : [{ key, text }]
}

/** The steps of all jobs. */
export function stepsIn(content: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(content)) return content.map(entry => recordAt(entry))
  return Object.values(recordAt(content, 'jobs')).flatMap(job => {
    const steps = at(job, 'steps')
    return Array.isArray(steps) ? steps.map(entry => recordAt(entry)) : []
  })
}

/** Which of our actions a step uses, by its folder; `undefined` for the actions of others. */
export function ourAction(uses: string | undefined): string | undefined {
  const ours = new RegExp(`^${REPOSITORY}(?:/(comment|api))?@v1$`).exec(uses ?? '')
  return ours === null ? undefined : (ours[1] ?? '.')
}

function blocksIn(file: string): readonly YamlSource[] {
  return [...read(file).matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map((match, index) => {
    const text = match[1] ?? ''
    return { where: `${file}, block ${index + 1}`, text, content: parsed(text) }
  })
}

function parsed(text: string): unknown {
  const content: unknown = parse(text)
  return content
}
