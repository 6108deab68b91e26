/** A share of a whole, both in whole numbers: 12,218 sessions of 12,345. It is never 0 of 0. */
export interface Share {
  readonly part: number
  readonly of: number
}

/** How a percentage is cut to its decimals. */
export type Rounding = 'down' | 'up' | 'nearest'

/** Thousandths of a percent in a whole: limits have three decimals. */
const THOUSANDTHS = 100_000

/**
 * Compares a share with a percentage, exactly: no rate is divided, so nothing is rounded.
 *
 * @param thousandths the percentage in thousandths: 99.5 % is 99,500
 * @param base what the percentage is added to; without it the share is compared with the percentage itself
 * @returns above 0 when the share is larger, below 0 when it is smaller, 0 at exactly that
 */
export function compareShare({ part, of }: Share, thousandths: number, base?: Share): number {
  const [added, over] =
    base === undefined
      ? [BigInt(thousandths), 1n]
      : [BigInt(base.part) * BigInt(THOUSANDTHS) + BigInt(thousandths) * BigInt(base.of), BigInt(base.of)]
  const difference = BigInt(part) * BigInt(THOUSANDTHS) * over - added * BigInt(of)
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}

/**
 * A share as percent with this many decimals, such as `99.61`. The whole is `100`, and nothing is `0`. With `nearest` no other share is
 * shown as one of these.
 */
export function percent({ part, of }: Share, decimals: number, rounding: Rounding): string {
  if (part >= of) return '100'
  if (part === 0) return '0'
  const [top, bottom] = [BigInt(part) * 100n * 10n ** BigInt(decimals), BigInt(of)]
  const most = 100n * 10n ** BigInt(decimals)
  if (rounding === 'down') return decimal(top / bottom, decimals)
  if (rounding === 'up') return decimal((top + bottom - 1n) / bottom, decimals)
  const rounded = (2n * top + bottom) / (2n * bottom)
  return decimal(rounded === 0n ? 1n : rounded >= most ? most - 1n : rounded, decimals)
}

/** How far a share lies above another one, in points: `+0.10`, `−0.21`, `±0`. Rounded to two decimals, the half away from zero. */
export function points(share: Share, base: Share): string {
  const difference = BigInt(share.part) * BigInt(base.of) - BigInt(base.part) * BigInt(share.of)
  const size = (difference < 0n ? -difference : difference) * 10_000n
  const whole = BigInt(share.of) * BigInt(base.of)
  const rounded = (2n * size + whole) / (2n * whole)
  if (rounded === 0n) return '±0'
  return `${difference < 0n ? '−' : '+'}${decimal(rounded, 2)}`
}

/** A number of `10 ** -decimals` as a decimal text. */
function decimal(units: bigint, decimals: number): string {
  if (decimals === 0) return String(units)
  const digits = String(units).padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
