import { describe, expect, test } from '@jest/globals'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { MAX_RESULT_UNITS, MAX_VARIABLE_BYTES } from '../../src/api/result.ts'
import { useStep, type StepRun } from '../harness/step.ts'
import { PRIVATE_REPOSITORY, PUBLIC_REPOSITORY } from './calls.ts'
import { makeFolder } from '../harness/cleanup.ts'

const servers = useStep('api')

const deleteOld = { operation: 'delete-release', organization: 'acme', parameters: { version: 'old@1.0.0' } }

/** The summary above its last line, which names the way to Sentry. */
function aboveWay({ summary }: StepRun): string {
  const way = `\n\nWay: \`through Maton at ${new URL(servers.simulator.maton).host}\``
  expect(summary.slice(-way.length)).toBe(way)
  return summary.slice(0, -way.length)
}

async function addOldRelease(): Promise<void> {
  await servers.seed('state', { releases: [{ version: 'old@1.0.0', projects: ['web'] }] })
}

describe('confirm', () => {
  test.each([
    'delete acme/old@1.0',
    'delete old@1.0.0',
    'Delete acme/old@1.0.0',
    'update acme/old@1.0.0',
    'true',
    '*'
  ])(
    '"%s" is not delete acme/old@1.0.0: nothing is written, and on_error: warn does not help',
    async confirm => {
      const ran = await servers.run({ ...deleteOld, confirm, on_error: 'warn' })

      expect(ran.code).toBe(1)
      expect(ran.requests).toEqual([])
      expect(ran.complaints).toContain(
        `Nothing was written: to delete release old@1.0.0 in acme, set confirm to exactly "delete acme/old@1.0.0"; it is "${confirm}". `
      )
      expect(ran.summary).toContain('| Target | `acme/old@1.0.0` |\n| confirm | `delete acme/old@1.0.0` |')
    }
  )

  test('names the organization that was looked up, and then nothing is written either', async () => {
    const { organization: _, ...withoutOrganization } = deleteOld
    const ran = await servers.run(withoutOrganization)

    expect(ran.complaints).toContain('exactly "delete acme/old@1.0.0"')
    expect(ran.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /sentry/api/0/organizations/'
    ])
  })

  test('that is right does nothing in a dry run', async () => {
    await addOldRelease()
    const ran = await servers.run({ ...deleteOld, confirm: 'delete acme/old@1.0.0', dry_run: true })

    expect(ran.code).toBe(0)
    expect(ran.requests).toEqual([])
    expect(ran.summary).toContain('dry run, nothing written')
  })

  test('is not needed to read, and does no harm there', async () => {
    const ran = await servers.run({ operation: 'list-organizations', confirm: 'delete acme', dry_run: true })
    expect(ran.outputs['status']).toBe('200')
  })

  test('a long body is shown whole, and so is a long line of it', async () => {
    const commits = Array.from({ length: 300 }, (_, index) => ({ id: `${index}`.padStart(40, '0') }))
    const message = `${'word '.repeat(1_000)}end`
    const body = { commits, message }
    const ran = await servers.run({
      operation: 'update-release',
      organization: 'acme',
      parameters: { version: '1' },
      body
    })
    const lines = ran.log.slice(ran.log.indexOf('Body:') + 1)
    const end = lines.findIndex(line => line.startsWith('To do it'))
    const shown = lines.slice(0, end).join('\n').replaceAll('↪\n↪', '')
    expect(JSON.parse(shown)).toEqual(body)
  })

  test('a body is shown as it is sent: what nobody sees is written out', async () => {
    for (const hidden of HIDDEN) {
      const body = { status: `e${hidden}b`, [`e${hidden}`]: [`##[error]e${hidden}`, ' a  b '] }
      const ran = await servers.run({
        operation: 'update-issue',
        organization: 'acme',
        parameters: { issue: '1' },
        body
      })
      const lines = ran.log.slice(ran.log.indexOf('Body:') + 1)
      const shown = lines
        .slice(
          0,
          lines.findIndex(line => line.startsWith('To do it'))
        )
        .join('\n')
      expect(shown).not.toMatch(/[^\n -~]/)
      expect(JSON.parse(shown)).toEqual(body)
    }
  })

  test('a target with something that nobody sees is refused, before anything is sent', async () => {
    for (const hidden of HIDDEN) {
      // after an e a mark stands in the form that is not composed
      const version = `payme${hidden}nts`
      for (const inputs of [
        { operation: 'delete-release', parameters: { version } },
        { operation: 'create-release', body: { version, projects: ['web'] } }
      ]) {
        const ran = await servers.run({ organization: 'acme', ...inputs })
        expect(ran.complaints).toContain('so that confirm can repeat them')
        expect(ran.requests).toEqual([])
      }
    }
  })
})

