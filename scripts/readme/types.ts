import { stringify } from 'yaml'
import { KINDS, LEVELS } from '../../src/comment/issue.ts'
import { PARTS } from '../../src/release/request.ts'
import type { Separators } from '../../src/actions/inputs.ts'
import type { Manifest } from '../action-runner.ts'
import type { Read } from './reads.ts'

/** A type in the words of github-actions-typing. */
type Typing = Readonly<Record<string, unknown>>

const STRING: Typing = { type: 'string' }

/** The words of inputs that take only certain words, although the code reads them as a list or a text. */
const WORDS: Readonly<Record<string, readonly string[]>> = { only: PARTS, include: KINDS, min_level: LEVELS }

/** The separator that a tool is to write with, of those that the code reads. */
const SEPARATOR: Readonly<Record<Separators, string>> = {
  'newline, comma or space': ',',
  'newline or comma': ',',
  // a path may have a comma
  'newline, else comma or space': '\n'
}

/** The outputs that are not plain text. */
const OUTPUTS: Readonly<Record<string, 'boolean' | 'integer' | 'float'>> = {
  created: 'boolean',
  finalized: 'boolean',
  dry_run: 'boolean',
  truncated: 'boolean',
  commit_count: 'integer',
  new_count: 'integer',
  regressed_count: 'integer',
  escalating_count: 'integer',
  total_count: 'integer',
  sessions: 'integer',
  status: 'integer',
  pages: 'integer',
  crash_free_sessions: 'float',
  crash_free_users: 'float',
  error_rate: 'float',
  adoption: 'float'
}

/**
 * The `action-types.yml` of an action. Tools that write workflows read it to know the types of inputs and outputs. Source: the README of
 * typesafegithub/github-actions-typing, "Available types".
 * @returns YAML
 */
export function actionTypes(
  { inputs, outputs }: Pick<Manifest, 'inputs' | 'outputs'>,
  reads: ReadonlyMap<string, Read>
): string {
  const typed = {
    inputs: Object.fromEntries(inputs.map(({ name }) => [name, inputType(name, reads.get(name))])),
    outputs: Object.fromEntries(outputs.map(({ name }) => [name, { type: OUTPUTS[name] ?? 'string' }]))
  }
  return `# Types for https://github.com/typesafegithub/github-actions-typing. Made of the code by \`npm run readme\`.\n${stringify(typed, { aliasDuplicateObjects: false })}`
}

function inputType(name: string, read: Read | undefined): Typing {
  const words = WORDS[name]
  switch (read?.kind) {
    case 'boolean':
    case 'integer':
      return { type: read.kind }
    case 'one-of':
      return oneOf(withoutDigits(read.allowed))
    case 'list':
      return {
        type: 'list',
        separator: SEPARATOR[read.separators],
        'list-item': words === undefined ? STRING : oneOf(words)
      }
    default:
      return words === undefined ? STRING : oneOf(words)
  }
}

function oneOf(words: readonly string[]): Typing {
  return { type: 'enum', 'allowed-values': words }
}

/** Leaves out `1` and `0`, which only stand for `true` and `false`. */
function withoutDigits(words: readonly string[]): readonly string[] {
  return words.filter(word => !/^[01]$/.test(word))
}
