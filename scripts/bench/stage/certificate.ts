import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and a certificate that is signed with it, both as PEM, for servers on loopback. */
export interface Identity {
  readonly key: string
  readonly certificate: string
}

const DAY_MS = 86_400_000

/** The object identifiers and tags of a certificate. Source: RFC 5280, and X.690 for the encoding. */
const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13]
} as const
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
  explicit3: 0xa3,
  dnsName: 0x82,
  ipAddress: 0x87
} as const

/**
 * Makes an identity for `127.0.0.1` and `localhost`. It is valid from a day ago for two days. Node cannot make a certificate, and not every
 * machine has `openssl`.
 * @param host another host for it
 */
export function createIdentity(host?: string): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = node(TAG.sequence, oid(OID.ecdsaWithSha256))
  const body = node(
    TAG.sequence,
    node(TAG.explicit0, integer(2)),
    integer(Date.now()),
    algorithm,
    commonName('localhost'),
    validity(Date.now()),
    commonName('localhost'),
    publicKey.export({ type: 'spki', format: 'der' }),
    node(TAG.explicit3, node(TAG.sequence, authority(), names(host)))
  )
  const certificate = node(TAG.sequence, body, algorithm, bits(sign('sha256', body, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(certificate)
  }
}

function node(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content])
}

function lengthOf(content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.from([content.length])
  return Buffer.from([0x82, content.length >> 8, content.length & 0xff])
}

function oid(bytes: readonly number[]): Buffer {
  return node(TAG.oid, Buffer.from(bytes))
}

/** A positive number. A zero byte in front keeps one with a high first bit positive. */
function integer(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return node(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes)
}

function bits(content: Uint8Array): Buffer {
  return node(TAG.bits, Buffer.from([0]), content)
}

function commonName(name: string): Buffer {
  const attribute = node(TAG.sequence, oid(OID.commonName), node(TAG.text, Buffer.from(name)))
  return node(TAG.sequence, node(TAG.set, attribute))
}

function validity(now: number): Buffer {
  const times = [now - DAY_MS, now + DAY_MS].map(time => {
    const digits = new Date(time).toISOString().replace(/\D/g, '').slice(2, 14)
    return node(TAG.utcTime, Buffer.from(`${digits}Z`))
  })
  return node(TAG.sequence, ...times)
}

/** Marks the certificate as its own issuer, so that clients can trust it. */
function authority(): Buffer {
  const isAuthority = node(TAG.sequence, node(TAG.boolean, Buffer.from([0xff])))
  return node(TAG.sequence, oid(OID.basicConstraints), node(TAG.octets, isAuthority))
}

function names(host?: string): Buffer {
  const hosts = ['localhost', ...(host === undefined ? [] : [host])]
  const list = node(
    TAG.sequence,
    ...hosts.map(name => node(TAG.dnsName, Buffer.from(name))),
    node(TAG.ipAddress, Buffer.from([127, 0, 0, 1]))
  )
  return node(TAG.sequence, oid(OID.subjectAltName), node(TAG.octets, list))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
