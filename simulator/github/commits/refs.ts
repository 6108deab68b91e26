import { notFound } from '../answers.ts'
import { apiUrl, nodeId, webUrl, type Handler } from '../context.ts'
import type { State } from '../state/state.ts'
import { pageOf } from '../paging.ts'

/** A ref as GitHub sends it. An annotated tag points to a tag object, and that points to the commit. */
function refObject(
  state: State,
  address: string,
  [name, commit]: readonly [string, string]
): Record<string, unknown> {
  const tag = state.tagObjects.get(name)
  const sha = tag ?? commit
  const type = tag === undefined ? 'commit' : 'tag'
  return {
    ref: `refs/${name}`,
    node_id: nodeId('REF', name),
    url: apiUrl(address, `/git/refs/${name.split('/').map(encodeURIComponent).join('/')}`),
    object: { sha, type, url: apiUrl(address, `/git/${type}s/${sha}`) }
  }
}

/** `GET /git/ref/{ref}`: the ref of exactly this name. */
export const getRef: Handler = ({ state, address, values }) => {
  const name = values[0] ?? ''
  const sha = state.refs.get(name)
  return sha === undefined ? notFound() : { status: 200, body: refObject(state, address, [name, sha]) }
}

/** `GET /git/matching-refs/{ref}`: all refs whose name begins with this, by name. */
export const matchingRefs: Handler = ({ state, address, values }) => {
  const start = values[0] ?? ''
  const found = [...state.refs].filter(([name]) => name.startsWith(start)).sort(byName)
  return { status: 200, body: found.map(ref => refObject(state, address, ref)) }
}

/** `GET /tags`. GitHub promises no order; here it is by name, backwards. */
export const listTags: Handler = ({ state, address, request }) => {
  const tags = [...state.refs]
    .filter(([name]) => name.startsWith('tags/'))
    .sort(byName)
    .reverse()
  const page = pageOf(tags, request, address)
  return {
    status: 200,
    headers: page.headers,
    body: page.items.map(([ref, sha]) => {
      const name = ref.slice('tags/'.length)
      const path = encodeURIComponent(name)
      return {
        name,
        node_id: nodeId('REF', ref),
        commit: { sha, url: apiUrl(address, `/commits/${sha}`) },
        zipball_url: webUrl(`/zipball/refs/tags/${path}`),
        tarball_url: webUrl(`/tarball/refs/tags/${path}`)
      }
    })
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}
