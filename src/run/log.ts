/** What a run may say while it works. Implementations make every text safe for the runner's log (see clean.ts). */
export interface Log {
  info(message: string): void
  notice(message: string): void
  warning(message: string): void
  /** Runs `body` inside a foldable group; groups do not nest. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
}
