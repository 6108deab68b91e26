/** Does the work at the first call only. Later calls get the same promise, even if the work failed. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}
