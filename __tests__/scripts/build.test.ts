import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { LEFT_OUT } from '../../scripts/build/packages.ts'

const root = path.resolve(import.meta.dirname, '../..')
const steps = path.join(root, 'dist/steps')

describe('What is left out of the packages', () => {
  test.each(LEFT_OUT.map(({ package: name, part }) => `${name}/${part}`))(
    'is there in the package: %s',
    part => {
      expect(existsSync(path.join(root, 'node_modules', part))).toBe(true)
    }
  )

  test('is not in the bundle, nor what only that needs of Node', () => {
    const bundle = readdirSync(steps)
      .filter(file => file.endsWith('.js'))
      .map(file => readFileSync(path.join(steps, file), 'utf8'))
      .join('')
    expect(bundle).toContain('EnvHttpProxyAgent')
    const needed = [...bundle.matchAll(/\("(?:node:)?([a-z0-9_/]+)"\)/g)].map(([, name = '']) => name)
    expect(needed).toContain('tls')
    const leftOut = ['http2', 'sqlite', 'worker_threads', 'perf_hooks', 'dns']
    expect(needed.filter(name => leftOut.includes(name))).toEqual([])
  })
})