/** What a text may hold without anybody seeing it, or seeing what it is. */
const HIDDEN = (
  '200b 200d 00ad 034f 061c 115f 180e 2028 202e 2061 2064 2066 206a 206f 2800 3164 fe0f feff fff9 e0041 e0100 ' +
  '00a0 2003 3000 0301 1d173 0007 e000 0378'
)
  .split(' ')
  .map(code => String.fromCodePoint(Number.parseInt(code, 16)))

describe('the job summary of a list', () => {
  const members = { operation: 'list-organization-members', organization: 'acme' }
  const COUNTS = '## Sentry API · `list-organization-members`\n\n200, 2 rows on 1 page'

  test('is a table of two columns in a private repository, its texts made safe', async () => {
    const name = '<img src=x> | @team `x` [a](https://evil.example) #1'
    await servers.seed('faults', {
      action: { status: 200, body: [{ id: '1', name, email: 'ada@acme.example', nested: { a: 1 } }] }
    })
    const ran = await servers.run(members, { payload: PRIVATE_REPOSITORY })

    expect(ran.summary).toContain('| name | email, id |\n|:--|:--|\n| ``<img src=x> \\| @team')
    expect(ran.summary).toContain('| `ada@acme.example` · `1` |')
    expect(ran.summary).not.toContain('nested')
  })

  test('leaves out what is empty, a table without rows too', async () => {
    const rows = (body: unknown) => servers.seed('faults', { action: { status: 200, body } })
    await rows([
      { id: '1', name: '', slug: null },
      { id: '2', name: 'Ada', slug: '' }
    ])
    const some = await servers.run(members, { payload: PRIVATE_REPOSITORY })
    expect(aboveWay(some)).toBe(`${COUNTS}\n\n| name | id |\n|:--|:--|\n|  | \`1\` |\n| \`Ada\` | \`2\` |`)

    await rows([])
    const none = await servers.run(members, { payload: PRIVATE_REPOSITORY })
    expect(aboveWay(none)).toBe(COUNTS.replace('2 rows', '0 rows'))
  })

  test('has at most 50 rows and says how many there are', async () => {
    const body = Array.from({ length: 60 }, (_, id) => ({ id }))
    await servers.seed('faults', { action: { status: 200, body } })
    const ran = await servers.run(members, { payload: PRIVATE_REPOSITORY })
    expect(ran.summary.match(/^\| `\d+` \|$/gm)).toHaveLength(50)
    expect(ran.summary).toContain('… and 10 more rows')
  })

  test('tells only operation, status and count in a public repository, and so does the log', async () => {
    // the event says it: GitHub is not asked
    const inputs = { ...members, github_token: servers.simulator.token }
    const ran = await servers.run(inputs, { payload: PUBLIC_REPOSITORY })

    expect(aboveWay(ran)).toBe(COUNTS)
    expect(ran.outputs['result']).toContain('ada@acme.example')
    expect(ran.log).toContain('Listed the members of acme: 200, 2 rows on 1 page.')
    expect(ran.log.join('\n')).not.toContain('ada@acme.example')
    expect(ran.requests).toHaveLength(1)
  })

  test('asks GitHub when the event does not say whether the repository is private', async () => {
    const inputs = { ...members, github_token: servers.simulator.token }
    const asPublic = await servers.run(inputs, { payload: {} })
    await servers.seed('state', { github: { private: true } })
    const asPrivate = await servers.run(inputs, { payload: {} })

    expect(asPublic.requests.map(request => request.path)).toContain('/repos/acme/web')
    expect(aboveWay(asPublic)).toBe(COUNTS)
    expect(asPrivate.summary).toContain('ada@acme.example')
  })

  test.each([
    ['without a token', {}, {}],
    ['with a token that GitHub refuses', { github_token: 'refused-token' }, {}],
    ['outside of a repository', {}, { GITHUB_REPOSITORY: '' }]
  ])('counts as public where that is unknown: %s', async (_, inputs, env) => {
    const ran = await servers.run({ ...members, ...inputs }, { payload: {}, env })
    expect([ran.code, aboveWay(ran)]).toEqual([0, COUNTS])
  })

  test('of connections counts them, though they have no pages', async () => {
    const ran = await servers.run({ operation: 'list-connections' }, { payload: PRIVATE_REPOSITORY })
    expect(ran.summary).toContain('200, 2 rows on 1 page')
    expect(ran.summary).toContain('`conn_sentry`')
    expect(ran.summary).not.toContain('session_token')
  })

  test('of one thing shows its fields in a private repository, and its status alone in a public one', async () => {
    const inputs = { operation: 'get-release', organization: 'acme', parameters: { version: 'web@1.0.0' } }
    const asPrivate = await servers.run(inputs, { payload: PRIVATE_REPOSITORY })
    const asPublic = await servers.run(inputs, { payload: PUBLIC_REPOSITORY })

    const STATUS = '## Sentry API · `get-release`\n\n200'
    expect(aboveWay(asPublic)).toBe(STATUS)
    expect(asPrivate.summary).toContain(
      `${STATUS}\n\n| Field | Value |\n|:--|:--|\n| version | \`web@1.0.0\` |`
    )
  })
})

