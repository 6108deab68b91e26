// Jest's transformer: Node's own type stripping, so that tests run the sources as `node` does.
import { stripTypeScriptTypes } from 'node:module'

export default {
  process: source => ({ code: stripTypeScriptTypes(source) })
}
