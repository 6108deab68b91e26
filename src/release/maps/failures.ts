import { types } from 'node:util'
import { Failure, type FailureKind } from '../../run/failure.ts'
import { clean } from '../../text/clean.ts'

/** Every kind of failure of finding, injecting and uploading source maps. */
export const MAPS_FAILURES = {
  missing: {
    name: 'source-maps-missing',
    cause:
      'A path in sourcemaps leads to no JavaScript file and no source map. on_error: warn does not change this.',
    remedy: 'Check the paths and working_directory, and build before this step.',
    isWrongInput: true
  },
  files: {
    name: 'source-maps-files',
    cause: 'The files that sourcemaps names cannot be read or written.',
    remedy: 'Let the job write the folders. Let nothing else write the files meanwhile.'
  },
  broken: {
    name: 'source-maps-broken',
    cause: 'No script has a source map that can be used: each such map, or its script, is broken.',
    remedy:
      'Look at the build that made the files: the message has the reason for each. A source map is JSON of version 3, in UTF-8 without a byte order mark.'
  },
  refused: {
    name: 'source-maps-refused',
    cause:
      'Maton, or a proxy in front of Sentry, did not take the upload in any size. What Maton does with uploads is not documented.',
    remedy:
      'Give sentry_auth_token instead of maton_api_key: then the upload goes straight to Sentry. Or upload with a Sentry bundler plugin or with sentry-cli sourcemaps upload, in a step of its own.'
  },
  changed: {
    name: 'source-maps-changed',
    cause: 'Something between here and Sentry changed the bytes of the upload, or lost them.',
    remedy: 'Run the job again. If it fails again, run sentry-cli sourcemaps upload in a step of its own.'
  },
  rejected: {
    name: 'source-maps-rejected',
    cause: 'Sentry received the upload and could not process it.',
    remedy:
      'See in the message what Sentry says. For ten minutes Sentry rejects the same bytes again. After that run the job again.'
  },
  tooLarge: {
    name: 'source-maps-too-large',
    cause: 'One file alone makes a larger bundle than this Sentry takes.',
    remedy:
      'Let the build split the file, or leave it out of sourcemaps. On a self-hosted Sentry raise the option system.maximum-file-size.'
  },
  unsupported: {
    name: 'source-maps-unsupported',
    cause: 'This Sentry does not know artifact bundles.',
    remedy: 'Use a self-hosted Sentry of 23.6.2 or later.'
  }
} as const satisfies Record<string, FailureKind>

/**
 * Runs work on files; what the file system refuses becomes a failure.
 * @param what goes on "could not", such as `read the source maps`
 */
export async function onFiles<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!types.isNativeError(error) || !('syscall' in error)) throw error
    throw new Failure(MAPS_FAILURES.files, `Could not ${what}: ${clean(error.message, 400)}`, {
      cause: error
    })
  }
}
