import type { Manifest } from '../action-runner.ts'

/** The inputs of a manifest as a table, in the manifest's order. */
export function inputsTable({ inputs }: Manifest): string {
  return table(
    ['Input', 'Default', 'Meaning'],
    inputs.map(input => [code(input.name), defaultOf(input.default), input.description])
  )
}

/** The outputs of a manifest as a table, in the manifest's order. */
export function outputsTable({ outputs }: Manifest): string {
  return table(
    ['Output', 'Meaning'],
    outputs.map(output => [code(output.name), output.description])
  )
}

function defaultOf(value: string | undefined): string {
  return value === undefined || value === '' ? '' : code(value)
}

function code(text: string): string {
  return `\`${text}\``
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map(line).join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cellOf).join(' | ')} |`
}

/** A cell is one line. Outside of code spans `<x>` is not HTML and `*` is not emphasis. */
function cellOf(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll(/`[^`]*`|[<>*]/g, part => (part.length > 1 ? part : `\\${part}`))
}
