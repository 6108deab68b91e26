/** The address of Sentry's own service. */
export const SAAS = 'https://sentry.io'

/** Sentry's own service, by whichever of its names. */
export function isSaas({ hostname }: URL): boolean {
  return hostname === 'sentry.io' || hostname.endsWith('.sentry.io')
}
