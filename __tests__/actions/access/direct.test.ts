import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { needOrganization, readAccess } from '../../../src/actions/access/access.ts'
import { refuseForgottenAddress } from '../../../src/actions/access/forgotten.ts'
import { createInputReader } from '../../../src/actions/inputs.ts'
import { secretsOf } from '../../../src/actions/secrets.ts'
import { organizationToken, USER_TOKEN } from '../../direct/sentry-token.ts'
import { makeFolder } from '../../harness/cleanup.ts'

type Variables = Readonly<Record<string, string>>

function read(env: Variables) {
  const reader = createInputReader(env)
  const access = readAccess(reader)
  const problems = reader.problems.map(
    ({ input, value, allowed }) => `${input}${value === undefined ? '' : ` "${value}"`}: ${allowed}`
  )
  return { reader, access, way: access.way, problems, remarks: access.way.remarks.map(({ text }) => text) }
}

const KEY = 'key-of-the-account'
const ORGANIZATION_TOKEN = organizationToken()
const OF_OWN = organizationToken({ url: 'https://sentry.example.com' })

describe('the way', () => {
  test.each<[string, Variables, 'maton' | 'direct']>([
    ['the input maton_api_key', { INPUT_MATON_API_KEY: KEY }, 'maton'],
    ['it, before every variable', { INPUT_MATON_API_KEY: KEY, SENTRY_AUTH_TOKEN: USER_TOKEN }, 'maton'],
    ['the input sentry_auth_token', { INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN }, 'direct'],
    ['it, before every variable', { INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN, MATON_API_KEY: KEY }, 'direct'],
    ['the variable MATON_API_KEY', { MATON_API_KEY: KEY }, 'maton'],
    ['the variable SENTRY_AUTH_TOKEN', { SENTRY_AUTH_TOKEN: USER_TOKEN }, 'direct'],
    ['MATON_API_KEY, of both', { MATON_API_KEY: KEY, SENTRY_AUTH_TOKEN: USER_TOKEN }, 'maton'],
    [
      'an input that is empty counts for nothing',
      { INPUT_MATON_API_KEY: '', SENTRY_AUTH_TOKEN: USER_TOKEN },
      'direct'
    ]
  ])('is decided by %s', (_, env, kind) => {
    const { way, problems } = read(env)
    expect([way.kind, problems]).toEqual([kind, []])
  })

  test('that is not taken is said, and the others are not', () => {
    expect(read({ MATON_API_KEY: KEY, SENTRY_AUTH_TOKEN: USER_TOKEN }).remarks).toEqual([
      'The variable SENTRY_AUTH_TOKEN is not used: this run goes through Maton.'
    ])
    expect(read({ INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN, MATON_API_KEY: KEY }).remarks).toEqual([
      'The variable MATON_API_KEY is not used: this run goes straight to Sentry.'
    ])
    expect(read({ MATON_API_KEY: KEY }).remarks).toEqual([])
  })

  test('of the direct kind reads token, address and headers', () => {
    const { way, problems } = read({
      INPUT_SENTRY_AUTH_TOKEN: `  ${USER_TOKEN}\n`,
      INPUT_SENTRY_URL: 'https://sentry.example.com/below/',
      INPUT_SENTRY_HEADERS: 'CF-Access-Client-Id: id.access\nCF-Access-Client-Secret:  of the gate '
    })
    expect(problems).toEqual([])
    expect(way).toMatchObject({
      kind: 'direct',
      token: USER_TOKEN,
      tokenKind: 'user',
      url: new URL('https://sentry.example.com/below/'),
      headers: { 'cf-access-client-id': 'id.access', 'cf-access-client-secret': 'of the gate' }
    })
  })
})

