import { expect, test } from '@jest/globals'
import { isLoopback } from '../../src/http/proxy.ts'

test.each([
  ['http://127.0.0.1:4100', true],
  ['http://127.8.9.10', true],
  ['http://localhost', true],
  ['http://[::1]:1', true],
  ['http://LOCALHOST', true],
  ['http://0x7f000001', true],
  ['http://128.0.0.1', false],
  ['http://127.0.0.1.example', false],
  ['http://localhost.example', false],
  ['https://api.maton.ai', false]
])('%s is this machine: %s', (address, here) => {
  expect(isLoopback(new URL(address))).toBe(here)
})
