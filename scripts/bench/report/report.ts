import { table } from '../../../src/text/markdown.ts'
import type { Dimension, SubjectName } from '../cases/case.ts'
import { goalsOf, isReached } from './goals.ts'
import { ratiosOf, rowOf, rounded, type Ratio, type Row } from './results.ts'
import type { Measured } from '../measure/rounds.ts'
import type { Sizes } from '../measure/sizes.ts'
import { growthExponent, median, pairedRatio } from '../measure/statistics.ts'

/** The results of a benchmark. */
export interface Findings {
  /** Processor, system and Node, in one line. */
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
    `${machine}. Times in ms: median (fastest–slowest), without the waits between the looks after the writes, which are added as "+ 2,000". The subjects run in turn, and each ratio is the median of the ratios of neighbouring runs. The distance is the round trip. All connections have TLS.`,
    '## Time',
    timeTable(rows, ratiosOf(compared)),
    '## Requests, connections, processes, peak memory',
    useTable(rows),
    '## Growth',
    'The cost of the action by size. The exponent is that of the growing part: 1 is linear, 0 is constant.',
    growthTable(measured),
    '## Sizes and start-up',
    sizeTable(sizes),
    '## Goals',
    goalTable(findings),
    ...(leftOut.length === 0 ? [] : ['## Left out', leftOut.map(line => `- ${line}`).join('\n')])
  ].join('\n\n')
}

/** A Markdown table: the first column to the left, numbers to the right. */
function numbersTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(
    head.map((title, index) => [title, index === 0 ? 'left' : 'right'] as const),
    rows
  )
}

const SUBJECTS: readonly SubjectName[] = ['action', 'version 1', 'sentry-cli', 'floor']

function timeTable(rows: readonly Row[], ratios: readonly Ratio[]): string {
  const head = ['case', 'distance', ...SUBJECTS, '÷ version 1', '÷ floor', '÷ sentry-cli', 'runs']
  return numbersTable(
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
  return numbersTable(
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

/** Growth at the shortest distance, where the time on the machine is the largest part. */
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
    : numbersTable(['size', 'ms', 'requests', 'peak MB'], rows)
}

function sizeTable({ bundles, distBytes, firstConnectionMs, bareMs, archiveBytes }: Sizes): string {
  const rows = bundles.map(({ file, bytes, startMs }) => [
    file,
    megabytes(bytes),
    number(median(startMs)),
    factor(pairedRatio(startMs, bareMs))
  ])
  const archive = archiveBytes === undefined ? 'n/a (no git checkout)' : megabytes(archiveBytes)
  return numbersTable(
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
  return numbersTable(
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

/** A number with separated thousands, and without decimals from ten on. */
function number(value: number): string {
  return rounded(value, value < 10 ? 1 : 0).toLocaleString('en-US')
}
