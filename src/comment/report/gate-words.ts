import { clean } from '../../text/clean.ts'
import { proseCode, text } from '../../text/markdown.ts'
import { maskSensitive } from '../../text/secrets/mask.ts'
import { foundText, headline, type Showing, whyText } from '../health/report/words.ts'
import type { Verdict } from '../judge/gate.ts'
import type { Report } from './report.ts'

/** How a report shows the numbers of health in Markdown. */
export function showingIn({ details, isCoarse }: Pick<Report, 'details' | 'isCoarse'>): Showing {
  return { isRedacted: details === 'redacted', isCoarse: isCoarse === true, name: name => proseCode(name) }
}

/** The same in a line of the log. */
export function showingInLog({ details }: Pick<Report, 'details'>): Showing {
  return { isRedacted: details === 'redacted', isCoarse: false, name: name => clean(name, 100) }
}

/** Says that the gate failed: each broken condition, and what it found. `undefined` if it did not. */
export function failedGate(gate: Verdict, showing: Showing): string | undefined {
  if (gate.result !== 'fail') return undefined
  const terms = brokenTerms(gate, showing)
    .map(({ term, found }) => `${proseCode(term)}, ${found}`)
    .join('; ')
  return `**Gate failed:** ${terms}`
}

/** The broken conditions, with what each one found. */
export function brokenTerms(
  gate: Verdict,
  showing: Showing
): readonly { readonly term: string; readonly found: string }[] {
  return [
    ...gate.broken.map(({ term, found }) => ({ term: term.text, found: `found ${found}` })),
    ...gate.health.flatMap(judged =>
      judged.verdict === 'fail' ? [{ term: judged.term.text, found: foundText(judged, showing) }] : []
    )
  ]
}

/** The conditions on health that could not be decided, and why. `undefined` if there are none. */
export function openGate(gate: Verdict, showing: Showing): string | undefined {
  const undecided = gate.health.flatMap(judged =>
    judged.verdict === 'no-data' ? [`${proseCode(judged.term.text)}, ${whyText(judged.why, showing)}`] : []
  )
  const failed = gate.health.flatMap(judged => (judged.verdict === 'error' ? [judged] : []))
  const [first] = failed
  const lines = [
    ...(undecided.length === 0 ? [] : [`Gate undecided: ${undecided.join('; ')}`]),
    ...(first === undefined
      ? []
      : [
          `Gate not checked: ${failed.map(({ term }) => proseCode(term.text)).join(', ')}. ${text(maskSensitive(first.failure.message), 300)}`
        ])
  ]
  return lines.length === 0 ? undefined : lines.join('<br>')
}

/** The heading's words if only health broke the gate; else `undefined`. */
export function brokenHealth(gate: Verdict | undefined, showing: Showing): string | undefined {
  if (gate?.broken.length !== 0) return undefined
  for (const judged of gate.health) if (judged.verdict === 'fail') return headline(judged, showing)
  return undefined
}
