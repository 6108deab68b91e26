import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Answer } from '../../http.ts'
import { partsOf } from '../../multipart.ts'
import { notFound, Refusal } from '../requests/answers.ts'
import { readBundle, type BundledFile } from './bundle.ts'
import type { SentryContext } from '../context.ts'
import { RELEASE_WRITE } from '../releases/releases.ts'
import type { Assembly } from './store.ts'
import { organizationRoute, seesProject } from '../requests/router.ts'
import type { OrganizationCall, Route } from '../requests/router.ts'

/** Sentry remembers the result for a checksum for ten minutes, and answers with it whatever else a request says. */
const MEMORY_MS = 600_000
const SHA1 = /^[0-9a-f]{40}$/

/** Routes for the upload of artifact bundles: options, chunks, assembling. */
export function uploadRoutes(context: SentryContext): Route[] {
  const { state } = context
  const chunks = '/organizations/{organization}/chunk-upload/'
  return [
    organizationRoute(state, {
      method: 'GET',
      template: chunks,
      scopes: ['project:read', ...RELEASE_WRITE],
      handle: call => options(context, call)
    }),
    organizationRoute(state, {
      method: 'POST',
      template: chunks,
      scopes: RELEASE_WRITE,
      handle: call => takeChunks(context, call)
    }),
    organizationRoute(state, {
      method: 'POST',
      template: '/organizations/{organization}/artifactbundle/assemble/',
      scopes: RELEASE_WRITE,
      handle: call => assemble(context, call)
    })
  ]
}

function options({ state }: SentryContext, call: OrganizationCall): Answer {
  const { url, chunkSize, chunksPerRequest, maxFileSize, maxRequestSize, compression, accept } =
    state.uploads.settings
  const region = call.host.replace(
    /^https:\/\/[^/]*\.sentry\.io$/,
    `https://${call.organization.region}.sentry.io`
  )
  return {
    status: 200,
    body: {
      url: url ?? `${region}/api/0/organizations/${call.organization.slug}/chunk-upload/`,
      chunkSize,
      chunksPerRequest,
      maxFileSize,
      maxRequestSize,
      concurrency: 8,
      hashAlgorithm: 'sha1',
      compression,
      accept
    }
  }
}

function takeChunks({ state }: SentryContext, call: OrganizationCall): Answer {
  const { settings, chunks } = state.uploads
  const parts = partsOf(call.headers['content-type'], call.raw) ?? []
  const files = parts.filter(({ name }) => name === 'file' || name === 'file_gzip')
  if (call.headers['content-encoding'] !== undefined && files.some(({ name }) => name === 'file_gzip'))
    return refused('Cannot combine Content-Encoding with file_gzip field')
  if (files.length > settings.chunksPerRequest) return refused('Too many chunks')
  const unpacked = files.map(({ name, content }) => (name === 'file_gzip' ? gunzipSync(content) : content))
  if (unpacked.some(({ length }) => length > settings.chunkSize)) return refused('Chunk size too large')
  if (files.reduce((sum, { content }) => sum + content.length, 0) > settings.maxRequestSize)
    return refused('Request too large')
  const isRight = files.every(({ filename }, index) => filename === sha1(unpacked[index] ?? Buffer.alloc(0)))
  if (!isRight) return refused('Checksum mismatch')
  for (const content of unpacked) chunks.set(`${call.organization.slug}/${sha1(content)}`, content)
  return { status: 200 }
}

function refused(error: string): Answer {
  return { status: 400, body: { error } }
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex')
}

interface Wanted {
  readonly checksum: string
  readonly chunks: readonly string[]
  readonly projects: readonly string[]
  readonly version: string | null
  readonly dist: string | null
}

