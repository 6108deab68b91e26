import type { getOctokit } from '@actions/github'
import type { Answer, Request } from '../../http/transport.ts'
import { GITHUB_FAILURES } from '../failures.ts'
import { Failure } from '../../run/failure.ts'

/** Sends a request until it has a good answer, or throws. */
export type Exchange = (request: Request) => Promise<Answer>

/** Fills a route with its parameters and lets `exchange` send the request. */
export type Requests = (
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  exchange: Exchange
) => Promise<Answer>

/**
 * Opens Octokit, which builds the requests. It sends nothing itself: our way of sending is its request hook, so it logs nothing,
 * repeats nothing, reads no answer and follows no redirect.
 * @param options.apiUrl such as `https://api.github.com`; the token goes to this host only
 */
export async function openOctokit({
  token,
  apiUrl
}: {
  readonly token: string
  readonly apiUrl: string
}): Promise<Requests> {
  const toolkit = await loadToolkit()
  const { origin } = new URL(apiUrl)
  const octokit = toolkit.getOctokit(token, { baseUrl: apiUrl, userAgent: USER_AGENT, log: SILENT })
  octokit.hook.wrap('request', async (_send, options) => {
    const { method, url, headers, body } = octokit.request.endpoint(options)
    const target = new URL(url)
    if (target.origin !== origin)
      throw new Failure(
        GITHUB_FAILURES.refused,
        `Nothing was sent to GitHub: ${target.host} is not the host of its API`
      )
    const exchange: Exchange = options.request?.['exchange']
    const answer = await exchange({
      method,
      path: target.pathname + target.search,
      headers: { ...textHeaders(headers), 'accept-encoding': ENCODINGS, authorization: `token ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    return { status: answer.status, headers: answer.headers, url, data: answer }
  })
  return async (route, parameters, exchange) => {
    const { data }: { data: Answer } = await octokit.request(route, { ...parameters, request: { exchange } })
    return data
  }
}

/** The name that this action gives itself: GitHub asks its clients for one. */
const USER_AGENT = 'maton-sentry-release'

/** Packed, a list of commits has a tenth of its size. */
const ENCODINGS = 'gzip, deflate, br'

function silence(): void {}

const SILENT = { debug: silence, info: silence, warn: silence, error: silence }

/**
 * Loads the toolkit at the first request. The toolkit reads the event file while it is loaded. It throws when the file is damaged, and
 * complains when it is missing. The run has read the event already, so the file is hidden from the toolkit.
 */
async function loadToolkit(): Promise<{ readonly getOctokit: typeof getOctokit }> {
  const path = process.env['GITHUB_EVENT_PATH']
  delete process.env['GITHUB_EVENT_PATH']
  try {
    return await import('@actions/github')
  } finally {
    if (path !== undefined) process.env['GITHUB_EVENT_PATH'] = path
  }
}

function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), String(value)]))
}