test('numbers that a double cannot hold are in the result as Sentry wrote them', async () => {
  const numbers = '{"slug":"acme","id":9007199254740993,"rate":0.12345678901234567890,"count":7}'
  await servers.seed('faults', { action: { status: 200, body: `[${numbers}]` } })
  const ran = await servers.run({ operation: 'list-organizations' }, { payload: PRIVATE_REPOSITORY })
  expect(ran.outputs['result']).toBe(`[${numbers}]`)
  expect(ran.summary).toContain('`9007199254740993`')
})

describe('a large result', () => {
  test('goes to a file below RUNNER_TEMP that only the runner reads, and the log names it', async () => {
    const temp = makeFolder()
    const body = [{ slug: 'a', text: 'x'.repeat(MAX_RESULT_UNITS) }]
    await servers.seed('faults', { action: { status: 200, body } })
    const ran = await servers.run({ operation: 'list-organizations' }, { env: { RUNNER_TEMP: temp } })
    const file = ran.outputs['result_file'] ?? ''

    expect(file.startsWith(temp + path.sep)).toBe(true)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(body)
    // Windows has no such modes
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    expect(ran.outputs).toMatchObject({ result: '', status: '200', pages: '1', truncated: 'false' })
    expect(ran.log.join('\n')).toContain(file)
  })

  test('that just fits in an output is there too', async () => {
    const result = resultOf(MAX_RESULT_UNITS)
    const ran = await answered(result)
    expect(ran.outputs['result']).toBe(result)
    expect(readFileSync(ran.outputs['result_file'] ?? '', 'utf8')).toBe(result)
    expect(ran.log.join('\n')).toMatch(
      /The result is in the file \S+ \(result_file\) too: it is too large for an environment variable of a script\./
    )
    expect(ran.annotations).toEqual([])
  })

  test('is one that Linux would not take as an environment variable; up to there no file is written', async () => {
    const small = await answered(resultOf(MAX_VARIABLE_BYTES))
    expect(small.outputs['result']).toHaveLength(MAX_VARIABLE_BYTES)
    expect(small.outputs['result_file']).toBe('')
    expect(small.log.join('\n')).not.toContain('result_file')

    // counted in bytes, as Linux does
    const large = await answered(resultOf(MAX_VARIABLE_BYTES / 2 + 25, 'ü'))
    expect(large.outputs['result']).toHaveLength(MAX_VARIABLE_BYTES / 2 + 25)
    expect(large.outputs['result_file']).not.toBe('')
  })

  test('that cannot be written is an error, unless it fits in an output', async () => {
    const nowhere = path.join(makeFolder(), 'no-such-folder')
    expect(existsSync(nowhere)).toBe(false)
    const tooLarge = await answered(resultOf(MAX_RESULT_UNITS + 1), { RUNNER_TEMP: nowhere })
    expect([tooLarge.code, tooLarge.complaints]).toEqual([
      1,
      expect.stringContaining('Could not write the result to a file')
    ])

    const fits = await answered(resultOf(MAX_RESULT_UNITS), { RUNNER_TEMP: nowhere })
    expect([fits.code, fits.complaints, fits.outputs['result_file']]).toEqual([0, '', ''])
    expect(fits.outputs['result']).toHaveLength(MAX_RESULT_UNITS)
  })

  /** A result of so many characters: a list of one organization. */
  function resultOf(length: number, sign = 'x'): string {
    return JSON.stringify([{ slug: sign.repeat(length - '[{"slug":""}]'.length) }])
  }

  async function answered(result: string, env: Readonly<Record<string, string>> = {}): Promise<StepRun> {
    await servers.seed('faults', { action: { status: 200, body: JSON.parse(result) } })
    return servers.run({ operation: 'list-organizations' }, { env })
  }
})

describe('secrets', () => {
  test('that a server repeats are in no output, file, log line or summary', async () => {
    const { key } = servers.simulator
    const echo = { slug: 'a', name: `Bearer ${key}`, note: 'github-token-of-the-run' }
    for (const size of [1, 20_000]) {
      await servers.seed('faults', {
        action: { status: 200, body: Array.from({ length: size }, () => echo) }
      })
      const ran = await servers.run(
        { operation: 'list-organizations', github_token: 'github-token-of-the-run' },
        { payload: PRIVATE_REPOSITORY }
      )
      const file = ran.outputs['result_file'] ?? ''
      const seen =
        JSON.stringify({ ...ran, masked: [], requests: [] }) + (file === '' ? '' : readFileSync(file, 'utf8'))

      expect(file === '').toBe(size === 1)
      expect(seen).toContain('Bearer ***')
      expect(seen).not.toContain(key)
      expect(seen).not.toContain('github-token-of-the-run')
    }
  })
})
