import {
  parametersIn,
  parameterNamesOf,
  type Operation,
  type PathParameter
} from '../../src/sentry/operations/row.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OperationName
} from '../../src/sentry/operations/table.ts'
import { wordsToRepeat } from '../../src/api/confirm.ts'
import { table } from '../../src/text/markdown.ts'

/** The values of parameters in the examples. */
const EXAMPLES: Readonly<Record<PathParameter, string>> = {
  organization: 'acme',
  project: 'web',
  team: 'core',
  issue: '2001',
  event: '9fac2ceed9344f2bbfdd1fdacb0ed9b1',
  version: 'shop@1.0.0',
  connection: 'conn-a'
}

/**
 * The table of all operations for the README of the api step, from the table that the step itself uses: effect, parameters, and an example
 * of the inputs with the words for `confirm`.
 * @returns Markdown
 */
export function operationsTable(): string {
  const names = Object.keys(OPERATIONS).filter(isOperationName)
  const rows = names.map(name => {
    const row = operation(name)
    return [
      `\`${name}\`<br>${row.summary}${row.pathWithoutOrganization === undefined ? '' : ' ¹'}`,
      row.effect,
      codes(parameterNamesOf(row), ' ') || 'none',
      exampleOf(name, row)
    ]
  })
  return [
    table(
      [
        ['Operation', 'left'],
        ['Effect', 'left'],
        ['Parameters', 'left'],
        ['Example', 'left']
      ],
      rows
    ),
    'Parameters with `?` may be left out; `organization` may also come from the input of that name.',
    '¹ With an `organization` the route below the organization is used, which reaches every region of Sentry. Without one it is the form of the API reference, `/issues/{issue}/…`, which Sentry serves in its US region only.'
  ].join('\n\n')
}

function codes(texts: readonly string[], separator: string): string {
  return texts.map(text => `\`${text}\``).join(separator)
}

/** The inputs of a valid call, without the organization. */
function exampleOf(name: OperationName, row: Operation): string {
  const path = Object.fromEntries(parametersIn(row.path).map(parameter => [parameter, EXAMPLES[parameter]]))
  const { organization: _, ...parameters } = path
  const inputs = [
    ...(Object.keys(parameters).length === 0 ? [] : [`parameters: ${JSON.stringify(parameters)}`]),
    ...(row.example === undefined ? [] : [`body: ${JSON.stringify(row.example)}`]),
    ...(row.effect === 'read'
      ? []
      : [`confirm: ${wordsToRepeat({ operation: name, parameters: path, body: row.example })}`])
  ]
  return codes(inputs.length === 0 ? [`operation: ${name}`] : inputs, '<br>')
}
