import { readFileSync } from 'node:fs'
import path from 'node:path'
import { clean } from '../../text/clean.ts'
import { isSaas } from '../../way/saas.ts'
import type { InputReader } from '../inputs.ts'
import { mayHoldSecret } from '../rejected.ts'
import type { Access } from './access.ts'

/** Files in which Sentry's own tools look for an address. */
const FILES = ['.sentryclirc', 'sentrycli.ini']

/**
 * Refuses a token without an address where the address stands in a file of Sentry's own tools: those would use it, and here the token
 * would go to sentry.io. Nothing of the file is used, because whoever changes the repository can change it.
 * @param folders where such a file may be
 */
export function refuseForgottenAddress(
  reader: InputReader,
  { way }: Access,
  folders: readonly (string | undefined)[]
): void {
  if (way.kind !== 'direct' || !way.isDefault) return
  for (const folder of new Set(folders))
    for (const file of FILES) {
      const address = folder === undefined || folder === '' ? undefined : addressIn(path.join(folder, file))
      if (address === undefined) continue
      reader.problem(
        'sentry_url',
        undefined,
        `needed, because the address in ${file}${shown(address)} is not used: give it as sentry_url, or as the variable SENTRY_URL`
      )
      return
    }
}

function addressIn(file: string): string | undefined {
  try {
    const address = /^[^\S\n]*url[^\S\n]*=[^\S\n]*(\S+)/im.exec(readFileSync(file, 'utf8'))?.[1]
    return address === undefined || (URL.canParse(address) && isSaas(new URL(address))) ? undefined : address
  } catch {
    // no such file, or none that can be read
    return undefined
  }
}

function shown(address: string): string {
  return address.includes('@') || mayHoldSecret(address) ? '' : ` (${clean(address, 200)})`
}
