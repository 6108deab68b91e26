import { describe, expect, test } from '@jest/globals'
import { attribute, placed, shownPath } from '../../../src/comment/judge/attribution.ts'
import { patchedFile } from '../../../src/comment/judge/patch.ts'
import { frameOfMetadata, topInAppFrame } from '../../../src/comment/look/decode.ts'
import type { PatchedFile } from '../../../src/comment/judge/patch.ts'
import { issue, SHA } from '../reports.ts'

function exception(...frames: readonly object[]): object {
  return { type: 'Error', stacktrace: { frames } }
}

function event(...values: readonly object[]): object {
  return {
    entries: [
      { type: 'breadcrumbs', data: {} },
      { type: 'exception', data: { values } }
    ]
  }
}

const own = { filename: 'src/pay.ts', lineNo: 88, function: 'pay', inApp: true }
const foreign = { filename: 'node_modules/x/index.js', lineNo: 1, function: 'x', inApp: false }

describe('the top in-app frame', () => {
  test.each([
    ['is the last one of the app', event(exception({ ...own, lineNo: 1 }, own, foreign)), 88],
    ['is of the last exception of a chain', event(exception({ ...own, lineNo: 1 }), exception(own)), 88],
    [
      'is of an earlier exception when the last has none of the app',
      event(exception(own), exception(foreign)),
      88
    ]
  ])('%s', (_promise, raw, line) => {
    expect(topInAppFrame(raw)).toEqual({ file: 'src/pay.ts', line, function: 'pay' })
  })

  test('falls back to the absolute path', () => {
    const frame = { absPath: '/usr/src/app/src/pay.ts', inApp: true }
    expect(topInAppFrame(event(exception(frame)))).toEqual({
      file: frame.absPath,
      absPath: frame.absPath,
      line: undefined,
      function: undefined
    })
  })

  test.each([
    ['no frame of the app', event(exception(foreign))],
    ['no frame with a file', event(exception({ inApp: true, lineNo: 3 }))],
    [
      'frames of null',
      { entries: [{ type: 'exception', data: { values: [{ stacktrace: null }, null, 3] } }] }
    ],
    ['frames that are no list', event({ stacktrace: { frames: { 0: own } } })],
    ['no exception', { entries: [{ type: 'message', data: { values: [exception(own)] } }] }],
    ['no entries', {}],
    ['null', null],
    ['a text', 'x'],
    ['a list', [own]]
  ])('is missing in an event with %s', (_what, raw) => expect(topInAppFrame(raw)).toBeUndefined())

  test.each([['88'], [0], [-1], [1.5]])('has no line where the event says %j', lineNo => {
    expect(topInAppFrame(event(exception({ ...own, lineNo })))?.line).toBeUndefined()
  })

  test('has what tells files of the same name apart', () => {
    const frame = { ...own, filename: 'Utils.kt', absPath: 'Utils.kt', module: 'com.acme.pay.Utils' }
    expect(topInAppFrame(event(exception(frame)))).toMatchObject({
      file: 'Utils.kt',
      absPath: 'Utils.kt',
      module: 'com.acme.pay.Utils'
    })
  })

  test('is taken without a line from what the issue itself says', () => {
    const frame = { file: 'src/pay.ts', line: undefined, function: 'pay' }
    expect(frameOfMetadata({ filename: 'src/pay.ts', function: 'pay' })).toEqual(frame)
    expect(frameOfMetadata({ function: 'pay' })).toBeUndefined()
    expect(frameOfMetadata(undefined)).toBeUndefined()
  })
})

describe('a file of the pull request', () => {
  test('has the lines that it adds', () => {
    const patch = '@@ -1,2 +2,3 @@\n a\n+b\n c'
    expect(patchedFile({ filename: 'a.ts', status: 'modified', patch })).toEqual({
      path: 'a.ts',
      lines: [{ first: 3, last: 3 }]
    })
  })

  test.each([
    ['a large or binary one', { filename: 'a.png', status: 'added' }],
    [
      'one that is only renamed',
      { filename: 'a.png', previous_filename: 'b.png', status: 'renamed', changes: 0 }
    ]
  ])('has none: %s', (_what, file) => expect(patchedFile(file)).toEqual({ path: 'a.png', lines: [] }))

  test('a removed file and an entry without a name are left out', () => {
    expect(patchedFile({ filename: 'a.ts', status: 'removed', patch: '@@ -1 +2 @@' })).toBeUndefined()
    expect(patchedFile({ status: 'modified' })).toBeUndefined()
    expect(patchedFile(null)).toBeUndefined()
  })
})

