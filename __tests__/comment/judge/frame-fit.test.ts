import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { attribute } from '../../../src/comment/judge/attribution.ts'
import type { Frame } from '../../../src/comment/issue.ts'

type Named = Pick<Frame, 'file' | 'absPath' | 'module'>

function isIn(path: string, named: Named): boolean {
  const frame = { ...named, line: 3, function: undefined }
  const found = attribute(frame, [{ path, lines: [{ first: 3, last: 3 }] }])
  expect(found).toEqual(
    found.path === undefined ? { inPullRequest: 'no', path: undefined } : { inPullRequest: 'line', path }
  )
  return found.path !== undefined
}

const KOTLIN = 'app/src/main/kotlin/com/acme/pay/Utils.kt'
const kotlin = (module?: string): Named => ({ file: 'Utils.kt', absPath: 'Utils.kt', module })
const python = (file: string, absPath: string, module?: string): Named => ({ file, absPath, module })

describe('a frame is in a changed file', () => {
  const cases: readonly (readonly [path: string, named: Named])[] = [
    [KOTLIN, kotlin('com.acme.pay.Utils')],
    [KOTLIN, kotlin('com.acme.pay.UtilsKt')],
    [KOTLIN, kotlin('com.acme.pay.Utils$Companion')],
    [KOTLIN, kotlin('com.acme.pay.Utils$charge$1$2')],
    [KOTLIN, kotlin('app//com.acme.pay.Utils')],
    ['src/main/java/com/acme/Pay.java', { file: 'Pay.java', module: 'com.acme.Pay$$Lambda$12/0x0800' }],
    ['src/acme/pay.clj', { file: 'pay.clj', module: 'acme.pay$charge' }],
    ['service_a/main.py', python('service_a/main.py', '/app/service_a/main.py', 'service_a.main')],
    [
      'backend/service_a/main.py',
      python('service_a/main.py', '/app/backend/service_a/main.py', 'service_a.main')
    ],
    ['src/pay/__init__.py', python('pay/__init__.py', '/srv/src/pay/__init__.py', 'pay')],
    ['src/pay/__init__.py', { file: '__init__.py', module: 'pay' }],
    ['service_a/main.py', python('main.py', '/app/service_a/main.py', '__main__')],
    ['main.py', python('main.py', '/app/main.py', '__main__')],
    ['app/views.py', { file: 'app/views.py' }],
    ['backend/app/views.py', { file: 'app/views.py' }],
    ['src/pay.ts', { file: './src/pay.ts', absPath: 'webpack:///./src/pay.ts', module: 'src/pay' }],
    ['web/src/pay.ts', { file: './src/pay.ts', absPath: 'webpack://shop/./src/pay.ts?a1b2' }],
    ['src/App.vue', { file: 'webpack:///./src/App.vue?vue&type=script&lang=js&' }],
    [
      'app/(shop)/page.tsx',
      { file: './app/(shop)/page.tsx', absPath: 'webpack-internal:///(rsc)/./app/(shop)/page.tsx' }
    ],
    ['src/page.tsx', { file: 'turbopack:///[project]/src/page.tsx' }],
    ['packages/shared/pay.ts', { file: '../shared/pay.ts', absPath: 'webpack:///../shared/pay.ts' }],
    ['src/pay.ts', { file: '../../src/pay.ts', absPath: 'https://shop.example/assets/js/../../src/pay.ts' }],
    ['static/js/pay.js', { file: '~/static/js/pay.js' }],
    [
      'src/pay.js',
      { file: '/usr/src/app/src/pay.js', absPath: '/usr/src/app/src/pay.js', module: 'src:pay' }
    ],
    ['server.js', { file: '/usr/src/app/server.js', absPath: '/usr/src/app/server.js' }],
    ['src/pay.ts', { file: 'app:///src/pay.ts', absPath: 'app:///src/pay.ts' }],
    ['src/pay.ts', { file: 'file:///home/x/src/pay.ts' }],
    [
      'pay/charge.go',
      { file: 'pay/charge.go', absPath: '/build/pay/charge.go', module: 'github.com/acme/web/pay' }
    ],
    [
      'pay/charge.go',
      { file: 'charge.go', absPath: 'github.com/acme/web/pay/charge.go', module: 'github.com/acme/web/pay' }
    ],
    ['backend/pay/charge.go', { file: 'charge.go', module: 'acme.io/web/v2/backend/pay' }],
    ['cmd/main.go', { file: 'cmd/main.go', absPath: '/src/cmd/main.go', module: 'main' }],
    ['app/models/user.rb', { file: 'app/models/user.rb', absPath: '/srv/app/models/user.rb' }],
    [
      'src/Controller/Pay.php',
      { file: '/src/Controller/Pay.php', absPath: '/var/www/src/Controller/Pay.php' }
    ],
    ['api/src/Controller/Pay.php', { file: '/src/Controller/Pay.php' }],
    [
      'src/Acme.Pay/PayService.cs',
      { file: 'C:\\build\\src\\Acme.Pay\\PayService.cs', module: 'Acme.Pay.PayService' }
    ],
    ['src/Acme.Pay/PayService.cs', { file: 'PayService.cs', module: 'Acme.Pay.PayService+<Charge>d__3' }],
    [
      'src/Acme.Pay/PayService.cs',
      { file: '\\\\?\\D:\\a\\src\\Acme.Pay\\PayService.cs', module: 'Acme.Payments' }
    ],
    ['packages/shop/lib/pay.dart', { file: 'pay.dart', absPath: 'package:shop/pay.dart' }],
    ['lib/pay.dart', { file: 'pay.dart', absPath: 'package:shop/pay.dart' }],
    [
      'Sources/Pay/Charge.swift',
      { file: 'Charge.swift', absPath: '/Users/ci/shop/Sources/Pay/Charge.swift' }
    ],
    ['src/pay.rs', { file: 'src/pay.rs', absPath: '/build/src/pay.rs' }]
  ]
  test.each(cases)('%s: %j', (path, named) => expect(isIn(path, named)).toBe(true))
})

