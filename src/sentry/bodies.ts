/** What the product writes to Sentry, as Sentry takes it. A field without a value is left out. */

/** A changed file of a commit. */
export type PatchFile = { readonly path: string; readonly type: 'A' | 'M' | 'D' }

/** A commit of the list `commits`. */
export type SentCommit = {
  readonly id: string
  /** Left out only when Sentry does not say to which other repository a commit belongs. */
  readonly repository?: string
  readonly message?: string
  readonly author_name?: string
  readonly author_email?: string
  /** ISO 8601. */
  readonly timestamp?: string
  readonly patch_set?: readonly PatchFile[]
}

/** A range of commits for Sentry to fetch. */
export type SentRef = {
  readonly repository: string
  readonly commit: string
  readonly previousCommit?: string
}

/** Never with an empty list: `refs: []` deletes the commits of a release. */
export type ReleaseCommits = {
  readonly refs?: readonly SentRef[]
  readonly commits?: readonly SentCommit[]
}

export type UpdateReleaseBody = ReleaseCommits & {
  readonly ref?: string
  readonly url?: string
  /** ISO 8601. */
  readonly dateReleased?: string
}

export type CreateReleaseBody = UpdateReleaseBody & {
  readonly version: string
  /** Slugs or ids. */
  readonly projects: readonly string[]
}

export type CreateDeployBody = {
  readonly environment: string
  readonly name?: string
  readonly url?: string
  /** ISO 8601. */
  readonly dateStarted?: string
  /** ISO 8601. */
  readonly dateFinished: string
  /** Slugs or ids; left out: all of the release. */
  readonly projects?: readonly string[]
}

/** A part of a form, in bytes, in one piece. */
export type MultipartBody = {
  /** With the boundary. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** Which bundle to put together. Sentry refuses any other key. */
export type AssembleBody = {
  /** SHA-1 of the whole file, 40 hex digits. */
  readonly checksum: string
  /** SHA-1 of each chunk, in the order of the file. */
  readonly chunks: readonly string[]
  /** Slugs, one at least. */
  readonly projects: readonly string[]
  readonly version: string
  readonly dist?: string
}

/** The bodies of the operations with which the product writes on its own. */
export type Bodies = {
  readonly 'create-release': CreateReleaseBody
  readonly 'update-release': UpdateReleaseBody
  readonly 'create-deploy': CreateDeployBody
  readonly 'upload-chunk': MultipartBody
  readonly 'upload-source-maps': AssembleBody
}
