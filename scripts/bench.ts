// Compares the actions with sentry-cli, and with the least time that the work can take: `npm run bench [-- --quick] [--json]`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Case } from './bench/cases/case.ts'
import { COMMENT_CASES } from './bench/cases/comment.ts'
import { makeHistory } from './bench/cases/history.ts'
import { RELEASE_CASES } from './bench/cases/release.ts'
import { SOURCE_MAP_CASES } from './bench/cases/source-maps.ts'
import { jsonOf, markdownOf } from './bench/report/report.ts'
import { measureCase, type Extent, type Measured } from './bench/measure/rounds.ts'
import { measureSizes } from './bench/measure/sizes.ts'
import { asGithubCommits, openStage } from './bench/stage/stage.ts'
import { checkOutVersionOne } from './bench/subjects/version-one.ts'

/** What a benchmark measures. */
interface Scope extends Pick<Extent, 'distances'> {
  readonly cases: readonly Case[]
  /** The longest history that a case needs. */
  readonly commits: number
  /** Milliseconds after which no round begins. */
  readonly budgetMs: number
  readonly startRounds: number
}

const FULL: Scope = {
  cases: [...RELEASE_CASES, ...SOURCE_MAP_CASES, ...COMMENT_CASES],
  commits: 10_000,
  // a run takes longer at a longer distance, so it gets fewer rounds
  distances: [
    { rttMs: 0, rounds: 9 },
    { rttMs: 50, rounds: 7 },
    { rttMs: 150, rounds: 5 }
  ],
  budgetMs: Number.POSITIVE_INFINITY,
  startRounds: 20
}

const QUICK_CASES = ['skip', 'integration', 'github-10']

const QUICK: Scope = {
  cases: RELEASE_CASES.filter(({ name }) => QUICK_CASES.includes(name)),
  commits: 10,
  distances: [
    { rttMs: 0, rounds: 3 },
    { rttMs: 50, rounds: 3 },
    { rttMs: 150, rounds: 1 }
  ],
  budgetMs: 30_000,
  startRounds: 10
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] }
  }
})
await bench(chosen(values.quick ? QUICK : FULL, values.case), values.json)

/** The named cases; all of them if none is named. */
function chosen(scope: Scope, names: readonly string[]): Scope {
  const known = scope.cases.map(({ name }) => name)
  const unknown = names.filter(name => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`Unknown cases ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return names.length === 0
    ? scope
    : { ...scope, cases: scope.cases.filter(({ name }) => names.includes(name)) }
}

async function bench(scope: Scope, json: boolean): Promise<void> {
  const deadline = performance.now() + scope.budgetMs
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'))
  const stage = await openStage()
  try {
    const checkout = path.join(folder, 'checkout')
    const origin = `https://github.com/${stage.simulator.repository}`
    // one more than the release has: the commit before its first
    const history = makeHistory(checkout, origin, scope.commits + 1)
    await stage.seed({
      github: { commits: asGithubCommits(history), refs: { 'heads/main': history.at(-1)?.sha } }
    })
    const certificateFile = path.join(folder, 'certificate.pem')
    writeFileSync(certificateFile, stage.certificate)
    const versionOne = checkOutVersionOne(folder)
    const measured: Measured[] = []
    for (const one of scope.cases) {
      const setting = { versionOne, stage, folder, checkout, history, certificateFile }
      measured.push(
        ...(await measureCase(one, setting, { distances: scope.distances, deadline, onProgress: progress }))
      )
    }
    progress('start-up')
    const sizes = await measureSizes(scope.startRounds)
    const findings = { machine: machine(), measured, sizes, leftOut: leftOut(scope, versionOne) }
    process.stdout.write(`${markdownOf(findings)}\n`)
    if (json) process.stdout.write(`${jsonOf(findings)}\n`)
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${process.platform} ${process.arch}, ${availableParallelism()} × ${model}, Node ${process.version}`
}

function leftOut({ cases }: Scope, versionOne: string | undefined): readonly string[] {
  const missing = FULL.cases.filter(one => !cases.includes(one)).map(({ name }) => name)
  return [
    ...(COMMENT_CASES.length === 0 ? ['The comment step: there is no `comment/action.yml`.'] : []),
    ...(versionOne === undefined ? ['Version 1: its commit is not in this checkout.'] : []),
    ...(missing.length === 0 ? [] : [`Not asked for: ${missing.join(', ')}.`]),
    ...(process.platform === 'linux' ? [] : ['Peak memory: it is read from Linux’s `/proc`.'])
  ]
}

/** On standard error: only the report goes to standard output. */
function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
