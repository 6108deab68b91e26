import { createHash } from 'node:crypto'
import { isoTime } from '../answers.ts'
import { apiUrl, nodeId, webUrl } from '../context.ts'
import type { ChangedFile, Commit } from '../state/graph.ts'
import { userObject } from '../users.ts'

/** A commit as lists show it. */
export function commitObject(address: string, commit: Commit): Record<string, unknown> {
  const { sha, message, login } = commit
  const { name, email } = commit.author
  const signature = { name, email, date: isoTime(commit.author.date) }
  const user = login === undefined ? null : userObject(address, login)
  const tree = createHash('sha1').update(`tree ${sha}`).digest('hex')
  return {
    sha,
    node_id: nodeId('C', sha),
    commit: {
      author: signature,
      committer: signature,
      message,
      tree: { sha: tree, url: apiUrl(address, `/git/trees/${tree}`) },
      url: apiUrl(address, `/git/commits/${sha}`),
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
    },
    url: apiUrl(address, `/commits/${sha}`),
    html_url: webUrl(`/commit/${sha}`),
    comments_url: apiUrl(address, `/commits/${sha}/comments`),
    author: user,
    committer: user,
    parents: commit.parents.map(parent => ({
      sha: parent,
      url: apiUrl(address, `/commits/${parent}`),
      html_url: webUrl(`/commit/${parent}`)
    }))
  }
}

/** A changed file of the commit `sha`, as GitHub sends it. */
export function fileObject(address: string, sha: string, file: ChangedFile): Record<string, unknown> {
  const name = file.filename.split('/').map(encodeURIComponent).join('/')
  return {
    sha: createHash('sha1').update(`blob ${sha} ${file.filename}`).digest('hex'),
    ...file,
    changes: file.additions + file.deletions,
    blob_url: webUrl(`/blob/${sha}/${name}`),
    raw_url: webUrl(`/raw/${sha}/${name}`),
    contents_url: apiUrl(address, `/contents/${name}?ref=${sha}`)
  }
}

/** The sums of added and removed lines of several files. */
export function lineCounts(files: readonly ChangedFile[]): { additions: number; deletions: number } {
  return {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0)
  }
}