function assemble(context: SentryContext, call: OrganizationCall): Answer {
  const wanted = readWanted(call)
  if (typeof wanted === 'string') return refused(wanted)
  const projects = wanted.projects.map(slug =>
    call.organization.projects.find(project => project.slug === slug)
  )
  if (projects.includes(undefined)) return refused('One or more projects are invalid')
  if (projects.some(project => project !== undefined && !seesProject(call.connection, project)))
    throw new Refusal(notFound())
  const { uploads } = context.state
  const key = `${call.organization.slug}/${wanted.checksum}`
  const known = uploads.assemblies.get(key)
  if (known !== undefined && call.now < known.startedAt + MEMORY_MS) return stateOf(known, call.now)
  // Sentry refuses a `dist` without a release only here, after it has set the state to `created`. The simulator refuses it before.
  const missingChunks = wanted.chunks.filter(
    chunk => !uploads.chunks.has(`${call.organization.slug}/${chunk}`)
  )
  if (missingChunks.length > 0 || wanted.chunks.length === 0)
    return { status: 200, body: { state: 'not_found', missingChunks } }
  const bytes = Buffer.concat(
    wanted.chunks.map(chunk => uploads.chunks.get(`${call.organization.slug}/${chunk}`) ?? Buffer.alloc(0))
  )
  const files = readBundle(bytes)
  const detail =
    uploads.settings.error ?? problemOf(wanted, { bytes, files, most: uploads.settings.maxFileSize })
  uploads.assemblies.set(key, {
    startedAt: call.now,
    endsAt: call.now + uploads.settings.assembleMs,
    detail
  })
  const { checksum, version, dist } = wanted
  if (detail === undefined && files !== undefined)
    uploads.bundles.push({
      organization: call.organization.slug,
      checksum,
      bytes: bytes.length,
      projects: wanted.projects,
      version,
      dist,
      files
    })
  return { status: 200, body: { state: 'created', missingChunks: [] } }
}

function problemOf(
  { checksum, version }: Wanted,
  {
    bytes,
    files,
    most
  }: {
    readonly bytes: Buffer
    readonly files: readonly BundledFile[] | undefined
    readonly most: number
  }
): string | undefined {
  if (bytes.length > most) return `File ${checksum} exceeds maximum size (${bytes.length} > ${most})`
  if (sha1(bytes) !== checksum) return 'Reported checksum mismatch'
  if (files === undefined) return 'the bundle is invalid'
  const hasIds = files.some(({ headers }) => headers['debug-id'] !== undefined)
  return hasIds || version !== null
    ? undefined
    : 'uploading a bundle without debug ids or release is prohibited'
}

function stateOf({ endsAt, detail }: Assembly, now: number): Answer {
  if (now < endsAt) return { status: 200, body: { state: 'assembling', missingChunks: [] } }
  return detail === undefined
    ? { status: 200, body: { state: 'ok', missingChunks: [] } }
    : { status: 200, body: { state: 'error', missingChunks: [], detail } }
}

const KEYS = new Set(['checksum', 'chunks', 'projects', 'version', 'dist'])

/** The fields of an assemble request, or Sentry's message for a wrong one. */
function readWanted(call: OrganizationCall): Wanted | string {
  const fields = call.fields()
  const { checksum, chunks, projects, version = null, dist = null } = fields
  const unknown = Object.keys(fields).find(key => !KEYS.has(key))
  if (unknown !== undefined) return `Additional properties are not allowed ('${unknown}' was unexpected)`
  if (typeof checksum !== 'string' || !SHA1.test(checksum))
    return 'The checksum field is required and must be a 40-character hexadecimal string.'
  if (!isTexts(chunks) || !chunks.every(chunk => SHA1.test(chunk)))
    return 'The chunks field is required and must be provided as an array of 40-character hexadecimal strings.'
  if (!isTexts(projects)) return 'The projects field is required and must be provided as an array of strings.'
  if (projects.length === 0) return 'You need to specify at least one project'
  if (version !== null && (typeof version !== 'string' || version.includes('/'))) return 'Invalid json body'
  if (dist !== null && typeof dist !== 'string') return 'Invalid json body'
  if (dist !== null && version === null) return 'You need to specify a release together with a dist'
  return { checksum, chunks, projects, version, dist }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}
