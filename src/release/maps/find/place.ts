import path from 'node:path'

/** Whether a path is a folder or lies below it. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.posix.relative(folder, file)
  return (
    relative === '' || (!relative.startsWith('../') && relative !== '..' && !path.posix.isAbsolute(relative))
  )
}

/** Paths with `/`, also on Windows. */
export function slashed(place: string): string {
  return path.sep === '/' ? place : place.replaceAll(path.sep, '/')
}
