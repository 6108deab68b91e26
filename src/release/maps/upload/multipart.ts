import { gzipSync } from 'node:zlib'
import type { MultipartBody } from '../../../sentry/bodies.ts'
import type { Chunk } from './chunks.ts'
import type { UploadOptions } from './upload.ts'

/**
 * The multipart body of one chunk, in one piece. The chunk is packed by itself (`file_gzip`): Sentry's front drops the header
 * `Content-Encoding`. A bundle does not shrink any more, so its bytes are stored as they are (level 0).
 */
export function chunkBody({ sha1 }: Chunk, content: Uint8Array, { takesGzip }: UploadOptions): MultipartBody {
  // the sum of the content cannot stand inside of it
  const boundary = `chunk-${sha1}`
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${takesGzip ? 'file_gzip' : 'file'}"; filename="${sha1}"`,
    'Content-Type: application/octet-stream',
    '',
    ''
  ].join('\r\n')
  const packed = takesGzip ? gzipSync(content, { level: 0 }) : content
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), packed, Buffer.from(`\r\n--${boundary}--\r\n`)])
  }
}
