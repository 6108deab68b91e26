import { expect, test } from '@jest/globals'
import { commitUrl, fileUrl } from '../../src/github/addresses.ts'

const github = { serverUrl: 'https://github.com', owner: 'acme', name: 'shop' }
const enterprise = { ...github, serverUrl: 'https://git.acme.example/' }

test.each([
  ['a commit', commitUrl(github, 'abc'), 'https://github.com/acme/shop/commit/abc'],
  [
    'a line',
    fileUrl(github, { sha: 'abc', path: 'a b/#c.ts', line: 3 }),
    'https://github.com/acme/shop/blob/abc/a%20b/%23c.ts#L3'
  ],
  [
    'a file',
    fileUrl(enterprise, { sha: 'abc', path: 'c.ts', line: undefined }),
    'https://git.acme.example/acme/shop/blob/abc/c.ts'
  ]
])('the page of %s', (_what, url, expected) => expect(url).toBe(expected))
