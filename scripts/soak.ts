// Many runs at once, again and again: `npm run soak -- [rounds] [first seed]`. The tests do the same with 10 seeds, this with 200.
import { openRounds, type Rounds } from './soak/rounds.ts'

const [count = 200, first = 1] = process.argv.slice(2).map(Number)

const rounds = await openRounds()
try {
  for (const step of ['release', 'comment'] as const) await soak(step, rounds)
} finally {
  await rounds.close()
}

async function soak(step: 'release' | 'comment', { [step]: round }: Rounds): Promise<void> {
  let wrong = 0
  for (let seed = first; seed < first + count; seed += 1) {
    const problems = await round(seed)
    if (problems.length === 0) continue
    wrong += 1
    process.exitCode = 1
    console.log(`${step}, seed ${seed}:\n${problems.join('\n')}`)
  }
  console.log(`${step}: ${count} rounds of 16 runs at once, ${wrong} failed`)
}
