const SEMANTIC = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/
const HASH = /^[0-9a-f]{12,40}$/i
/** Sentry shows the first characters of a commit hash. */
const SHOWN_HASH = 12

/** The `versionInfo` of a release: Sentry reads `package@version`, a semantic version or a commit hash. */
export function versionInfo(version: string): Readonly<Record<string, unknown>> {
  const at = version.lastIndexOf('@')
  const name = at > 0 ? version.slice(0, at) : null
  const raw = at > 0 ? version.slice(at + 1) : version
  const parts = SEMANTIC.exec(raw)
  if (parts === null) {
    const buildHash = HASH.test(raw) ? raw : null
    return { package: name, version: { raw }, description: describe(raw), buildHash }
  }
  const [, major, minor, patch, pre = null, buildCode = null] = parts
  return {
    package: name,
    version: {
      raw,
      major: Number(major),
      minor: Number(minor ?? 0),
      patch: Number(patch ?? 0),
      pre,
      buildCode,
      components: [major, minor, patch].filter(part => part !== undefined).length
    },
    description: buildCode === null ? raw : `${raw.split('+')[0] ?? raw} (${buildCode})`,
    buildHash: buildCode !== null && HASH.test(buildCode) ? buildCode : null
  }
}

function describe(raw: string): string {
  return HASH.test(raw) ? raw.slice(0, SHOWN_HASH) : raw
}
