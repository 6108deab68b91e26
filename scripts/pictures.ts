// Makes docs/pictures/ from the product's own output: `npm run pictures`. It needs Chromium on the PATH.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { HEADS, pageOf, type Theme } from './demo/page.ts'
import { openScene, STORY } from './demo/scene.ts'

const PICTURES = path.resolve(import.meta.dirname, '..', 'docs', 'pictures')
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome']

/** Widths in CSS pixels: of a comment in GitHub's timeline, and of a phone. */
const WIDE = 900
const PHONE = 390

interface Picture {
  readonly file: string
  readonly of: 'comment' | 'summary'
  readonly theme: Theme
  readonly width: number
}

const ALL: readonly Picture[] = [
  { file: 'comment-light.png', of: 'comment', theme: 'light', width: WIDE },
  { file: 'comment-dark.png', of: 'comment', theme: 'dark', width: WIDE },
  { file: 'comment-phone-light.png', of: 'comment', theme: 'light', width: PHONE },
  { file: 'comment-phone-dark.png', of: 'comment', theme: 'dark', width: PHONE },
  { file: 'summary.png', of: 'summary', theme: 'light', width: WIDE },
  { file: 'summary-dark.png', of: 'summary', theme: 'dark', width: WIDE }
]

const browser = browserOnPath()
if (browser === undefined) {
  process.stderr.write(`There is no browser on the PATH: install one of ${BROWSERS.join(', ')}.\n`)
  process.exitCode = 1
} else await makePictures(browser)

function browserOnPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  return folders.flatMap(folder => BROWSERS.map(name => path.join(folder, name))).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function makePictures(program: string): Promise<void> {
  const markdown = await story()
  const folder = mkdtempSync(path.join(tmpdir(), 'pictures-'))
  try {
    for (const { file, of, theme, width } of ALL) {
      const page = path.join(folder, 'page.html')
      writeFileSync(
        page,
        await pageOf(markdown[of], { theme, ...HEADS[of], ...(width === PHONE ? { width } : {}) })
      )
      const height = heightOf(program, page, width)
      run(program, [
        `--window-size=${width},${height}`,
        '--force-device-scale-factor=2',
        `--screenshot=${path.join(PICTURES, file)}`,
        `file://${page}`
      ])
      process.stdout.write(`docs/pictures/${file}: ${width} × ${height}\n`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the story of the demo. Returns what the release step and the comment step wrote. */
async function story(): Promise<{ readonly comment: string; readonly summary: string }> {
  const { project, environment, previous, release, commits, previousCommits } = STORY
  const deployed = { projects: project, environment }
  const scene = await openScene()
  try {
    await scene.runAfterPush(previousCommits, { action: '.', inputs: { ...deployed, release: previous } })
    const { summary } = await scene.runAfterPush(commits, { action: '.', inputs: { ...deployed, release } })
    await scene.errorsArrive()
    const inputs = { release, environment, details: 'full', fail_on: 'new:error>0' }
    const told = await scene.runAfterPush(commits, { action: 'comment', inputs })
    return { comment: await scene.commentOf(told), summary }
  } finally {
    await scene.close()
  }
}

/** The height of a page in CSS pixels. A script writes it into the page, because the browser can only print the page. */
function heightOf(program: string, page: string, width: number): number {
  const measured = `${page}.measured.html`
  const script = '<script>document.documentElement.id = `h${document.documentElement.scrollHeight}`</script>'
  writeFileSync(measured, readFileSync(page, 'utf8') + script)
  const printed = run(program, [`--window-size=${width},100`, '--dump-dom', `file://${measured}`])
  return Number(/id="h(\d+)"/.exec(printed)?.[1] ?? 800)
}

function run(program: string, args: readonly string[]): string {
  // no sandbox: it does not work in containers, and the pages are not foreign
  return execFileSync(
    program,
    ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }
  )
}
