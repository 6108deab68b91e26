import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord, parseJson, recordAt } from '../../src/text/json.ts'

/** A part of a package that the product does not use. */
interface LeftOut {
  readonly package: string
  /** A file or a folder, from the root of the package. A folder stands for all files below it. */
  readonly part: string
  /** The content that replaces each file. */
  readonly instead: string
}

/** A module whose every export is an empty class, so that files that import it still load. */
const CLASSES = `'use strict'
class LeftOut {}
module.exports = new Proxy(LeftOut, { get: () => LeftOut })
`

/**
 * A package loads all its files when it is imported, and people wait for that. Of undici the product uses only the agents and the
 * connector, with HTTP/1.1. Of Octokit it uses only `request`. The tests of `dist/` show that the rest is enough.
 */
export const LEFT_OUT: readonly LeftOut[] = [
  // the web's fetch, cookies, caches, events and sockets
  ...['lib/web', 'lib/cache', 'lib/interceptor', 'lib/mock'].map(undici),
  // other agents; the first one is for requests without an agent
  undici('lib/global.js'),
  ...['dispatcher1-wrapper', 'balanced-pool', 'round-robin-pool', 'retry-agent'].map(name =>
    undici(`lib/dispatcher/${name}.js`)
  ),
  undici('lib/handler/retry-handler.js'),
  undici('lib/handler/redirect-handler.js'),
  // HTTP/2 is switched off, and Node takes 25 ms to load its module for it
  undici('lib/dispatcher/client-h2.js'),
  undici('lib/dispatcher/h2c-client.js'),
  // an experimental parser, which Node's own undici leaves out, too
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

/**
 * A package whose files only export, although its manifest does not say so. If it does, the bundler leaves out the files that are not used.
 */
const ONLY_EXPORTS = '@actions/core'

/**
 * Copies the packages that the product needs at run time, without the parts that it does not use.
 * @param root the project's folder, with `package-lock.json` and `node_modules/`
 * @param into the folder in which `node_modules/` is made. Files in it find the copies first.
 * @throws Error if a package no longer has a part that is left out
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

/** The folders of the packages that are not only for development, from the root. */
function placesOf(root: string): readonly string[] {
  const { packages } = recordAt(parseJson(readFileSync(path.join(root, 'package-lock.json'), 'utf8')))
  return Object.entries(recordAt(packages)).flatMap(([place, entry]) =>
    place !== '' && isRecord(entry) && entry['dev'] !== true ? [place] : []
  )
}

/** Declarations and source maps are only for development. */
function isNeeded(file: string): boolean {
  return !/\.(?:d\.[cm]?ts|map)$/.test(file)
}

function scriptsAt(place: string): readonly string[] {
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.js'))
    .map(file => path.join(place, file))
}
