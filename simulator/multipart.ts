/** A part of a `multipart/form-data` body. */
export interface Part {
  readonly name: string
  readonly filename: string | undefined
  readonly content: Buffer
}

/** The parts of a multipart body; `undefined` if the header or the body is not multipart. */
export function partsOf(contentType: string | undefined, body: Buffer): readonly Part[] | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '') ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return undefined
  const parts: Part[] = []
  const mark = Buffer.from(`--${boundary}`)
  let at = body.indexOf(mark)
  for (;;) {
    if (at === -1) return undefined
    const start = at + mark.length
    if (body.subarray(start, start + 2).toString() === '--') return parts
    const headEnd = body.indexOf('\r\n\r\n', start)
    const next = body.indexOf(Buffer.from(`\r\n--${boundary}`), headEnd === -1 ? start : headEnd)
    if (headEnd === -1 || next === -1) return undefined
    const head = body.subarray(start, headEnd).toString()
    parts.push({
      name: /\bname="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: /\bfilename="([^"]*)"/.exec(head)?.[1],
      content: body.subarray(headEnd + 4, next)
    })
    at = next + 2
  }
}
