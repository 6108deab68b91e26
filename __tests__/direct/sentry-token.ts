/** An organization token with these claims, of the form that Sentry gives them; its signature proves nothing to anybody. */
export function organizationToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const payload = { iat: 1_760_000_000.5, url: 'https://sentry.io', org: 'acme', ...claims }
  return `sntrys_${Buffer.from(JSON.stringify(payload)).toString('base64')}_${'s3cretS3cret'.repeat(4).slice(0, 43)}`
}

export const USER_TOKEN = `sntryu_${'0123456789abcdef'.repeat(4)}`
