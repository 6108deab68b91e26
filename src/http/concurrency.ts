/** Runs a task when there is a place for it. */
export type Places = <T>(task: () => Promise<T>) => Promise<T>

/** Lets at most `atOnce` tasks run at the same time; the others start in the order they came. */
export function createPlaces(atOnce: number): Places {
  let running = 0
  const waiting: (() => void)[] = []
  return async task => {
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