const files: readonly PatchedFile[] = [
  { path: 'src/pay.ts', lines: [{ first: 80, last: 90 }] },
  { path: 'backend/app/views.py', lines: [{ first: 1, last: 1 }] },
  { path: 'web/index.ts', lines: [{ first: 1, last: 9 }] },
  { path: 'api/index.ts', lines: [{ first: 1, last: 9 }] },
  { path: 'db/large.sql', lines: [] }
]

describe('an issue is marked', () => {
  test.each([
    ['on a changed line', 'src/pay.ts', 88, 'line', 'src/pay.ts'],
    ['on the first changed line', 'src/pay.ts', 80, 'line', 'src/pay.ts'],
    ['on the last changed line', 'src/pay.ts', 90, 'line', 'src/pay.ts'],
    ['just before it', 'src/pay.ts', 79, 'file', 'src/pay.ts'],
    ['just behind it', 'src/pay.ts', 91, 'file', 'src/pay.ts'],
    ['without a line', 'src/pay.ts', undefined, 'file', 'src/pay.ts'],
    ['in a file without a patch', 'db/large.sql', 3, 'file', 'db/large.sql'],
    ['where the runtime knows more of the path', '/usr/src/app/src/pay.ts', 88, 'line', 'src/pay.ts'],
    ['where the repository knows more of the path', 'app/views.py', 1, 'line', 'backend/app/views.py'],
    ['behind the scheme of a bundler', 'webpack:///./src/pay.ts?a1b2', 88, 'line', 'src/pay.ts'],
    ['behind a scheme with a name', 'webpack://shop/./src/pay.ts', 88, 'line', 'src/pay.ts'],
    ['behind the scheme of an app', 'app:///src/pay.ts', 88, 'line', 'src/pay.ts'],
    ['below the parent folder', '../src/pay.ts', 88, 'line', 'src/pay.ts'],
    ['with the separators of Windows', 'C:\\build\\src\\pay.ts', 88, 'line', 'src/pay.ts'],
    ['when the longest of the paths that fit is one', '/app/web/index.ts', 2, 'line', 'web/index.ts']
  ])('%s', (_what, file, line, inPullRequest, path) => {
    expect(attribute({ file, line, function: undefined }, files)).toEqual({ inPullRequest, path })
  })

  test.each([
    ['several changed files fit', 'index.ts'],
    ['the name alone is known, though one changed file alone has it', 'pay.ts'],
    ['another file has the same ending of its name', 'src/prepay.ts'],
    ['only the ending of the folder is the same', 'lib/pay.ts'],
    ['no changed file fits', 'src/cart.ts'],
    ['the path is empty', '/'],
    ['only the query fits', 'x.js?src/pay.ts']
  ])('not when %s', (_what, file) => {
    expect(attribute({ file, line: 88, function: undefined }, files)).toEqual({
      inPullRequest: 'no',
      path: undefined
    })
  })

  test('not without changed files', () => {
    expect(attribute({ file: 'a.ts', line: 1, function: undefined }, []).inPullRequest).toBe('no')
  })
})

describe('a placed issue', () => {
  const at = { home: { serverUrl: 'https://github.com', owner: 'acme', name: 'shop' }, sha: SHA }

  test('is linked at the released commit when its file is known', () => {
    const frame = { file: '/app/src/pay.ts', line: 88, function: 'pay' }
    expect(placed(issue(1), frame, { files, at })).toMatchObject({
      file: 'src/pay.ts',
      line: 88,
      function: 'pay',
      fileUrl: `https://github.com/acme/shop/blob/${SHA}/src/pay.ts#L88`,
      inPullRequest: 'line'
    })
    expect(placed(issue(1), frame, { files, at: undefined }).fileUrl).toBeUndefined()
  })

  test('keeps the frame as the event names it when its file is not known', () => {
    const frame = { file: '/app/src/cart.ts', line: 3, function: undefined }
    expect(placed(issue(1), frame, { files, at })).toMatchObject({
      file: '/app/src/cart.ts',
      line: 3,
      fileUrl: undefined
    })
  })

  test('is left alone without a frame', () =>
    expect(placed(issue(1), undefined, { files, at })).toEqual(issue(1)))
})

test.each([
  ['webpack:///./src/pay.ts', 'src/pay.ts'],
  ['~/static/js/main.js', 'static/js/main.js'],
  ['../src/pay.ts', 'src/pay.ts'],
  ['/usr/src/app/pay.ts', '/usr/src/app/pay.ts'],
  ['lib/C#/pay.cs', 'lib/C#/pay.cs']
])('%s is shown as %s', (file, expected) => expect(shownPath(file)).toBe(expected))
