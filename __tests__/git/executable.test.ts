import { describe, expect, test } from '@jest/globals'
import { findProgram, type ProgramPlaces } from '../../src/git/executable.ts'

function find(files: readonly string[], places: Partial<ProgramPlaces>): string | undefined {
  return findProgram('git', {
    env: {},
    platform: 'linux',
    untrusted: [],
    isProgram: file => files.includes(file),
    ...places
  })
}

describe('on Windows', () => {
  const CHECKOUT = 'D:\\a\\web\\web'
  const GIT = 'C:\\Program Files\\Git\\cmd\\git.exe'
  const files = [GIT, `${CHECKOUT}\\git.exe`, `${CHECKOUT}\\bin\\git.exe`, 'C:\\tools\\git.cmd', '.\\git.exe']
  const windows = (Path: string, more: Readonly<Record<string, string>> = {}) =>
    find(files, { platform: 'win32', untrusted: [CHECKOUT], env: { Path, ...more } })

  test.each([
    ['the folder of git', 'C:\\Windows;C:\\Program Files\\Git\\cmd'],
    ['one in quotes', '"C:\\Program Files\\Git\\cmd"'],
    ['with slashes', 'C:/Program Files/Git/cmd'],
    ['behind the checkout', `${CHECKOUT};${CHECKOUT}\\bin;C:\\Program Files\\Git\\cmd`],
    ['behind the checkout in another case', `${CHECKOUT.toLowerCase()};C:\\Program Files\\Git\\cmd`],
    ['behind empty and relative entries', ';.;;bin;\\bin;C:bin;C:\\Program Files\\Git\\cmd'],
    ['behind a script, which would need a shell', 'C:\\tools;C:\\Program Files\\Git\\cmd']
  ])('%s', (_what, value) => expect(windows(value)).toBe(GIT))

  test.each([
    ['only in the checkout', `${CHECKOUT};${CHECKOUT}\\bin`],
    ['only in the working folder', '.;'],
    ['nowhere', '']
  ])('%s there is none', (_what, value) => expect(windows(value)).toBeUndefined())

  test('the order of PATHEXT holds, and what needs a shell is left out of it', () => {
    const both = ['C:\\x\\git.exe', 'C:\\x\\git.com', 'C:\\x\\git.bat']
    const found = (PATHEXT: string) => find(both, { platform: 'win32', env: { PATH: 'C:\\x', PATHEXT } })
    expect(found('.COM;.EXE;.BAT')).toBe('C:\\x\\git.com')
    expect(found('.BAT;.EXE')).toBe('C:\\x\\git.exe')
    expect(found('.BAT')).toBe('C:\\x\\git.exe')
  })
})

describe('elsewhere', () => {
  const files = ['/usr/bin/git', '/srv/web/git', '/srv/web/bin/git', '/srv/web-tools/git', 'git']
  const linux = (PATH: string) => find(files, { env: { PATH }, untrusted: ['/srv/web', ''] })

  test.each([
    ['/bin:/usr/bin', '/usr/bin/git'],
    ['/srv/web:/srv/web/bin:/usr/bin', '/usr/bin/git'],
    ['/usr/../srv/web:/usr/bin', '/usr/bin/git'],
    [':.:bin::/usr/bin', '/usr/bin/git'],
    ['/srv/web-tools:/usr/bin', '/srv/web-tools/git'],
    ['/srv/web', undefined],
    ['', undefined]
  ])('with %s it is %s', (value, expected) => expect(linux(value)).toBe(expected))
})
