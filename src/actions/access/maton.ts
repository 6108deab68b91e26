import { isDsn, isSentryToken } from '../../direct/token.ts'
import { CONNECTION_ID } from '../../text/names.ts'
import type { ChosenMaton, Remark } from '../../way/chosen.ts'
import type { InputReader } from '../inputs.ts'
import { readAddress } from './address.ts'

export const MATON_URL = 'https://api.maton.ai'

/** Reads what the way through Maton needs. @param remarks what the log is to say beside it */
export function readMaton(
  reader: InputReader,
  key: string | undefined,
  remarks: readonly Remark[]
): ChosenMaton {
  if (key !== undefined) checkKey(reader, key)
  return { kind: 'maton', key: key ?? '', connection: readConnection(reader), url: readUrl(reader), remarks }
}

/** Maton's keys are opaque: refused is only what could not stand in a header, and what is known to be something else. */
function checkKey(reader: InputReader, key: string): void {
  const refuse = (allowed: string): void => reader.problem('maton_api_key', undefined, allowed)
  if (isSentryToken(key)) refuse('is a token of Sentry and not a Maton key: give it as sentry_auth_token')
  else if (isDsn(key)) refuse('is a DSN, with which events are sent, and not a Maton key')
  else if (!/^[\x21-\x7e]+$/.test(key))
    refuse('must be a key without blanks and line breaks: copy it again from maton.ai/settings')
}

function readConnection(reader: InputReader): string | undefined {
  const connection = reader.text('maton_connection', { fallback: 'MATON_CONNECTION' })
  if (connection !== undefined && !CONNECTION_ID.test(connection)) {
    reader.problem('maton_connection', connection, 'a connection id: letters, digits, _ and -')
  }
  return connection
}

function readUrl(reader: InputReader): URL {
  const given = reader.text('maton_url', { fallback: 'MATON_URL' }) ?? MATON_URL
  const address = readAddress(given, MATON_URL)
  if (address.kind === 'problem')
    reader.problem('maton_url', address.isShown ? given : undefined, address.allowed)
  else if (address.isOpen) reader.problem('maton_url', given, 'an https: address, because the key goes there')
  else return address.url
  return new URL(MATON_URL)
}
