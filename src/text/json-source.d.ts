/** What Node 22 and later know of JSON's source text; TypeScript's library does not have it yet. */
interface JSON {
  parse(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
  ): unknown
  /** A value that is written as this text, such as a number of more digits than a double holds. */
  rawJSON(text: string): Readonly<Record<string, unknown>>
  isRawJSON(value: unknown): boolean
}
