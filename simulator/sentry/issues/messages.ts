const SHORT_ID = String.raw`[a-z0-9_-]+-[a-z0-9]+(?![\w-])`

/** A word that resolves, an optional colon, and short ids, separated by commas, blanks or newlines. */
const RESOLVES = new RegExp(
  String.raw`\b(?:fix|fixes|fixed|close|closes|closed|resolve|resolves|resolved):?\s+(${SHORT_ID}(?:[\s,]+${SHORT_ID})*)`,
  'gi'
)

/** The short ids that a commit message resolves, as written: `Fixes WEB-1, API-2` has two, `see WEB-1` has none. */
export function shortIdsToResolve(message: string): string[] {
  return [...message.matchAll(RESOLVES)].flatMap(([, ids = '']) => ids.split(/[\s,]+/))
}
