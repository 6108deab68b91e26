/** Whether Sentry accepts the name of a release. The length is not checked here. */
export function isVersion(text: string): boolean {
  const reserved = ['', '.', '..', 'latest'].includes(text.trim().toLowerCase())
  return !reserved && !/[\r\n\f\t/\\]/.test(text)
}

/** Whether Sentry accepts the name of an environment. The length is not checked here. */
export function isEnvironmentName(text: string): boolean {
  return !/[\n\r\f/]/.test(text)
}
