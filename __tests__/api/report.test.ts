import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MAX_RESULT_UNITS, MAX_VARIABLE_BYTES } from '../../src/api/result.ts'
import { openSession, PRIVATE_REPOSITORY, PUBLIC_REPOSITORY, type Ran, type Session } from './session.ts'

let session: Session

beforeAll(async () => {
  session = await openSession()
})

afterAll(() => session.simulator.close())

beforeEach(() => session.control('reset', {}))

const deleteOld = { operation: 'delete-release', organization: 'acme', parameters: { version: 'old@1.0.0' } }

async function addOldRelease(): Promise<void> {
  await session.control('state', { releases: [{ version: 'old@1.0.0', projects: ['web'] }] })
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
      const ran = await session.run({ ...deleteOld, confirm, on_error: 'warn' })

      expect(ran.code).toBe(1)
      expect(ran.requests).toEqual([])
      expect(ran.said).toBe(
        `Nothing was written: to delete release old@1.0.0 in acme, set confirm to exactly "delete acme/old@1.0.0"; it is "${confirm}"`
      )
      expect(ran.told.summary).toContain(
        '| Target | `acme/old@1.0.0` |\n| confirm | `delete acme/old@1.0.0` |'
      )
    }
  )

  test('names the organization that was looked up, and then nothing is written either', async () => {
    const { organization: _, ...withoutOrganization } = deleteOld
    const ran = await session.run(withoutOrganization)

    expect(ran.said).toContain('exactly "delete acme/old@1.0.0"')
    expect(ran.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /sentry/api/0/organizations/'
    ])
  })

  test('that is right does nothing in a dry run', async () => {
    await addOldRelease()
    const ran = await session.run({ ...deleteOld, confirm: 'delete acme/old@1.0.0', dry_run: true })

    expect(ran.code).toBe(0)
    expect(ran.requests).toEqual([])
    expect(ran.told.summary).toContain('dry run, nothing written')
  })

  test('is not needed to read, and does no harm there', async () => {
    const ran = await session.run({ operation: 'list-organizations', confirm: 'delete acme', dry_run: true })
    expect(ran.told.outputs['status']).toBe('200')
  })

  test('a long body is shown whole, and so is a long line of it', async () => {
    const commits = Array.from({ length: 300 }, (_, index) => ({ id: `${index}`.padStart(40, '0') }))
    const message = `${'word '.repeat(1_000)}end`
    const body = { commits, message }
    const ran = await session.run({
      operation: 'update-release',
      organization: 'acme',
      parameters: { version: '1' },
      body
    })
    const lines = ran.told.log.slice(ran.told.log.indexOf('Body:') + 1)
    const end = lines.findIndex(line => line.startsWith('To do it'))
    const shown = lines.slice(0, end).join('\n').replaceAll('↪\n↪', '')
    expect(JSON.parse(shown)).toEqual(body)
  })

  test('a body is shown as it is sent: what nobody sees is written out', async () => {
    for (const hidden of HIDDEN) {
      const body = { status: `e${hidden}b`, [`e${hidden}`]: [`##[error]e${hidden}`, ' a  b '] }
      const ran = await session.run({
        operation: 'update-issue',
        organization: 'acme',
        parameters: { issue: '1' },
        body
      })
      const lines = ran.told.log.slice(ran.told.log.indexOf('Body:') + 1)
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
        const ran = await session.run({ organization: 'acme', ...inputs })
        expect(ran.said).toContain('so that confirm can repeat them')
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
    await session.control('faults', {
      action: { status: 200, body: [{ id: '1', name, email: 'ada@acme.example', nested: { a: 1 } }] }
    })
    const ran = await session.run(members, { payload: PRIVATE_REPOSITORY })

    expect(ran.told.summary).toContain('| name | email, id |\n|:--|:--|\n| ``<img src=x> \\| @team')
    expect(ran.told.summary).toContain('| `ada@acme.example` · `1` |')
    expect(ran.told.summary).not.toContain('nested')
  })

  test('leaves out what is empty, a table without rows too', async () => {
    const rows = (body: unknown) => session.control('faults', { action: { status: 200, body } })
    await rows([
      { id: '1', name: '', slug: null },
      { id: '2', name: 'Ada', slug: '' }
    ])
    const some = await session.run(members, { payload: PRIVATE_REPOSITORY })
    expect(some.told.summary).toBe(`${COUNTS}\n\n| name | id |\n|:--|:--|\n|  | \`1\` |\n| \`Ada\` | \`2\` |`)

    await rows([])
    const none = await session.run(members, { payload: PRIVATE_REPOSITORY })
    expect(none.told.summary).toBe(COUNTS.replace('2 rows', '0 rows'))
  })

  test('has at most 50 rows and says how many there are', async () => {
    const body = Array.from({ length: 60 }, (_, id) => ({ id }))
    await session.control('faults', { action: { status: 200, body } })
    const ran = await session.run(members, { payload: PRIVATE_REPOSITORY })
    expect(ran.told.summary.match(/^\| `\d+` \|$/gm)).toHaveLength(50)
    expect(ran.told.summary).toContain('… and 10 more rows')
  })

  test('tells only operation, status and count in a public repository, and so does the log', async () => {
    // the event says it: GitHub is not asked
    const inputs = { ...members, github_token: session.simulator.token }
    const ran = await session.run(inputs, { payload: PUBLIC_REPOSITORY })

    expect(ran.told.summary).toBe(COUNTS)
    expect(ran.told.outputs['result']).toContain('ada@acme.example')
    expect(ran.told.log).toContain('Listed the members of acme: 200, 2 rows on 1 page.')
    expect(ran.told.log.join('\n')).not.toContain('ada@acme.example')
    expect(ran.requests).toHaveLength(1)
  })

  test('asks GitHub when the event does not say whether the repository is private', async () => {
    const inputs = { ...members, github_token: session.simulator.token }
    const asPublic = await session.run(inputs, { payload: {} })
    await session.control('state', { github: { private: true } })
    const asPrivate = await session.run(inputs, { payload: {} })

    expect(asPublic.requests.map(request => request.path)).toContain('/repos/acme/web')
    expect(asPublic.told.summary).toBe(COUNTS)
    expect(asPrivate.told.summary).toContain('ada@acme.example')
  })

  test.each([
    ['without a token', {}, {}],
    ['with a token that GitHub refuses', { github_token: 'refused-token' }, {}],
    ['outside of a repository', {}, { GITHUB_REPOSITORY: '' }]
  ])('counts as public where that is unknown: %s', async (_, inputs, env) => {
    const ran = await session.run({ ...members, ...inputs }, { payload: {}, env })
    expect([ran.code, ran.told.summary]).toEqual([0, COUNTS])
  })

  test('of connections counts them, though they have no pages', async () => {
    const ran = await session.run({ operation: 'list-connections' }, { payload: PRIVATE_REPOSITORY })
    expect(ran.told.summary).toContain('200, 2 rows on 1 page')
    expect(ran.told.summary).toContain('`conn_sentry`')
    expect(ran.told.summary).not.toContain('session_token')
  })

  test('of one thing shows its fields in a private repository, and its status alone in a public one', async () => {
    const inputs = { operation: 'get-release', organization: 'acme', parameters: { version: 'web@1.0.0' } }
    const asPrivate = await session.run(inputs, { payload: PRIVATE_REPOSITORY })
    const asPublic = await session.run(inputs, { payload: PUBLIC_REPOSITORY })

    const STATUS = '## Sentry API · `get-release`\n\n200'
    expect(asPublic.told.summary).toBe(STATUS)
    expect(asPrivate.told.summary).toContain(
      `${STATUS}\n\n| Field | Value |\n|:--|:--|\n| version | \`web@1.0.0\` |`
    )
  })
})

