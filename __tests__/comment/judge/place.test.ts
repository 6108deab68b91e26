import { expect, test } from '@jest/globals'
import { listAt, parseJson, recordAt } from '../../../src/text/json.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'

const servers = useComment()

const KOTLIN = 'app/src/main/kotlin/com/acme/pay/Utils.kt'
/** Line 12 is added, 10, 11 and 13 stand round it. */
const PATCH = '@@ -10,3 +10,4 @@ class Utils {\n  fun a()\n  fun b()\n+  fun c()\n  fun d()'

/** The signs that the rows of these frames get in the report for a pull request that changes these files, by title. */
async function signs(
  files: readonly string[],
  frames: Readonly<Record<string, object>>
): Promise<Readonly<Record<string, string>>> {
  const { ['heads/topic']: parent = '' } = await servers.refs()
  const head = 'e'.repeat(40)
  const changed = files.map(filename => ({ filename, status: 'modified', patch: PATCH }))
  await servers.seed('state', {
    github: {
      commits: [{ sha: head, parents: [parent], message: 'Change', files: changed }],
      refs: { 'heads/topic': head }
    }
  })
  await servers.seed(
    'issues',
    Object.entries(frames).map(([title, frame]) => ({
      project: 'web',
      title,
      firstRelease: RELEASE,
      frames: [{ function: 'run', lineNo: 12, inApp: true, ...frame }]
    }))
  )
  const run = await servers.run({ details: 'full' }, servers.pullEvent({}, head))
  const issues = listAt(parseJson(run.outputs['issues'] ?? ''), [], entry => recordAt(entry))
  const report = run.outputs['report'] ?? ''
  return Object.fromEntries(
    issues.map(({ title }) => {
      const row = report.split('\n').find(line => line.includes(`[\`${String(title)}\`]`)) ?? ''
      return [String(title), /📍|📄/u.exec(row)?.[0] ?? '']
    })
  )
}

test('a row is marked by the package of its frame and by lines that were changed, not by those round them', async () => {
  const kotlin = { filename: 'Utils.kt', absPath: 'Utils.kt', module: 'com.acme.pay.Utils' }
  expect(
    await signs([KOTLIN, 'src/cart.ts'], {
      Changed: kotlin,
      Context: { ...kotlin, lineNo: 11 },
      'Another package': { ...kotlin, module: 'com.acme.cart.Utils' },
      'No package': { ...kotlin, module: null }
    })
  ).toEqual({ Changed: '📍', Context: '📄', 'Another package': '', 'No package': '' })
})

test.each([
  ['services/b/main.py', 'main.py', '/app/services/a/main.py', '__main__', ''],
  ['services/b/main.py', 'main.py', '/app/services/b/main.py', '__main__', '📍'],
  ['service_b/__init__.py', 'service_a/__init__.py', '/app/service_a/__init__.py', 'service_a', ''],
  ['service_a/__init__.py', 'service_a/__init__.py', '/app/service_a/__init__.py', 'service_a', '📍']
])('of %s, the frame %s (%s, %s) is marked "%s"', async (path, filename, absPath, module, sign) => {
  expect(await signs([path], { Broken: { filename, absPath, module } })).toEqual({ Broken: sign })
})
