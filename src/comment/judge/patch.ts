import { textAt } from '../../text/json.ts'

/** A file that the pull request changes and does not remove. */
export interface PatchedFile {
  /** In the repository. */
  readonly path: string
  /** The lines that it adds or changes; empty when GitHub sends no patch: for binary and for large files. */
  readonly lines: readonly LineRange[]
}

/**
 * @param file an entry of `GET /pulls/{n}/files`, undecoded
 * @returns `undefined` for a file that is removed
 */
export function patchedFile(file: unknown): PatchedFile | undefined {
  const path = textAt(file, 'filename')
  if (path === undefined || textAt(file, 'status') === 'removed') return undefined
  return { path, lines: addedLines(textAt(file, 'patch') ?? '') }
}

/** Lines of the new side of a file that follow each other, both ends included, counted from 1. */
export interface LineRange {
  readonly first: number
  readonly last: number
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/**
 * The lines that a patch adds or changes. The context around them is left out. A line of a hunk begins with `+`, `-`, a blank (which an
 * empty line may lack) or `\`. So a line that begins with `@@` is a header.
 *
 * @param patch the hunks of one file as GitHub sends them: a unified diff without its head, ending in the middle for large files
 * @returns ascending, and never two that touch
 */
export function addedLines(patch: string): readonly LineRange[] {
  const ranges: LineRange[] = []
  let line: number | undefined
  for (const text of patch.split('\n')) {
    if (text.startsWith('@@')) {
      const start = HUNK.exec(text)?.[1]
      line = start === undefined ? undefined : Number(start)
    } else if (line !== undefined && !text.startsWith('-') && !text.startsWith('\\')) {
      if (text.startsWith('+')) addLine(ranges, line)
      line += 1
    }
  }
  return ranges
}

function addLine(ranges: LineRange[], line: number): void {
  const before = ranges.at(-1)
  if (before?.last === line - 1) ranges.splice(-1, 1, { first: before.first, last: line })
  else ranges.push({ first: line, last: line })
}
