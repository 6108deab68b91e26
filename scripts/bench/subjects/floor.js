// The least time that the work can take: a script that knows all requests beforehand sends only those. It opens all connections at
// once, then sends one round of requests after the other. Plain JavaScript, so that Node has no types to strip.
import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { Client } from 'undici'

/** `{"servers": {name: {"origin", "headers", "connections"}}, "rounds": [[{"server", "method", "path", "body", "expects"}]]}` */
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const clients = Object.fromEntries(Object.entries(plan.servers).map(([name, server]) => [name, open(server)]))
const commits = []
for (const round of plan.rounds) {
  // GitHub sends the oldest commits of a page first, Sentry takes the newest first
  for (const answer of await Promise.all(round.map(send)))
    if (Array.isArray(answer?.commits)) commits.unshift(...answer.commits.toReversed())
}
await Promise.all(Object.values(clients).flatMap(list => list.map(client => client.close())))

function open({ origin, connections }) {
  const { hostname, port } = new URL(origin)
  return Array.from({ length: connections }, () => {
    const socket = connect({ host: hostname, port: Number(port), ALPNProtocols: ['http/1.1'] })
    // a failing socket ends the process, and that fails the run
    const connected = new Promise(resolve => socket.once('secureConnect', resolve))
    return new Client(origin, {
      async connect(_options, done) {
        await connected
        done(null, socket)
      }
    })
  })
}

async function send({ server, method, path, body, expects }, index) {
  const list = clients[server]
  const { statusCode, body: answer } = await list[index % list.length].request({
    method,
    path,
    headers: { ...plan.servers[server].headers, ...(body && { 'content-type': 'application/json' }) },
    body:
      body &&
      JSON.stringify(body.commits === 'read' ? { ...body, commits: commits.slice(0, 1_000).map(sent) } : body)
  })
  const text = await answer.text()
  if (!expects.includes(statusCode)) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`)
  return JSON.parse(text)
}

function sent({ sha, commit }) {
  return {
    id: sha,
    repository: plan.repository,
    message: commit.message,
    author_name: commit.author.name,
    author_email: commit.author.email,
    timestamp: commit.author.date
  }
}
