import { describe, expect, test } from '@jest/globals'
import { NETWORK_CAUSES } from '../../src/http/network-causes.ts'
import { certaintyOf, codeOf, explainSilence, isUnsent, type Place } from '../../src/http/network-error.ts'

function error(code: string): Error {
  return Object.assign(new Error('text'), { code })
}

describe('an error of the network', () => {
  test.each([
    ['ECONNREFUSED', 'not-sent'],
    ['ENOTFOUND', 'not-sent'],
    ['EAI_AGAIN', 'not-sent'],
    ['EHOSTUNREACH', 'not-sent'],
    ['ENETUNREACH', 'not-sent'],
    ['UND_ERR_CONNECT_TIMEOUT', 'not-sent'],
    ['UND_ERR_ABORTED', 'not-sent'],
    ['UND_ERR_PRX_CONN', 'not-sent'],
    ['UND_ERR_PRX_TLS', 'hopeless'],
    ['CERT_NOT_YET_VALID', 'hopeless'],
    ['CERT_SIGNATURE_FAILURE', 'hopeless'],
    ['EPROTO', 'unclear'],
    ['ECONNRESET', 'unclear'],
    ['EPIPE', 'unclear'],
    ['UND_ERR_SOCKET', 'unclear'],
    ['UND_ERR_HEADERS_TIMEOUT', 'unclear'],
    ['UND_ERR_BODY_TIMEOUT', 'unclear'],
    ['', 'unclear'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'hopeless'],
    ['ERR_BUFFER_TOO_LARGE', 'hopeless'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'hopeless'],
    ['CERT_HAS_EXPIRED', 'hopeless'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'hopeless'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'hopeless'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'hopeless'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'hopeless']
  ])('%s: %s', (code, certainty) => {
    expect(certaintyOf(error(code))).toBe(certainty)
    expect(certaintyOf(new TypeError('fetch failed', { cause: error(code) }))).toBe(certainty)
  })

  test.each([
    [error('ENOTFOUND'), 'ENOTFOUND'],
    [new Error('a', { cause: new Error('b', { cause: error('EPIPE') }) }), 'EPIPE'],
    [Object.assign(new Error('a', { cause: error('EPIPE') }), { code: 7 }), 'EPIPE'],
    [new Error('a'), ''],
    ['ENOTFOUND', ''],
    [undefined, '']
  ])('the code of %p is "%s"', (thrown, code) => {
    expect(codeOf(thrown)).toBe(code)
  })
})

const PLACE: Place = { host: 'server.example', setBy: 'maton_url', proxy: undefined }
const BEHIND_PROXY: Place = { ...PLACE, proxy: 'HTTPS_PROXY' }
const GITHUB: Place = { ...PLACE, setBy: 'GITHUB_API_URL', statusPage: 'https://status.example' }
const CODES = NETWORK_CAUSES.flatMap(({ codes, name }) => codes.map(code => [code, name] as const))

describe('an error of the network in words', () => {
  test('has one cause for each code', () => {
    expect(new Set(CODES.map(([code]) => code)).size).toBe(CODES.length)
  })

  test.each(CODES)('%s says what happened, to which host or proxy, and what to do (%s)', (code, name) => {
    for (const place of [PLACE, BEHIND_PROXY, GITHUB]) {
      const { happened, remedy } = explainSilence(error(code), place)
      if (name !== 'too-large') expect(happened).toMatch(/server\.example|\bproxy\b/)
      expect(happened).not.toMatch(/[A-Z_]{5,}$|undefined|\.$/)
      expect(remedy).toMatch(/^(Ask|Check|Correct|Let|Renew|Run|Set|Write) .{20,}\.$/)
      expect(remedy).not.toContain('undefined')
    }
  })

  test.each(CODES)('%s is the same behind other errors', code => {
    const wrapped = new TypeError('fetch failed', { cause: error(code) })
    expect(explainSilence(wrapped, PLACE)).toEqual(explainSilence(error(code), PLACE))
  })

  test.each(NETWORK_CAUSES.map(({ name, codes, mayBeDown }) => [name, codes[0] ?? '', mayBeDown] as const))(
    '%s (%s) names the status page of a server that has one: %s',
    (_name, code, isNamed) => {
      expect(explainSilence(error(code), GITHUB).remedy?.includes('https://status.example')).toBe(isNamed)
      expect(explainSilence(error(code), PLACE).remedy).not.toContain('status')
    }
  )

  test.each(['ENOTFOUND', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s: names the input, the proxy variables and no_proxy',
    code => {
      const { remedy } = explainSilence(error(code), PLACE)
      for (const words of ['maton_url', 'https_proxy', 'no_proxy']) expect(remedy).toContain(words)
    }
  )

  test('names the host that was looked up, which may be that of the proxy', () => {
    const behind = Object.assign(error('ENOTFOUND'), { hostname: 'proxy.example' })
    expect(explainSilence(behind, BEHIND_PROXY).happened).toBe('the host name proxy.example is not known')
    expect(explainSilence(error('ENOTFOUND'), PLACE).happened).toBe(
      'the host name server.example is not known'
    )
  })

  test('a certificate that is not trusted names NODE_EXTRA_CA_CERTS', () => {
    for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_SIGNATURE_FAILURE'])
      expect(explainSilence(error(code), PLACE).remedy).toContain('NODE_EXTRA_CA_CERTS')
  })

  test('a proxy that asks who one is is told from one that refuses', () => {
    const refused = (status: number) =>
      Object.assign(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), {
        code: 'UND_ERR_ABORTED'
      })
    expect(explainSilence(refused(407), BEHIND_PROXY)).toEqual({
      happened: 'the proxy in HTTPS_PROXY refused the connection to server.example (407)',
      remedy: expect.stringContaining('user name and password')
    })
    expect(explainSilence(refused(403), BEHIND_PROXY).remedy).toContain('no_proxy')
  })

  test('says of an unknown error only its code', () => {
    expect(explainSilence(error('ENEW'), PLACE)).toEqual({
      happened: 'no answer from server.example (ENEW)',
      remedy: undefined
    })
  })

  test('never quotes the text of the error', () => {
    for (const [code] of CODES) {
      const secret = Object.assign(new Error('http://user:password@proxy'), { code })
      expect(JSON.stringify(explainSilence(secret, PLACE))).not.toContain('password@proxy')
    }
  })

  test.each(CODES)('%s was certainly not sent only where there was no connection', (code, name) => {
    expect(isUnsent(error(code))).toBe(certaintyOf(error(code)) !== 'unclear' && name !== 'too-large')
  })
})
