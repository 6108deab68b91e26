// Shows the actions at work on the simulator: `npm run demo`. `-- --verbose` also shows logs, outputs and Markdown.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { countAt, listAt, textAt } from '../src/text/json.ts'
import type { ActionResult } from './action-runner.ts'
import { HEADS, pageOf } from './demo/page.ts'
import { openScene, STORY, type Scene } from './demo/scene.ts'

const PAGES = path.resolve(import.meta.dirname, '..', 'demo-output')

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } })
const scene = await openScene()
try {
  await show(scene)
} finally {
  await scene.close()
}

async function show(scene: Scene): Promise<void> {
  const { project, environment, previous, release, commits, previousCommits } = STORY
  const deployed = { projects: project, environment }

  const first = await scene.runAfterPush(previousCommits, {
    action: '.',
    inputs: { ...deployed, release: previous }
  })
  say(`1. A push: the release step created ${previous}${said(first)}.`)
  detail(first)

  const second = await scene.runAfterPush(commits, {
    action: '.',
    inputs: { ...deployed, release, sourcemaps: 'dist', working_directory: scene.build() }
  })
  say(`2. The next push: it created ${release}${said(second)}.`)
  detail(second)

  await scene.errorsArrive()
  say(`3. People use ${release}, and errors arrive at Sentry.`)

  const told = await scene.runAfterPush(commits, {
    action: 'comment',
    inputs: { release, environment, details: 'full', fail_on: 'new:error>0' }
  })
  const { new_count: fresh, regressed_count: back, gate_result: gate } = told.outputs
  say(
    `4. The comment step told the author in pull request #${STORY.pullRequest}: ${fresh} new, ${back} regressed. ` +
      `Its gate new:error>0 ${gate === 'fail' ? 'failed, as it should' : `said ${gate}`}.`
  )
  detail(told, 1)
  await writePages({ comment: await scene.commentOf(told), summary: second.summary })
  say('Open demo-output/comment-light.html in a browser.')
}

/** Says what a release step did, from its outputs. */
function said({ outputs }: ActionResult): string {
  const deploys = listAt(JSON.parse(outputs['deploys'] ?? '[]'), []).map(deploy =>
    textAt(deploy, 'environment')
  )
  const since = outputs['previous_release'] === '' ? '' : ` since ${outputs['previous_release']}`
  return `, gave it ${outputs['commit_count']} commits${since}${saidOfMaps(outputs['source_maps'])} and recorded its deploy to ${deploys.join(', ')}`
}

/** Says what was done with the source maps, from the output about them. */
function saidOfMaps(output = ''): string {
  const maps: unknown = output === '' ? undefined : JSON.parse(output)
  const bundles = listAt(maps, ['bundles']).map(
    bundle => `${countAt(bundle, 'bytes')} bytes, ${textAt(bundle, 'state')}`
  )
  return bundles.length === 0 ? '' : `, uploaded its source maps as a bundle (${bundles.join('; ')})`
}

/** Writes the comment and the job summary of a release as pages that look like GitHub's. */
async function writePages(markdown: { comment: string; summary: string }): Promise<void> {
  mkdirSync(PAGES, { recursive: true })
  for (const name of ['comment', 'summary'] as const)
    for (const theme of ['light', 'dark'] as const) {
      const page = await pageOf(markdown[name], { theme, ...HEADS[name] })
      writeFileSync(path.join(PAGES, `${name}-${theme}.html`), page)
    }
}

/** Prints log, outputs and summary of a step if `--verbose` is given, or if the step ended with an unexpected exit code. */
function detail({ exitCode, stdout, stderr, outputs, summary }: ActionResult, expected = 0): void {
  if (exitCode !== expected) process.exitCode = 1
  if (!values.verbose && exitCode === expected) return
  say(`   Exit code ${exitCode}. Log:`)
  block(`${stdout}${stderr}`)
  say('   Outputs:')
  block(
    Object.entries(outputs)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  )
  say('   Job summary:')
  block(summary)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function block(text: string): void {
  for (const line of text.trimEnd().split('\n')) say(`   │ ${line}`)
}
