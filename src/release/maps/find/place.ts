import { setImmediate as nextTurn } from 'node:timers/promises'
import path from 'node:path'

/** Whether a path is a folder or lies below it. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.posix.relative(folder, file)
  return (
    relative === '' || (!relative.startsWith('../') && relative !== '..' && !path.posix.isAbsolute(relative))
  )
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
