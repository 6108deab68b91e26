/** How something that a frame names stands to the path of a file. */
export type Fit =
  /** It leads to this file by so many parts of its path, the name included. */
  | { readonly kind: 'fits'; readonly length: number }
  /** It leads to another file. */
  | { readonly kind: 'contradicts' }
  /** It may be this file or one of many others. */
  | { readonly kind: 'silent' }

export const CONTRADICTS: Fit = { kind: 'contradicts' }
export const SILENT: Fit = { kind: 'silent' }

export function fits(length: number): Fit {
  return { kind: 'fits', length }
}

/** Whether a list ends with another one. */
export function endsWith(list: readonly string[], end: readonly string[]): boolean {
  const offset = list.length - end.length
  return offset >= 0 && end.every((part, index) => part === list[offset + index])
}
