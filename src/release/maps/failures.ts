import type { FailureKind } from '../../run/failure.ts'

/** Every kind of failure of finding, injecting and uploading source maps. */
export const MAPS_FAILURES = {
  files: {
    name: 'source-maps',
    cause: 'The files that sourcemaps names are not there, cannot be written, or were changed meanwhile.',
    remedy:
      'Build before this step, check the paths and working_directory, and let nothing else write the files.'
  },
  refused: {
    name: 'source-maps-refused',
    cause:
      'Maton, or a proxy before Sentry, did not take the upload in any size. What Maton does with uploads is not documented.',
    remedy:
      'Run sentry-cli sourcemaps upload in a step of its own, straight to Sentry. The release itself is not touched.'
  },
  changed: {
    name: 'source-maps-changed',
    cause: 'Something between here and Sentry changed the bytes of the upload, or lost them.',
    remedy: 'Run the job again; if it stays, run sentry-cli sourcemaps upload in a step of its own.'
  },
  rejected: {
    name: 'source-maps-rejected',
    cause: 'Sentry took the upload and could not process it.',
    remedy: 'Read what Sentry says about the bundle; the same bytes are rejected again for ten minutes.'
  },
  unsupported: {
    name: 'source-maps-unsupported',
    cause: 'This Sentry does not know artifact bundles.',
    remedy: 'Update the self-hosted Sentry to 23.6.2 or later.'
  }
} as const satisfies Record<string, FailureKind>
