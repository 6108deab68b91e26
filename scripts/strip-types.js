// Jest's transformer. It strips types as Node does, so that tests run the sources as `node` runs them.
import { stripTypeScriptTypes } from 'node:module'

export default {
  process: source => ({ code: stripTypeScriptTypes(source) })
}
