import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createLog, createRedact, safeLine } from '../../src/actions/log.ts'
import { text } from '../../src/text/markdown.ts'
import { hostileTexts } from '../text/hostile.ts'
import { testWorld } from '../../simulator/client/world.ts'

const SECRET = 'k3y/with+odd"signs&=-@x'

/** What the runner would take for a command: at the start of a line, or in the old form anywhere. */
const COMMAND = /^\s*::|##\[/

describe('a secret is taken out', () => {
  const redact = createRedact([SECRET, 'tok', 'proxy-password'])

  test.each([
    ['as it is', `a ${SECRET} b`],
    ['in an address', `https://x/?key=${encodeURIComponent(SECRET)}`],
    ['in JSON', JSON.stringify({ key: SECRET })],
    ['in Markdown', text(`key ${SECRET}!`, 500)],
    ['twice', `${SECRET}${SECRET}`]
  ])('%s', (_title, said) => {
    const safe = redact(said)
    expect(safe).toContain('***')
    expect(safe).not.toContain('odd')
  })

  test('with control characters in between, which the cleaning takes out', () => {
    const hidden = `${SECRET.slice(0, 5)}\u0000${SECRET.slice(5)}`
    expect(safeLine(`key ${hidden}`, redact)).toBe('key ***')
  })

  test('although another one is a part of it', () => {
    expect(createRedact(['secret', 'secret-longer'])('a secret-longer b')).toBe('a *** b')
  })

  test('but not one that is too short to be one', () => {
    expect(redact('a token')).toBe('a token')
  })

  test('from whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        expect(safeLine(`${before}${SECRET}${after}`, redact)).not.toContain(SECRET)
      })
    )
  })
})

describe('a line of the log', () => {
  const redact = createRedact([SECRET])

  test('is never a command of the runner, whatever is said', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '::',
        '##[',
        'error::',
        '##',
        '[',
        ':',
        '\n',
        '\r',
        '\u200b',
        '\u001b[0m',
        ' ',
        '\u2028',
        SECRET
      )
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const line = safeLine(pieces.join(''), redact)
        expect(line).not.toMatch(COMMAND)
        expect(line).not.toMatch(/[\r\n\u2028\u2029\u0085]/)
      }),
      { numRuns: 500 }
    )
  })

  test('is safe for every hostile text', () => {
    for (const hostile of hostileTexts) {
      const line = safeLine(hostile.text, redact)
      expect(line).not.toMatch(COMMAND)
      expect(line).not.toContain('\n')
    }
  })

  test('is so in every way of saying it', async () => {
    const { world, told } = testWorld({ inputs: {} })
    const log = createLog(world.runner, redact)
    const bad = `::error::x\n##[error]y ${SECRET}`
    log.info(bad)
    log.notice(bad)
    log.warning(bad)
    await log.group(bad, async () => log.info('inside'))
    expect(told.log).toHaveLength(5)
    for (const line of told.log) {
      expect(line.replace(/^(notice|warning|group): /, '')).not.toMatch(COMMAND)
      expect(line).not.toContain(SECRET)
    }
  })

  test('a group ends when its body fails', async () => {
    const { world } = testWorld({ inputs: {} })
    let ended = 0
    const log = createLog({ ...world.runner, endGroup: () => void (ended += 1) }, redact)
    await expect(log.group('g', () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(ended).toBe(1)
  })
})
