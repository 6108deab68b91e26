import { fields, items, text, wholeNumber } from '../decode.ts'
import type { UploadSettings } from '../../sentry/uploads/store.ts'
import type { Change } from './draft.ts'
import type { World } from '../../world.ts'

const NUMBERS = [
  'chunkSize',
  'chunksPerRequest',
  'maxRequestSize',
  'maxFileSize',
  'maxBodyBytes',
  'assembleMs'
] as const
const LISTS = ['compression', 'accept'] as const
const TEXTS = ['url', 'error'] as const

/** Plans new settings of uploads. A missing setting keeps its value; `null` removes a limit, an address or an error. */
export function planUploads({ context }: World, given: unknown): Change[] {
  if (given === undefined) return []
  const told = fields(given, 'uploads', [...NUMBERS, ...LISTS, ...TEXTS])
  const changes: Partial<Record<keyof UploadSettings, unknown>> = {}
  for (const [name, value] of Object.entries(told)) {
    const where = `uploads.${name}`
    const known = [...NUMBERS, ...LISTS, ...TEXTS].find(one => one === name)
    if (known === undefined) continue
    const isNumber = NUMBERS.some(one => one === known)
    const isList = LISTS.some(one => one === known)
    if (value === null) changes[known] = null
    else if (isNumber) changes[known] = wholeNumber(value, where, { least: known === 'assembleMs' ? 0 : 1 })
    else changes[known] = isList ? items(value, where, text) : text(value, where)
  }
  return [
    () =>
      void Object.assign(context.state.uploads, {
        settings: { ...context.state.uploads.settings, ...changes }
      })
  ]
}
