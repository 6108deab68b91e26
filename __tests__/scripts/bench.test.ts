import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { SubjectName } from '../../scripts/bench/cases/case.ts'
import { createIdentity } from '../../scripts/bench/stage/certificate.ts'
import { goalsOf, isReached } from '../../scripts/bench/report/goals.ts'
import { jsonOf, markdownOf, type Findings } from '../../scripts/bench/report/report.ts'
import { rotated, type Measured } from '../../scripts/bench/measure/rounds.ts'
import { waitsBetweenLooks, type Run } from '../../scripts/bench/measure/run.ts'
import type { RecordedRequest } from '../../scripts/bench/stage/stage.ts'
import { growthExponent, median, pairedRatio } from '../../scripts/bench/measure/statistics.ts'
import { recordAt } from '../../src/text/json.ts'

describe('statistics', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5]
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  test('there is no median of nothing', () => {
    expect(median([])).toBeNaN()
  })

  test('a ratio is that of neighbours: a slow moment that hits both of a pair changes nothing', () => {
    expect(pairedRatio([200, 2_000, 200], [100, 1_000, 100])).toBe(2)
  })

  test('there is no ratio to one who never ran', () => {
    expect(pairedRatio([200], [])).toBeUndefined()
  })

  const costs = (cost: (size: number) => number): { size: number; cost: number }[] =>
    [1, 10, 100, 1_000].map(size => ({ size, cost: cost(size) }))

  test.each([
    ['linear', (size: number) => 100 + 3 * (size - 1), 1],
    ['quadratic', (size: number) => 100 + 2 * (size - 1) ** 2, 2],
    ['by the square root', (size: number) => 100 + 50 * Math.sqrt(size - 1), 0.5]
  ])('growth that is %s is recognized beside a fixed cost', (_name, cost, exponent) => {
    expect(growthExponent(costs(cost))).toBeCloseTo(exponent, 1)
  })

  test('what differs by less than a tenth of the fixed cost does not grow', () => {
    expect(growthExponent(costs(size => 100 + (size % 7)))).toBe(0)
  })

  test('through a single size that costs more goes any curve', () => {
    expect(growthExponent(costs(size => (size === 1_000 ? 500 : 100)))).toBeUndefined()
  })
})

describe('a round', () => {
  test('begins with another subject each time', () => {
    const subjects = ['action', 'sentry-cli', 'floor']
    expect([0, 1, 2, 3].map(round => rotated(subjects, round)[0])).toEqual([
      'action',
      'sentry-cli',
      'floor',
      'action'
    ])
    expect(rotated(subjects, 1).toSorted()).toEqual(subjects.toSorted())
  })
})

describe('waiting', () => {
  const request = (method: string, at: number, path = '/'): RecordedRequest => ({
    server: 'maton',
    method,
    path,
    at
  })

  test('is the time between two looks after the last write, without the round trip', () => {
    const requests = [request('GET', 0), request('POST', 4_000), request('GET', 4_150), request('GET', 6_300)]
    expect(waitsBetweenLooks(requests, 150)).toBe(2_000)
  })

  test('is none in a run that only reads, be it with GraphQL', () => {
    expect(
      waitsBetweenLooks([request('POST', 0, '/graphql'), request('GET', 0), request('GET', 999)], 0)
    ).toBe(0)
  })

  test('is none when the first look is enough, or when the looks go out together', () => {
    expect(waitsBetweenLooks([request('POST', 0), request('GET', 150)], 150)).toBe(0)
    expect(waitsBetweenLooks([request('POST', 0), request('GET', 150), request('GET', 151)], 150)).toBe(0)
  })
})

describe('the certificate', () => {
  test('is good for loopback now, and signed with its own key', () => {
    const certificate = new X509Certificate(createIdentity().certificate)
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now())
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now())
  })
})

function run(ms: number, use: Partial<Run> = {}): Run {
  return {
    ms,
    waitMs: 0,
    sentry: { requests: 2, connections: 1, mostOpen: 1, looks: 0 },
    github: { requests: 0, connections: 0, mostOpen: 0, commentPages: 0 },
    processes: 1,
    ...use
  }
}

function measured(subject: SubjectName, times: readonly number[], use: Partial<Run> = {}): Measured {
  return {
    case: 'skip',
    growth: undefined,
    purpose: 'comparison',
    rttMs: 150,
    subject,
    runs: times.map(ms => run(ms, use)),
    peakMb: 80
  }
}

const NO_SIZES = {
  bundles: [],
  distBytes: 0,
  firstConnectionMs: [],
  bareMs: [],
  archiveBytes: undefined
}

function findings(all: readonly Measured[]): Findings {
  return {
    machine: 'linux x64, 2 × Processor, Node v24.19.0',
    measured: all,
    sizes: { ...NO_SIZES, bareMs: [25] },
    leftOut: ['The comment step: there is no `comment/action.yml`.']
  }
}