test('numbers that a double cannot hold are in the result as Sentry wrote them', async () => {
  const numbers = '{"slug":"acme","id":9007199254740993,"rate":0.12345678901234567890,"count":7}'
  await session.control('faults', { action: { status: 200, body: `[${numbers}]` } })
  const ran = await session.run({ operation: 'list-organizations' }, { payload: PRIVATE_REPOSITORY })
  expect(ran.told.outputs['result']).toBe(`[${numbers}]`)
  expect(ran.told.summary).toContain('`9007199254740993`')
})

describe('a large result', () => {
  test('goes to a file below RUNNER_TEMP that only the runner reads, and the log names it', async () => {
    const temp = await mkdtemp(path.join(tmpdir(), 'runner-temp-'))
    const body = [{ slug: 'a', text: 'x'.repeat(MAX_RESULT_UNITS) }]
    await session.control('faults', { action: { status: 200, body } })
    const ran = await session.run({ operation: 'list-organizations' }, { env: { RUNNER_TEMP: temp } })
    const file = ran.told.outputs['result_file'] ?? ''

    expect(file.startsWith(temp + path.sep)).toBe(true)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(body)
    // Windows has no such modes
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    expect(ran.told.outputs).toMatchObject({ result: '', status: '200', pages: '1', truncated: 'false' })
    expect(ran.told.log.join('\n')).toContain(file)
  })

  test('that just fits in an output is there too', async () => {
    const result = resultOf(MAX_RESULT_UNITS)
    const ran = await answered(result)
    expect(ran.told.outputs['result']).toBe(result)
    expect(readFileSync(ran.told.outputs['result_file'] ?? '', 'utf8')).toBe(result)
    expect(ran.told.log.join('\n')).toMatch(
      /The result is in the file \S+ \(result_file\) too: it is too large for an environment variable of a script\./
    )
    expect(ran.told.annotations).toEqual([])
  })

  test('is one that Linux would not take as an environment variable; up to there no file is written', async () => {
    const small = await answered(resultOf(MAX_VARIABLE_BYTES))
    expect(small.told.outputs['result']).toHaveLength(MAX_VARIABLE_BYTES)
    expect(small.told.outputs['result_file']).toBe('')
    expect(small.told.log.join('\n')).not.toContain('result_file')

    // counted in bytes, as Linux does
    const large = await answered(resultOf(MAX_VARIABLE_BYTES / 2 + 25, 'ü'))
    expect(large.told.outputs['result']).toHaveLength(MAX_VARIABLE_BYTES / 2 + 25)
    expect(large.told.outputs['result_file']).not.toBe('')
  })

  test('that cannot be written is an error, unless it fits in an output', async () => {
    const nowhere = path.join(tmpdir(), 'no-such-folder')
    expect(existsSync(nowhere)).toBe(false)
    const tooLarge = await answered(resultOf(MAX_RESULT_UNITS + 1), { RUNNER_TEMP: nowhere })
    expect([tooLarge.code, tooLarge.said]).toEqual([
      1,
      expect.stringContaining('Could not write the result to a file')
    ])

    const fits = await answered(resultOf(MAX_RESULT_UNITS), { RUNNER_TEMP: nowhere })
    expect([fits.code, fits.said, fits.told.outputs['result_file']]).toEqual([0, '', ''])
    expect(fits.told.outputs['result']).toHaveLength(MAX_RESULT_UNITS)
  })

  /** A result of so many characters: a list of one organization. */
  function resultOf(length: number, sign = 'x'): string {
    return JSON.stringify([{ slug: sign.repeat(length - '[{"slug":""}]'.length) }])
  }

  async function answered(result: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    await session.control('faults', { action: { status: 200, body: JSON.parse(result) } })
    return session.run({ operation: 'list-organizations' }, { env })
  }
})

describe('secrets', () => {
  test('that a server repeats are in no output, file, log line or summary', async () => {
    const { key } = session.simulator
    const echo = { slug: 'a', name: `Bearer ${key}`, note: 'github-token-of-the-run' }
    for (const size of [1, 20_000]) {
      await session.control('faults', {
        action: { status: 200, body: Array.from({ length: size }, () => echo) }
      })
      const ran = await session.run(
        { operation: 'list-organizations', github_token: 'github-token-of-the-run' },
        { payload: PRIVATE_REPOSITORY }
      )
      const file = ran.told.outputs['result_file'] ?? ''
      const seen =
        JSON.stringify({ ...ran.told, masked: [] }) + (file === '' ? '' : readFileSync(file, 'utf8'))

      expect(file === '').toBe(size === 1)
      expect(seen).toContain('Bearer ***')
      expect(seen).not.toContain(key)
      expect(seen).not.toContain('github-token-of-the-run')
    }
  })
})
