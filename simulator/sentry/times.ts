/** A time as Sentry writes it: `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`. `time` is in milliseconds since the epoch. */
export function sentryTime(time: number): string {
  const iso = new Date(time).toISOString()
  return iso.replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `.${ms}000Z`))
}

/** As `sentryTime`; `null` stays `null`. */
export function sentryTimeOrNull(time: number | null): string | null {
  return time === null ? null : sentryTime(time)
}
