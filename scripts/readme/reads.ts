import type { Step } from '../../src/actions/frame.ts'
import { createInputReader, type InputReader, type Separators } from '../../src/actions/inputs.ts'
import { readEvent } from '../../src/event/event.ts'

/** How the code of a step reads an input. */
export type Read =
  | { readonly kind: 'text' | 'boolean' | 'integer' | 'duration' }
  | { readonly kind: 'one-of'; readonly allowed: readonly string[] }
  | { readonly kind: 'list'; readonly separators: Separators }

/** The inputs that the code of a step reads, also by their old names. It runs the code with a reader that notes them. */
export function readsOf<Request>(step: Step<Request>): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>()
  const reader = createInputReader({})
  // an input that is read as a text and as another kind is of the other kind
  const note = (name: string, read: Read): string => {
    if (read.kind !== 'text' || !reads.has(name)) reads.set(name, read)
    return name
  }
  const noting: InputReader = {
    ...reader,
    text(name, options) {
      if (options?.oldName !== undefined) note(options.oldName, { kind: 'text' })
      return reader.text(note(name, { kind: 'text' }), options)
    },
    boolean: (name, otherwise) => reader.boolean(note(name, { kind: 'boolean' }), otherwise),
    oneOf: (name, allowed, otherwise) =>
      reader.oneOf(note(name, { kind: 'one-of', allowed }), allowed, otherwise),
    list: (name, separators, options) =>
      reader.list(note(name, { kind: 'list', separators }), separators, options),
    integer: (name, range) => reader.integer(note(name, { kind: 'integer' }), range),
    duration: (name, range) => reader.duration(note(name, { kind: 'duration' }), range)
  }
  const log = {
    info: () => undefined,
    notice: () => undefined,
    warning: () => undefined,
    group: <T>(_title: string, body: () => Promise<T>) => body()
  }
  step.read(noting, { env: {}, event: readEvent({ env: {}, payload: {} }), log })
  return reads
}
