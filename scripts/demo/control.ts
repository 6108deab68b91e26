import type { Simulator } from '../../simulator/server.ts'

/** Calls the simulator's control API. @throws Error with what it did not understand */
export async function control(
  simulator: Simulator,
  method: 'GET' | 'POST' | 'DELETE',
  what: string,
  body?: unknown
): Promise<unknown> {
  const answer = await fetch(`${simulator.maton}/_simulator/${what}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  })
  const json: unknown = await answer.json()
  if (answer.status !== 200) throw new Error(`${method} ${what}: ${JSON.stringify(json)}`)
  return json
}
