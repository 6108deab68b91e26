import type { Dimension, SubjectName } from './case.ts'
import { goalsOf, isReached } from './goals.ts'
import { ratiosOf, rowOf, rounded, type Ratio, type Row } from './results.ts'
import type { Measured } from './rounds.ts'
import type { Sizes } from './sizes.ts'
import { growthExponent, median, pairedRatio } from './statistics.ts'

/** All that a benchmark found. */
export interface Findings {
  /** Processor, system and Node, in a line. */
  readonly machine: string
  readonly measured: readonly Measured[]
  readonly sizes: Sizes
  /** What could not be measured, and why. */
  readonly leftOut: readonly string[]
}

/** The findings as one JSON object. */
export function jsonOf({ machine, measured }: Findings): string {
  return JSON.stringify({ machine, rows: measured.map(rowOf), ratios: ratiosOf(measured) })
}

/** The findings as Markdown. */
export function markdownOf(findings: Findings): string {
  const { machine, measured, sizes, leftOut } = findings
  const compared = measured.filter(({ purpose }) => purpose === 'comparison')
  const rows = compared.map(rowOf)
  return [
    '# Benchmark',
    `${machine}. Times in ms: median (fastest–slowest), without the waits between the looks after the writes, which stand beside ("+ 2,000"). The subjects run in turn, so that each ratio is the median of ratios of neighbours. Distance is the round trip; TLS everywhere.`,
    '## Time',
    timeTable(rows, ratiosOf(compared)),
    '## Requests, connections, processes, peak memory',
    useTable(rows),
    '## Growth',
    'Cost of the action by size. The exponent is that of the part that grows: 1 is linear, 0 is flat.',
    growthTable(measured),
    '## Sizes and start-up',
    sizeTable(sizes),
    '## Goals',
    goalTable(findings),
    ...(leftOut.length === 0 ? [] : ['## Left out', leftOut.map(line => `- ${line}`).join('\n')])
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n'
  )
}

const SUBJECTS: readonly SubjectName[] = ['action', 'version 1', 'sentry-cli', 'floor']

function timeTable(rows: readonly Row[], ratios: readonly Ratio[]): string {
  const head = ['case', 'distance', ...SUBJECTS, '÷ version 1', '÷ floor', '÷ sentry-cli', 'runs']
  return table(
    head,
    rows
      .filter(({ subject }) => subject === 'action')
      .map(action => {
        const ratio = ratios.find(one => isSamePlace(one, action))
        return [
          action.case,
          `${action.rttMs} ms`,
          ...SUBJECTS.map(subject =>
            timeOf(rows.find(row => row.subject === subject && isSamePlace(row, action)))
          ),
          factor(ratio?.toVersionOne),
          factor(ratio?.toFloor),
          factor(ratio?.toSentryCli),
          String(action.runs)
        ]
      })
  )
}

function isSamePlace(a: Pick<Row, 'case' | 'rttMs'>, b: Pick<Row, 'case' | 'rttMs'>): boolean {
  return a.case === b.case && a.rttMs === b.rttMs
}

function timeOf(row: Row | undefined): string {
  if (row === undefined) return '–'
  const wait = row.waitMs > 0 ? ` + ${number(row.waitMs)}` : ''
  return `${number(row.medianMs)} (${number(row.minMs)}–${number(row.maxMs)})${wait}`
}

function useTable(rows: readonly Row[]): string {
  const head = ['case', 'distance', 'subject', 'requests', 'connections', 'processes', 'peak MB']
  return table(
    head,
    rows.map(row => [
      row.case,
      `${row.rttMs} ms`,
      row.subject,
      String(row.requests),
      String(row.connections),
      String(row.processes),
      row.peakMb === null ? 'n/a' : number(row.peakMb)
    ])
  )
}

const DIMENSIONS: readonly Dimension[] = ['commits', 'projects', 'issues', 'comments']

/** By the nearest distance, where the machine's own work shows most. */
function growthTable(measured: readonly Measured[]): string {
  const nearest = Math.min(...measured.map(({ rttMs }) => rttMs))
  const actions = measured.filter(one => one.subject === 'action' && one.rttMs === nearest)
  const rows = DIMENSIONS.flatMap(dimension => {
    const series = actions
      .flatMap(one => (one.growth?.of === dimension ? [{ size: one.growth.size, row: rowOf(one) }] : []))
      .toSorted((a, b) => a.size - b.size)
    if (series.length < 2) return []
    const exponent = (cost: (row: Row) => number): string => {
      const found = growthExponent(series.map(({ size, row }) => ({ size, cost: cost(row) })))
      return found === undefined ? 'n/a' : found.toFixed(2)
    }
    return [
      ...series.map(({ size, row }) => [
        `${number(size)} ${dimension}`,
        number(row.medianMs),
        String(row.requests),
        row.peakMb === null ? 'n/a' : number(row.peakMb)
      ]),
      [
        `*exponent*`,
        exponent(row => row.medianMs),
        exponent(row => row.requests),
        exponent(row => row.peakMb ?? 0)
      ]
    ]
  })
  return rows.length === 0
    ? 'Too few sizes were measured.'
    : table(['size', 'ms', 'requests', 'peak MB'], rows)
}

function sizeTable({ bundles, distBytes, firstConnectionMs, bareMs, archiveBytes }: Sizes): string {
  const rows = bundles.map(({ file, bytes, startMs }) => [
    file,
    megabytes(bytes),
    number(median(startMs)),
    factor(pairedRatio(startMs, bareMs))
  ])
  const archive = archiveBytes === undefined ? 'n/a (no git checkout)' : megabytes(archiveBytes)
  return table(
    ['', 'MB', 'start ms', '÷ bare Node'],
    [
      ...rows,
      [
        'first connection',
        '–',
        number(median(firstConnectionMs)),
        factor(pairedRatio(firstConnectionMs, bareMs))
      ],
      ['all files of `dist/`', megabytes(distBytes), '–', '–'],
      ['bare Node', '–', number(median(bareMs)), '1.00'],
      ['`git archive HEAD \\| gzip`', archive, '–', '–']
    ]
  )
}

function goalTable({ measured, sizes }: Findings): string {
  return table(
    ['goal', 'at most', 'worst', 'where', 'reached'],
    goalsOf(measured, sizes).map(goal => [
      goal.what,
      String(goal.limit),
      String(goal.value),
      goal.where,
      isReached(goal) ? 'yes' : '**no**'
    ])
  )
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(2)
}

function factor(value: number | null | undefined): string {
  return typeof value === 'number' ? value.toFixed(2) : '–'
}

/** Without decimals from ten on, with thousands set apart. */
function number(value: number): string {
  return rounded(value, value < 10 ? 1 : 0).toLocaleString('en-US')
}
