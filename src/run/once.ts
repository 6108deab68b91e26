/** Does the work at the first call only; the later calls get the same promise, also when it fails. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined
  return () => (done ??= work())
}
