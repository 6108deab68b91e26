import { logText } from '../text/clean.ts'
import type { Log } from '../text/log.ts'
import { text } from '../text/markdown.ts'
import type { Runner } from './runner.ts'

/** Takes the run's secrets out of a text, wherever it comes from: a server may repeat what it was sent. */
export type Redact = (text: string) => string

/** Shorter texts occur by chance in everything. */
const SHORTEST_SECRET = 4

/** @param secrets the key, the token, the passwords of proxies; as they stand in addresses, JSON and Markdown they are taken out too */
export function createRedact(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter(secret => secret.length >= SHORTEST_SECRET)
    .flatMap(secret => [
      secret,
      encodeURIComponent(secret.toWellFormed()),
      JSON.stringify(secret).slice(1, -1),
      text(secret, secret.length)
    ])
    .toSorted((a, b) => b.length - a.length)
  return said => forms.reduce((rest, secret) => rest.replaceAll(secret, '***'), said)
}

/** A text as one line without secrets, control characters and anything the runner would execute. */
export function safeLine(line: string, redact: Redact): string {
  // cleaning may join what hid a secret, cutting may split one: hence before and after
  return redact(logText(redact(line)))
}

/** The run's log, every line made safe. */
export function createLog(runner: Runner, redact: Redact): Log {
  return {
    info: message => runner.info(safeLine(message, redact)),
    notice: message => runner.annotate('notice', safeLine(message, redact)),
    warning: message => runner.annotate('warning', safeLine(message, redact)),
    async group(title, body) {
      runner.startGroup(safeLine(title, redact))
      try {
        return await body()
      } finally {
        runner.endGroup()
      }
    }
  }
}
