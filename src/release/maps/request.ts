import path from 'node:path'
import type { InputReader } from '../../actions/inputs.ts'
import type { Log } from '../../run/log.ts'
import { distProblem, urlPrefixProblem } from '../limits.ts'
import { clean } from '../../text/clean.ts'
import { slashed } from '../../text/names.ts'
import { isBelow } from './place.ts'

/** Which source maps to upload, and how. */
export interface MapsRequest {
  /** Files, folders and patterns, relative to `root`. */
  readonly paths: readonly string[]
  /** `working_directory` as given. */
  readonly workingDirectory: string | undefined
  /** Absolute, with `/`: where the paths start. */
  readonly root: string
  /** Absolute, with `/`: no file outside of it is touched. */
  readonly inside: string
  readonly inject: boolean
  readonly dist: string | undefined
  /** Put before the files' paths: `~`, or the address of a site. */
  readonly urlPrefix: string
  readonly stripCommonPrefix: boolean
  /** Milliseconds to wait until Sentry has processed the upload; 0 = not at all. */
  readonly waitMs: number
}

/** Sentry takes minutes. A longer wait is a mistake. */
const MOST_MINUTES = 60

/** The inputs that say how source maps are uploaded, with what they are when they are not given. */
const SETTINGS = {
  inject: 'true',
  dist: '',
  url_prefix: '~',
  strip_common_prefix: 'false',
  upload_wait: '2'
} as const

/** Reads the inputs of source maps. @returns `undefined` when none are to be uploaded */
export function readMapsRequest(
  reader: InputReader,
  { env, log }: { env: Readonly<Record<string, string | undefined>>; log: Log }
): MapsRequest | undefined {
  const paths = reader.list('sourcemaps', 'newline, else comma or space', { items: 'patterns' })
  const inject = reader.boolean('inject', true)
  const dist = reader.text('dist')
  if (dist !== undefined) check(reader, 'dist', dist, distProblem(dist))
  const urlPrefix = reader.text('url_prefix') ?? SETTINGS.url_prefix
  check(reader, 'url_prefix', urlPrefix, urlPrefixProblem(urlPrefix))
  const stripCommonPrefix = reader.boolean('strip_common_prefix', false)
  const minutes = reader.integer('upload_wait', { min: 0, max: MOST_MINUTES, otherwise: 2 })
  if (reader.text('sourcemaps') === undefined) {
    for (const [name, usual] of Object.entries(SETTINGS))
      if ((reader.text(name) ?? usual).toLowerCase() !== usual)
        log.warning(`The input ${name} has no effect without sourcemaps.`)
    return undefined
  }
  if (!/^(?:~|[a-z][a-z\d+.-]*:)/i.test(urlPrefix))
    log.warning(
      `No address in a browser begins with the url_prefix ${clean(urlPrefix, 100)}. Events with debug ids find their files all the same; for others begin it with ~ (any site) or with the address of the site.`
    )
  return {
    paths,
    ...readPlaces(reader, paths, env['GITHUB_WORKSPACE'] || '.'),
    inject,
    dist,
    urlPrefix,
    stripCommonPrefix,
    waitMs: minutes * 60_000
  }
}

function check(reader: InputReader, name: string, value: string, problem: string | undefined): void {
  if (problem !== undefined) reader.problem(name, value, problem)
}

/** Files outside of the workspace are taken only when `working_directory` says so, by an absolute path. */
function readPlaces(
  reader: InputReader,
  paths: readonly string[],
  workspace: string
): Pick<MapsRequest, 'workingDirectory' | 'root' | 'inside'> {
  const given = reader.text('working_directory')
  const bounds = slashed(path.resolve(workspace))
  const root = slashed(path.resolve(workspace, given ?? '.'))
  const isElsewhere = !isBelow(bounds, root)
  if (given !== undefined && isElsewhere && !path.isAbsolute(given))
    reader.problem('working_directory', given, 'a folder in the workspace, or an absolute path')
  const inside = isElsewhere ? root : bounds
  for (const one of paths)
    if (one.startsWith('!'))
      reader.problem('sourcemaps', one, 'a path or a pattern; sourcemaps knows no exclusion with !')
    else if (!isBelow(inside, slashed(path.resolve(root, one))))
      reader.problem(
        'sourcemaps',
        one,
        'a path in the workspace; for files elsewhere give their folder as an absolute working_directory'
      )
  return { workingDirectory: given, root, inside }
}
