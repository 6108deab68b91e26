import { statSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Whether a path is a folder or lies below it. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.posix.relative(folder, file)
  return (
    relative === '' || (!relative.startsWith('../') && relative !== '..' && !path.posix.isAbsolute(relative))
  )
}

/** Node holds no longer text. */
const MAX_FILE_BYTES = 512 * 1024 * 1024 - 1_024

/** Why a file cannot be read whole; `undefined` when it can. */
export function tooLarge(file: string): string | undefined {
  return statSync(file).size > MAX_FILE_BYTES ? 'it is larger than 512 MB' : undefined
}

/**
 * Lets the run be stopped between two files. The files themselves are read and written at once: to hand each of thousands over to
 * another thread and back takes longer than the work.
 * @throws the signal's reason when it has aborted
 */
export async function betweenFiles(signal: AbortSignal): Promise<void> {
  await nextTurn()
  signal.throwIfAborted()
}
