/** Whether Sentry takes a text as the name of a release, apart from its length. */
export function isVersion(text: string): boolean {
  const reserved = ['', '.', '..', 'latest'].includes(text.trim().toLowerCase())
  return !reserved && !/[\r\n\f\t/\\]/.test(text)
}

/** Whether Sentry takes a text as the name of an environment, apart from its length. */
export function isEnvironmentName(text: string): boolean {
  return !/[\n\r\f/]/.test(text)
}
