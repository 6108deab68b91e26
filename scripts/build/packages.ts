import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord, parseJson, recordAt } from '../../src/text/json.ts'

/** A part of a package that no run uses. */
interface LeftOut {
  readonly package: string
  /** A file, or a folder for all files in and below it, from the root of the package. */
  readonly part: string
  /** What stands in place of each file. */
  readonly instead: string
}

/** Whatever is imported from it is an empty class, so that the files that import it still load. */
const CLASSES = `'use strict'
class LeftOut {}
module.exports = new Proxy(LeftOut, { get: () => LeftOut })
`

/**
 * A package loads all that it has when it is imported, and people wait for that. Of undici the product uses the agents and the
 * connector, with HTTP/1.1 only; of Octokit it uses `request` alone. The tests of `dist/` hold that what is left is enough.
 */
export const LEFT_OUT: readonly LeftOut[] = [
  // fetch, cookies, caches, events and sockets of the web
  ...['lib/web', 'lib/cache', 'lib/interceptor', 'lib/mock'].map(undici),
  // agents of other kinds; the first is for requests that name none
  undici('lib/global.js'),
  ...['dispatcher1-wrapper', 'balanced-pool', 'round-robin-pool', 'retry-agent'].map(name =>
    undici(`lib/dispatcher/${name}.js`)
  ),
  undici('lib/handler/retry-handler.js'),
  undici('lib/handler/redirect-handler.js'),
  // HTTP/2 is switched off, and Node needs 25 ms to load its own part of it
  undici('lib/dispatcher/client-h2.js'),
  undici('lib/dispatcher/h2c-client.js'),
  // the experimental parser, which Node's own undici leaves out, too
  {
    package: 'undici',
    part: 'lib/dispatcher/parser-h1.js',
    instead: 'module.exports = { getMiloEnabled: () => false }\n'
  },
  {
    package: '@octokit/plugin-rest-endpoint-methods',
    part: 'dist-src/index.js',
    instead: 'export const restEndpointMethods = () => ({})\n'
  },
  {
    package: '@octokit/plugin-paginate-rest',
    part: 'dist-bundle/index.js',
    instead: 'export const paginateRest = () => ({})\n'
  }
]

function undici(part: string): LeftOut {
  return { package: 'undici', part, instead: CLASSES }
}

/** These files do nothing but export, though the manifest does not say so. The bundler leaves out those of which nothing is used. */
const ONLY_EXPORTS = '@actions/core'

/**
 * Copies the packages that the product needs at run time, without the parts that no run uses.
 * @param root of the project, with `package-lock.json` and `node_modules/`
 * @param into where `node_modules/` is made: what stands there finds the copies first
 * @throws Error when a package no longer has a part that is left out
 */
export function copyPackages(root: string, into: string): void {
  for (const place of placesOf(root))
    cpSync(path.join(root, place), path.join(into, place), { recursive: true, filter: isNeeded })
  for (const { package: name, part, instead } of LEFT_OUT)
    for (const file of scriptsAt(path.join(into, 'node_modules', name, part))) writeFileSync(file, instead)
  const manifest = path.join(into, 'node_modules', ONLY_EXPORTS, 'package.json')
  writeFileSync(
    manifest,
    JSON.stringify({ ...recordAt(parseJson(readFileSync(manifest, 'utf8'))), sideEffects: false })
  )
}

/** Where the packages lie that are not for development, from the root. */
function placesOf(root: string): readonly string[] {
  const { packages } = recordAt(parseJson(readFileSync(path.join(root, 'package-lock.json'), 'utf8')))
  return Object.entries(recordAt(packages)).flatMap(([place, entry]) =>
    place !== '' && isRecord(entry) && entry['dev'] !== true ? [place] : []
  )
}

/** Declarations and source maps are for development. */
function isNeeded(file: string): boolean {
  return !/\.(?:d\.[cm]?ts|map)$/.test(file)
}

function scriptsAt(place: string): readonly string[] {
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.js'))
    .map(file => path.join(place, file))
}