describe('a frame is not in a changed file that shares', () => {
  const cases: readonly (readonly [what: string, path: string, named: Named])[] = [
    ['its name alone, which any package could have', KOTLIN, kotlin()],
    ['its name alone, at the root', 'main.py', { file: 'main.py' }],
    ['its name alone, of a class without a package', KOTLIN, kotlin('Utils')],
    ['its name, of another package', KOTLIN, kotlin('com.acme.cart.Utils')],
    ['its name, of a package that ends alike', KOTLIN, kotlin('com.other.pay.Utils')],
    ['its name and its last folder', 'lib/pay/Utils.kt', kotlin('com.acme.pay.Utils')],
    ['its name, at the root', 'Utils.kt', kotlin('com.acme.pay.Utils')],
    [
      'the name of every package',
      'service_b/__init__.py',
      python('service_a/__init__.py', '/app/service_a/__init__.py', 'service_a')
    ],
    [
      'the name of every package, known by its module',
      'service_b/__init__.py',
      { file: '__init__.py', module: 'service_a' }
    ],
    [
      'the name of every package, at the root',
      '__init__.py',
      python('service_a/__init__.py', '/app/service_a/__init__.py', 'service_a')
    ],
    [
      'the name of every script',
      'service_b/main.py',
      python('main.py', '/app/service_a/main.py', '__main__')
    ],
    [
      'the name of every script, in a container',
      'service_b/main.py',
      python('main.py', '/app/main.py', '__main__')
    ],
    ['the name of a module', 'service_b/utils.py', python('utils.py', 'utils.py', 'service_a.utils')],
    ['the end of its path, in another project', 'src/index.ts', { file: './packages/b/src/index.ts' }],
    [
      'its name, by the absolute path',
      'b/src/index.ts',
      { file: 'index.ts', absPath: '/repo/a/src/index.ts' }
    ],
    [
      'its file name, but not its absolute path',
      'b/src/index.ts',
      { file: 'src/index.ts', absPath: '/repo/a/src/index.ts' }
    ],
    [
      'its name, of another Go package',
      'orders/handler.go',
      { file: 'handler.go', absPath: 'handler.go', module: 'github.com/acme/web/pay' }
    ],
    ['its name, of package main', 'cmd/a/main.go', { file: 'main.go', module: 'main' }],
    [
      'its name, of another namespace',
      'src/Acme.Cart/Utils.cs',
      { file: 'Utils.cs', module: 'Acme.Pay.Utils' }
    ],
    [
      'its name, in another library',
      'packages/cart/lib/utils.dart',
      { file: 'utils.dart', absPath: 'package:shop/utils.dart' }
    ],
    ['the end of its name', 'src/prepay.ts', { file: 'src/pay.ts' }],
    ['its name, by RewriteFrames', 'web/index.js', { file: 'app:///index.js', absPath: 'app:///index.js' }],
    ['its query', 'src/pay.ts', { file: 'x.js?src/pay.ts' }]
  ]
  test.each(cases)('%s: %s %j', (_what, path, named) => expect(isIn(path, named)).toBe(false))
})

const folder = fc.stringMatching(/^[a-z]{1,3}$/)
const folders = fc.array(folder, { minLength: 1, maxLength: 4 })

test('a file in the folders of a frame is it; what differs in the last folder is not', () => {
  fc.assert(
    fc.property(
      folders,
      folders,
      fc.constantFrom('Utils.kt', '__init__.py', 'index.ts', 'main.go'),
      (outside, inside, name) => {
        const absPath = `/${[...outside, ...inside, name].join('/')}`
        const named = { file: name, absPath }
        expect(isIn([...inside, name].join('/'), named)).toBe(true)
        expect(isIn([...inside, 'xxxx', name].join('/'), named)).toBe(false)
        expect(isIn(['root', ...outside, 'xxxx', name].join('/'), named)).toBe(false)
      }
    )
  )
})

test('a bare name is never enough, wherever the one changed file with it is', () => {
  fc.assert(
    fc.property(
      fc.array(folder, { maxLength: 4 }),
      fc.stringMatching(/^[a-z]{1,4}\.[a-z]{1,3}$/),
      (around, name) => {
        expect(isIn([...around, name].join('/'), { file: name, absPath: name })).toBe(false)
      }
    )
  )
})