const THREE = [
  measured('action', [700, 720, 710]),
  measured('sentry-cli', [1_400, 1_440, 1_420], { processes: 3 }),
  measured('floor', [700, 720, 710])
]

describe('the report', () => {
  test('is one JSON object with the rows and the ratios', () => {
    expect(JSON.parse(jsonOf(findings(THREE)))).toEqual({
      machine: 'linux x64, 2 × Processor, Node v24.19.0',
      rows: [
        expect.objectContaining({
          case: 'skip',
          rttMs: 150,
          subject: 'action',
          medianMs: 710,
          minMs: 700,
          maxMs: 720,
          runs: 3,
          requests: 2,
          connections: 1,
          processes: 1,
          peakMb: 80
        }),
        expect.objectContaining({ subject: 'sentry-cli', medianMs: 1_420, processes: 3 }),
        expect.objectContaining({ subject: 'floor' })
      ],
      ratios: [{ case: 'skip', rttMs: 150, toFloor: 1, toSentryCli: 0.5, toVersionOne: null }]
    })
  })

  test('has no ratio to a rival that a case does not have', () => {
    const { ratios } = recordAt(JSON.parse(jsonOf(findings([measured('action', [700])]))))
    expect(ratios).toEqual([])
  })

  test('shows waits beside the time', () => {
    const waited = measured('action', [700], { waitMs: 2_000 })
    expect(markdownOf(findings([waited]))).toContain('| 700 (700–700) + 2,000 |')
  })

  test('shows the growth of a series of sizes with its exponent', () => {
    const series = [10, 100, 1_000].map(size => ({
      ...measured('action', [100 + size]),
      case: `github-${size}`,
      growth: { of: 'commits' as const, size }
    }))
    expect(markdownOf(findings(series))).toMatch(
      /\| 1,000 commits \| 1,100 \|[^\n]*\n\| \*exponent\* \| 1\.\d\d \|/
    )
  })

  test('says what was left out', () => {
    expect(markdownOf(findings(THREE))).toContain('- The comment step: there is no `comment/action.yml`.')
  })

  test('keeps every row of a table as wide as its head', () => {
    for (const table of markdownOf(findings(THREE))
      .split('\n\n')
      .filter(part => part.startsWith('|'))) {
      const widths = table.split('\n').map(line => line.replaceAll('\\|', '').split('|').length)
      expect(new Set(widths).size).toBe(1)
    }
  })
})

describe('goals', () => {
  const nothing = NO_SIZES

  test('name the worst value and where it was measured', () => {
    const slow = THREE.map(one => ({
      ...one,
      case: 'integration',
      runs: one.subject === 'action' ? [run(1_000)] : one.runs
    }))
    const goal = goalsOf([...THREE, ...slow], nothing).find(({ what }) => what.includes('floor'))
    expect(goal).toMatchObject({ value: 1.43, where: 'integration at 150 ms' })
    expect(goal && isReached(goal)).toBe(false)
  })

  test('do not count the looks after the writes as requests', () => {
    const looked = {
      ...measured('action', [900], { sentry: { requests: 7, connections: 3, mostOpen: 3, looks: 2 } }),
      case: 'integration'
    }
    const goal = goalsOf([looked], nothing).find(
      ({ what }) => what === 'Requests to the gateway, integration'
    )
    expect(goal).toMatchObject({ value: 5, limit: 5 })
  })

  test('hold a case against bare Node and the round trips that it needs', () => {
    const far = { ...measured('action', [660]), rounds: 2 }
    const goal = goalsOf([far], { ...NO_SIZES, bareMs: [40, 60, 50] }).find(({ what }) =>
      what.includes('the limit')
    )
    // two for the handshakes, two for the requests
    expect(goal).toMatchObject({ what: 'Time ÷ the limit, 150 ms', value: 1.02, limit: 1.1 })
  })

  test('hold a case against version 1 in the same round', () => {
    const goal = goalsOf([...THREE, measured('version 1', [1_000, 1_440, 1_000])], NO_SIZES).find(
      ({ what }) => what === 'Time ÷ version 1, skip, 150 ms'
    )
    expect(goal).toMatchObject({ value: 0.7, limit: 0.9 })
  })

  test('hold the first connection against the start of bare Node', () => {
    const sizes = { ...NO_SIZES, bareMs: [40, 400, 40], firstConnectionMs: [50, 500, 50] }
    expect(goalsOf([], sizes)).toMatchObject([{ what: 'First connection ÷ bare Node', value: 1.25 }])
  })

  test('of what was not measured are not listed', () => {
    expect(goalsOf([], nothing)).toEqual([])
  })
})