describe('organization and address', () => {
  test.each<[string, Variables, string, string | undefined]>([
    ['of the token', { SENTRY_AUTH_TOKEN: OF_OWN }, 'https://sentry.example.com/', 'acme'],
    ['of the default', { SENTRY_AUTH_TOKEN: USER_TOKEN }, 'https://sentry.io/', undefined],
    [
      'given, of any name of sentry.io',
      { SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN, SENTRY_URL: 'https://de.sentry.io', SENTRY_ORG: 'acme' },
      'https://de.sentry.io/',
      'acme'
    ],
    [
      'given, apart from the slash at the end',
      { SENTRY_AUTH_TOKEN: OF_OWN, SENTRY_URL: 'https://sentry.example.com/' },
      'https://sentry.example.com/',
      'acme'
    ],
    [
      'given as an id, which cannot be compared',
      { SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN, SENTRY_ORG: '42' },
      'https://sentry.io/',
      '42'
    ],
    [
      'of a token that cannot be read',
      { SENTRY_AUTH_TOKEN: 'sntrys_x', SENTRY_ORG: 'b' },
      'https://sentry.io/',
      'b'
    ]
  ])('%s', (_, env, url, organization) => {
    const { access, problems } = read(env)
    expect([access.way.url.href, access.organization, problems]).toEqual([url, organization, []])
  })

  test('that are not known have to be given', () => {
    const { reader, access } = read({ SENTRY_AUTH_TOKEN: USER_TOKEN })
    needOrganization(reader, access)
    expect(reader.problems.map(({ allowed }) => allowed)).toEqual([
      'needed, because this token does not name its organization: set organization or SENTRY_ORG'
    ])
    const given = read({ SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN })
    needOrganization(given.reader, given.access)
    expect(given.reader.problems).toEqual([])
  })
})

