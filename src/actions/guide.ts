import { readServer } from '../event/server.ts'

/** The file with the guide in this repository. */
const FILE = 'docs/troubleshooting.md'

/** The chapter with the notices and warnings. */
export const WARNINGS = 'no-error-but-not-what-you-expected'

/**
 * The address of an entry of the troubleshooting guide.
 * @param entry the anchor of a heading in the guide, such as the name of a failure
 */
export type Guide = (entry: string) => string

/**
 * The guide of the version that runs: `GITHUB_ACTION_REPOSITORY` and `GITHUB_ACTION_REF` name it. Without them, as for a step with
 * `uses: ./`, it is the file's path.
 */
export function createGuide(env: Readonly<Record<string, string | undefined>>): Guide {
  const repository = env['GITHUB_ACTION_REPOSITORY'] ?? ''
  const ref = env['GITHUB_ACTION_REF'] ?? ''
  const isKnown = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref)
  const file = isKnown ? `${readServer(env).url}/${repository}/blob/${ref}/${FILE}` : FILE
  return entry => `${file}#${entry}`
}
