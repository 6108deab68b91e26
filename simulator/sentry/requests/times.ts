/**
 * A time as Sentry writes it: `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`.
 * @param time milliseconds since the epoch
 */
export function sentryTime(time: number): string {
  const iso = new Date(time).toISOString()
  return iso.replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `.${ms}000Z`))
}

/** A time as Sentry writes it; `null` for `null`. */
export function sentryTimeOrNull(time: number | null): string | null {
  return time === null ? null : sentryTime(time)
}
