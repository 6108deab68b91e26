import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { seededRandom } from '../../../simulator/client/random.ts'

/** The size of a made build: how many pairs of a script and its map, and how large each part of a pair is. */
export interface Build {
  readonly pairs: number
  readonly scriptBytes: number
  readonly sourceBytes: number
  readonly mappingBytes: number
}

/** Writes a build into a folder. It is the same every time, and packs about as well as a real one. */
export function makeBuild(folder: string, { pairs, scriptBytes, sourceBytes, mappingBytes }: Build): void {
  const next = seededRandom(1)
  // so many different words that a file packs about as well as real code
  const words = Array.from({ length: 3_000 }, () => Math.floor(next() * 36 ** 6).toString(36))
  const word = (): string => words[Math.floor(next() * words.length)] ?? ''
  const line = (): string =>
    `function ${word()}(${word()}){return ${word()}.${word()}("${word()} ${word()}")}`
  const code = (bytes: number, end: string): string => {
    const lines: string[] = []
    for (let length = 0; length < bytes; length += lines.at(-1)?.length ?? 1) lines.push(line() + end)
    return lines.join('')
  }
  for (let number = 0; number < pairs; number += 1) {
    const place = path.join(folder, `js${number % 20}`)
    mkdirSync(place, { recursive: true })
    const name = `chunk${number}.js`
    const map = {
      version: 3,
      sources: [`../src/chunk${number}.ts`],
      sourcesContent: [code(sourceBytes, '\n')],
      names: [],
      mappings: mappingsOf(mappingBytes, next)
    }
    writeFileSync(path.join(place, name), `${code(scriptBytes, ';')}\n//# sourceMappingURL=${name}.map\n`)
    writeFileSync(path.join(place, `${name}.map`), JSON.stringify(map))
  }
}

/** Writes a script that comes first in the bundle and differs in each round. So no chunk of the bundle was sent before. */
export function salt(folder: string, round: number): void {
  const first = readdirSync(folder).toSorted()[0] ?? ''
  writeFileSync(path.join(folder, first, '0.js'), `salt("${(round * 7_919).toString(36).repeat(round)}")\n`)
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Mappings of about `bytes` bytes: segments of four fields, about twenty on a line. */
function mappingsOf(bytes: number, next: () => number): string {
  const segments = ['AAAA']
  for (let length = 4; length < bytes; length += 5) {
    const [column, down, across] = [next() * 16, next() * 2, next() * 16].map(
      value => BASE64[2 * Math.floor(value)]
    )
    segments.push(`${next() < 0.05 ? ';' : ','}${column}A${down}${across}`)
  }
  return segments.join('')
}
