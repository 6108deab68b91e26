import { describe, expect, test } from '@jest/globals'
import { certaintyOf, codeOf } from '../../src/gateway/network-error.ts'

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
