/** The middle of the values, or the mean of the two in the middle. `NaN` for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + high) / 2 : high
}

/**
 * The median of the ratios of values that were measured one after the other: what slows the machine for a while slows both of a
 * pair. `undefined` when there is no pair.
 */
export function pairedRatio(values: readonly number[], others: readonly number[]): number | undefined {
  const ratios = values.flatMap((value, index) => {
    const other = others[index]
    return other === undefined || other === 0 ? [] : [value / other]
  })
  return ratios.length === 0 ? undefined : median(ratios)
}

/** What something costs at some size, such as the milliseconds for so many commits. */
export interface Cost {
  readonly size: number
  readonly cost: number
}

/** Differences below this part of the fixed cost are noise. */
const NOISE = 0.1

/**
 * How cost grows with size: the `k` of `fixed + factor × size^k`, where `fixed` is the cost at the smallest size. It is the slope of
 * the least squares line through the logarithms of size and of what is above the fixed cost; growth of less than a tenth of the
 * fixed cost counts as none.
 * @param costs of at least two sizes, the smallest first
 * @returns 0 when nothing grows; `undefined` when it grows at a single size only, through which any curve goes
 */
export function growthExponent(costs: readonly Cost[]): number | undefined {
  const [smallest, ...larger] = costs
  const fixed = smallest?.cost ?? 0
  const points = larger
    .filter(({ cost }) => cost - fixed > fixed * NOISE)
    .map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost - fixed) }))
  if (points.length < 2) return points.length === 0 ? 0 : undefined
  const meanX = mean(points.map(({ x }) => x))
  const meanY = mean(points.map(({ y }) => y))
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)))
  return covariance / mean(points.map(({ x }) => (x - meanX) ** 2))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
