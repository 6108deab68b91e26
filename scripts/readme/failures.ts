import { GATE_FAILURES } from '../../src/comment/failures.ts'
import { FRAME_FAILURES } from '../../src/actions/frame.ts'
import { API_FAILURES } from '../../src/api/failures.ts'
import { type FailureKind } from '../../src/run/failure.ts'
import { DIRECT_FAILURES } from '../../src/direct/failures.ts'
import { MATON_FAILURES } from '../../src/maton/failures.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import { GIT_FAILURES } from '../../src/git/failures.ts'
import { GITHUB_FAILURES } from '../../src/github/failures.ts'
import { RELEASE_FAILURES } from '../../src/release/failures.ts'
import { MAPS_FAILURES } from '../../src/release/maps/failures.ts'
import { ORGANIZATION_FAILURES } from '../../src/sentry/seen.ts'
import { UNKNOWN_FAILURES } from '../../src/sentry/unknown.ts'

/** A chapter of the guide: kinds of failure that belong together. */
export interface FailureChapter {
  readonly title: string
  readonly kinds: readonly FailureKind[]
}

/** Every kind of failure of the actions, each once. Steps that share a kind have it under the same name. */
export const FAILURE_CHAPTERS = withoutRepetition([
  { title: 'Any step', kinds: Object.values(FRAME_FAILURES) },
  {
    title: 'Maton and Sentry',
    kinds: [
      ...Object.values(MATON_FAILURES),
      ...Object.values(DIRECT_FAILURES),
      ...Object.values(WAY_FAILURES),
      ...Object.values(ORGANIZATION_FAILURES),
      ...Object.values(UNKNOWN_FAILURES)
    ]
  },
  { title: 'GitHub', kinds: Object.values(GITHUB_FAILURES) },
  { title: 'Release step', kinds: Object.values(RELEASE_FAILURES) },
  { title: 'Source maps', kinds: Object.values(MAPS_FAILURES) },
  { title: 'Comment step', kinds: Object.values(GATE_FAILURES) },
  { title: 'Local git', kinds: Object.values(GIT_FAILURES) },
  { title: 'Api step', kinds: Object.values(API_FAILURES) }
])

function withoutRepetition(chapters: readonly FailureChapter[]): readonly FailureChapter[] {
  const told = new Set<string>()
  return chapters.map(({ title, kinds }) => ({
    title,
    kinds: kinds.filter(({ name }) => {
      const isNew = !told.has(name)
      told.add(name)
      return isNew
    })
  }))
}

/** The chapters as Markdown: for each kind its name, its cause and its remedy. */
export function failureGuide(): string {
  return FAILURE_CHAPTERS.map(({ title, kinds }) =>
    [
      `### ${title}`,
      ...kinds.map(
        ({ name, cause, remedy }) => `#### ${name}\n\n${escaped(cause)}\n\n**What to do:** ${escaped(remedy)}`
      )
    ].join('\n\n')
  ).join('\n\n')
}

/** Causes and remedies are plain text, so a `*` is not emphasis and `<x>` is not HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*<>[\]]/g, sign => `\\${sign}`)
}
