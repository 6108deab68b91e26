import type { BundledFile } from './bundle.ts'

/** The settings of uploads: the options that Sentry sends to clients, and what goes wrong. */
export interface UploadSettings {
  readonly chunkSize: number
  readonly chunksPerRequest: number
  readonly maxRequestSize: number
  /** Bytes of an assembled file at most. */
  readonly maxFileSize: number
  readonly compression: readonly string[]
  readonly accept: readonly string[]
  /** The address for chunks in the options; `null` for Sentry's own. */
  readonly url: string | null
  /** Maton answers 413 to an upload request of more bytes; `null` for no limit. */
  readonly maxBodyBytes: number | null
  /** How long an assembly takes, in milliseconds. */
  readonly assembleMs: number
  /** The error of every assembly; `null` for none. */
  readonly error: string | null
}

export const UPLOAD_SETTINGS: UploadSettings = {
  chunkSize: 8 * 1024 * 1024,
  chunksPerRequest: 64,
  maxRequestSize: 32 * 1024 * 1024,
  maxFileSize: 2 ** 32,
  compression: ['gzip'],
  accept: ['debug_files', 'release_files', 'artifact_bundles', 'artifact_bundles_v2'],
  url: null,
  maxBodyBytes: null,
  assembleMs: 0,
  error: null
}

/** A bundle that Sentry accepted. */
export interface Bundle {
  readonly organization: string
  readonly checksum: string
  readonly bytes: number
  readonly projects: readonly string[]
  readonly version: string | null
  readonly dist: string | null
  readonly files: readonly BundledFile[]
}

export interface Assembly {
  readonly startedAt: number
  readonly endsAt: number
  readonly detail: string | undefined
}

/** Chunks, assemblies and bundles, by organization. */
export interface Uploads {
  settings: UploadSettings
  readonly chunks: Map<string, Buffer>
  readonly assemblies: Map<string, Assembly>
  readonly bundles: Bundle[]
}

export function createUploads(): Uploads {
  return { settings: UPLOAD_SETTINGS, chunks: new Map(), assemblies: new Map(), bundles: [] }
}
