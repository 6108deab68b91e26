import { count, filledText, flag, text } from '../../../control/decode.ts'
import { topFrame } from '../body.ts'
import type { Frame, Issue } from '../issue.ts'
import { listOf, nullable, readSeed, type Decode, type SeedReader } from '../../../control/seed-fields.ts'

/** The names of a seed that gives none. */
const MADE_UP = { filename: 'src/made-up.ts', function: 'run', title: 'Error: made-up failure' } as const

/**
 * Reads the texts and the frames. A missing title, type or value comes from the other two; a missing culprit or file name comes from the
 * frames.
 */
export function readTexts(
  seed: SeedReader
): Pick<Issue, 'title' | 'type' | 'value' | 'culprit' | 'filename' | 'frames'> {
  const sent = {
    type: seed.optional('type', nullable(filledText)) ?? undefined,
    value: seed.optional('value', nullable(text)) ?? undefined,
    filename: seed.optional('filename', nullable(filledText)) ?? undefined,
    frames: seed.optional('frames', listOf(readFrame))
  }
  const fromParts =
    sent.type === undefined
      ? sent.value
      : [sent.type, sent.value].filter(part => part !== undefined && part !== '').join(': ')
  const title = seed.optional('title', filledText) ?? (fromParts || MADE_UP.title)
  const [, type = title, value = ''] = /^([^\s:]+): (.*)$/s.exec(title) ?? []
  const top = topFrame({ frames: sent.frames ?? [] })
  const filename = sent.filename ?? top?.filename ?? MADE_UP.filename
  return {
    title,
    type: sent.type ?? type,
    value: sent.value ?? value,
    culprit:
      seed.optional('culprit', nullable(text)) ?? `${filename} in ${top?.function ?? MADE_UP.function}`,
    filename,
    frames: sent.frames ?? [
      { filename, absPath: filename, module: null, function: MADE_UP.function, lineNo: 1, inApp: true }
    ]
  }
}

const readFrame: Decode<Frame> = (value, at) => {
  const frame = readSeed(value, at, ['filename', 'absPath', 'module', 'function', 'lineNo', 'inApp'])
  const filename = frame.optional('filename', filledText) ?? MADE_UP.filename
  return {
    filename,
    absPath: frame.optional('absPath', nullable(filledText)) ?? filename,
    module: frame.optional('module', nullable(filledText)) ?? null,
    function: frame.optional('function', nullable(filledText)) ?? null,
    lineNo: frame.optional('lineNo', nullable(count)) ?? null,
    inApp: frame.optional('inApp', flag) ?? true
  }
}