describe('a problem before any request', () => {
  const direct = (url: string): Variables => ({ INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN, INPUT_SENTRY_URL: url })
  const cases: readonly (readonly [string, Variables, RegExp])[] = [
    [
      'both inputs',
      { INPUT_MATON_API_KEY: KEY, INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN },
      /^sentry_auth_token: not together with maton_api_key: give one of the two/
    ],
    ['neither', {}, /^maton_api_key: needed: the Maton key.* sentry_auth_token: \$.*A secret is empty when/],
    [
      'a token as the key',
      { INPUT_MATON_API_KEY: USER_TOKEN },
      /^maton_api_key: is a token of Sentry.*sentry_auth_token/
    ],
    [
      'an organization token as the key',
      { MATON_API_KEY: ORGANIZATION_TOKEN },
      /^maton_api_key.*: is a token of Sentry/
    ],
    [
      'a DSN as the key',
      { MATON_API_KEY: 'https://abc@sentry.io/5' },
      /is a DSN, with which events are sent/
    ],
    [
      'a DSN as the token',
      { SENTRY_AUTH_TOKEN: 'https://abc@o1.ingest.sentry.io/5' },
      /is a DSN, with which events are sent/
    ],
    [
      'a token of two lines',
      { SENTRY_AUTH_TOKEN: `${USER_TOKEN}\nx` },
      /must be a token without blanks and line breaks/
    ],
    ['a token with a blank', { SENTRY_AUTH_TOKEN: 'a b' }, /must be a token without blanks and line breaks/],
    [
      'maton_connection',
      { SENTRY_AUTH_TOKEN: USER_TOKEN, INPUT_MATON_CONNECTION: 'c' },
      /^maton_connection: not with/
    ],
    ['maton_url', { SENTRY_AUTH_TOKEN: USER_TOKEN, INPUT_MATON_URL: 'https://x' }, /^maton_url: not with/],
    [
      'a user name',
      direct('https://user:pw@sentry.example.com'),
      /^sentry_url: must be an address without user name/
    ],
    ['a query', direct('https://sentry.example.com/?a=1'), /^sentry_url .*: an address without \? and #/],
    ['a fragment', direct('https://sentry.example.com/#a'), /an address without \? and #/],
    ['another scheme', direct('ftp://sentry.example.com'), /an address such as https:\/\/sentry\.io/],
    [
      'no scheme',
      direct('sentry.example.com:9000/x'),
      /with its scheme: https:\/\/sentry\.example\.com:9000\/x/
    ],
    [
      'an ingest address',
      direct('https://o1.ingest.us.sentry.io/api/5/envelope/'),
      /events are sent to this address/
    ],
    ['an ingest address without scheme', direct('o1.ingest.sentry.io'), /events are sent to this address/],
    [
      'a DSN as the address',
      direct('https://0123456789abcdef@sentry.example.com/5'),
      /^sentry_url: events are sent/
    ],
    [
      'a path of sentry.io',
      direct('https://sentry.io/organizations/acme'),
      /of sentry.io without port and path: https:\/\/sentry.io$/
    ],
    ['sentry.io without TLS', direct('http://sentry.io'), /an https: address of sentry.io/],
    ['sentry.io at a port', direct('https://sentry.io:8443'), /without port and path: https:\/\/sentry.io$/],
    [
      'a token as the address',
      direct(`sntryi_${'0a'.repeat(32)}`),
      /^sentry_url: an address with its scheme: https:\/\/sentry\.example\.com$/
    ],
    [
      'an old token as the address',
      direct('0a'.repeat(32)),
      /^sentry_url: an address with its scheme: https:\/\/sentry\.example\.com$/
    ],
    [
      'an address as the token',
      { SENTRY_AUTH_TOKEN: 'https://sentry.example.com' },
      /^sentry_auth_token.*is an address, which belongs into sentry_url/
    ],
    [
      'a Maton key as the token',
      { SENTRY_AUTH_TOKEN: 'mk_0123456789abcdef' },
      /is a Maton key: give it as maton_api_key/
    ],
    [
      'http by the variable',
      { SENTRY_AUTH_TOKEN: USER_TOKEN, SENTRY_URL: 'http://sentry.lan:9000' },
      /^sentry_url \(from the variable SENTRY_URL\).*an https: address.*as the input sentry_url/
    ],
    [
      'http by the token',
      { SENTRY_AUTH_TOKEN: organizationToken({ url: 'http://sentry.lan' }) },
      /the token names an address that is not used: an https: address/
    ],
    [
      'another Sentry than that of the token',
      { SENTRY_AUTH_TOKEN: OF_OWN, SENTRY_URL: 'https://sentry.io' },
      /^sentry_url.*"https:\/\/sentry\.io".*one of https:\/\/sentry\.example\.com: remove the address, or/
    ],
    [
      'another port',
      { SENTRY_AUTH_TOKEN: OF_OWN, SENTRY_URL: 'https://sentry.example.com:8443' },
      /one of https:\/\/sentry\.example\.com/
    ],
    [
      'another organization than that of the token',
      { SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN, INPUT_ORGANIZATION: 'umbrella' },
      /^organization "umbrella": the token is of the organization acme/
    ],
    [
      'another organization, by the variable',
      { SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN, SENTRY_ORG: 'umbrella' },
      /after a rename of the organization make a new token/
    ]
  ]

  test.each(cases)('%s', (_, env, problem) => {
    const { problems } = read(env)
    expect(problems).toEqual([expect.stringMatching(problem)])
    expect(problems.join()).not.toContain(USER_TOKEN)
    expect(problems.join()).not.toContain(ORGANIZATION_TOKEN)
    expect(problems.join()).not.toMatch(/:pw@|0123456789abcdef@|abc@/)
  })

  test.each([
    ['no colon', 'of-the-gate'],
    ['no value', 'X-Gate:'],
    ['no name', ': of-the-gate'],
    ['Authorization', 'Authorization: Bearer of-the-gate'],
    ['Host', 'host: of-the-gate'],
    ['Cookie', 'Cookie: of-the-gate'],
    ['Connection', 'Connection: of-the-gate'],
    ['Content-Type', 'Content-Type: of-the-gate'],
    ['Content-Length', 'content-length: of-the-gate'],
    ['Transfer-Encoding', 'Transfer-Encoding: of-the-gate'],
    ['a blank in the name', 'X Gate: of-the-gate'],
    ['signs that no header has', 'X-Gate: of-the-gate\u0001ä'],
    ['twice', 'X-Gate: of-the-gate\nx-gate: of-the-gate']
  ])('a header with %s', (_, header) => {
    const { problems } = read({
      SENTRY_AUTH_TOKEN: USER_TOKEN,
      INPUT_SENTRY_HEADERS: `X-Good: fine-value\n${header}`
    })
    expect(problems).toEqual([expect.stringMatching(/^sentry_headers: line [23]: /)])
    expect(problems.join()).not.toContain('of-the-gate')
  })
})

describe('what the log says beside the way', () => {
  test.each<[string, Variables, RegExp]>([
    ['a path', { SENTRY_URL: 'https://sentry.example.com/below' }, /sentry_url has a path/],
    [
      'the path of the API',
      { SENTRY_URL: 'https://sentry.example.com/api/0/' },
      /taken without \/api\/0: https:\/\/sentry\.example\.com\/$/
    ],
    ['http, as an input', { INPUT_SENTRY_URL: 'http://sentry.lan:9000' }, /sentry_url has no TLS/],
    ['SENTRY_ALLOW_FAILURE', { SENTRY_ALLOW_FAILURE: '1' }, /on_error: warn/],
    ['SENTRY_PROPERTIES', { SENTRY_PROPERTIES: 'sentry.properties' }, /SENTRY_PROPERTIES is not read/],
    ['certificates that are not checked', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /NODE_EXTRA_CA_CERTS/]
  ])('%s', (_, env, remark) => {
    const { remarks, problems } = read({ SENTRY_AUTH_TOKEN: USER_TOKEN, ...env })
    expect([problems, remarks]).toEqual([[], [expect.stringMatching(remark)]])
  })

  test('an address of another Sentry, which Maton does not reach', () => {
    const warning = /^sentry_url \(from the variable SENTRY_URL\) is not used: this run goes through Maton/
    const { remarks } = read({ MATON_API_KEY: KEY, SENTRY_URL: 'https://sentry.example.com' })
    expect(remarks).toEqual([expect.stringMatching(warning)])
    for (const url of ['https://sentry.io', 'https://acme.sentry.io/'])
      expect(read({ MATON_API_KEY: KEY, SENTRY_URL: url }).remarks).toEqual([])
    expect(read({ INPUT_MATON_API_KEY: KEY, INPUT_SENTRY_HEADERS: 'X-Gate: of-the-gate' }).remarks).toEqual([
      'sentry_headers is not used: this run goes through Maton.'
    ])
  })

  test('nothing about http on this machine', () => {
    expect(read({ SENTRY_AUTH_TOKEN: USER_TOKEN, SENTRY_URL: 'http://127.0.0.1:9000' }).remarks).toEqual([])
  })
})

describe('an address in a file of the repository', () => {
  function problemsWith(file: string, text: string, env: Variables): readonly string[] {
    const folder = makeFolder()
    writeFileSync(path.join(folder, file), text)
    const { reader, access } = read({ SENTRY_AUTH_TOKEN: USER_TOKEN, SENTRY_ORG: 'acme', ...env })
    refuseForgottenAddress(reader, access, [undefined, folder])
    return reader.problems.map(({ allowed }) => allowed)
  }
  const OWN = '[defaults]\norg = acme\nurl = https://sentry.example.com/\n'

  test.each(['.sentryclirc', 'sentrycli.ini'])('is missed, and never used: %s', file => {
    expect(problemsWith(file, OWN, {})).toEqual([
      `needed, because the address in ${file} (https://sentry.example.com/) is not used: give it as sentry_url, or as the variable SENTRY_URL`
    ])
  })

  test.each<[string, string, Variables]>([
    ['is given', OWN, { SENTRY_URL: 'https://sentry.example.com' }],
    ['stands in the token', OWN, { SENTRY_AUTH_TOKEN: OF_OWN }],
    ['is that of sentry.io', 'url=https://us.sentry.io', {}],
    ['is not there', '[auth]\ntoken = x\n', {}],
    ['does not count with Maton', OWN, { INPUT_MATON_API_KEY: KEY }]
  ])('is not missed where it %s', (_, text, env) => {
    expect(problemsWith('.sentryclirc', text, env)).toEqual([])
  })

  test('with a password is not shown', () => {
    expect(problemsWith('.sentryclirc', 'url = https://user:pw@sentry.example.com', {}).join()).not.toContain(
      'pw'
    )
  })
})

test('every secret of both ways is masked and taken out, used or not', () => {
  const env = {
    INPUT_MATON_API_KEY: KEY,
    MATON_API_KEY: 'another-key',
    SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN,
    INPUT_SENTRY_AUTH_TOKEN: USER_TOKEN,
    INPUT_SENTRY_HEADERS: 'CF-Access-Client-Id: id-of-the-gate\nCF-Access-Client-Secret: secret of the gate'
  }
  const { masked, all } = secretsOf(createInputReader(env), env)
  const secrets = [
    KEY,
    'another-key',
    USER_TOKEN,
    ORGANIZATION_TOKEN,
    ...ORGANIZATION_TOKEN.split('_').slice(1),
    'id-of-the-gate',
    'secret of the gate'
  ]
  expect(masked.toSorted()).toEqual(secrets.toSorted())
  expect(all).toEqual(expect.arrayContaining(secrets))
})

test.each(['Bearer', 'basic', 'Token'])(
  'the credential behind %s in a header is a secret by itself',
  scheme => {
    const env = { INPUT_SENTRY_HEADERS: `Proxy-Authorization: ${scheme} ya29-credential-of-the-gate` }
    expect(secretsOf(createInputReader(env), env).all).toContain('ya29-credential-of-the-gate')
  }
)
