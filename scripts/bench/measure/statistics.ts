/** The median; `NaN` without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + high) / 2 : high
}

/**
 * The median of the ratios of values that were measured right after each other. So a slow moment of the machine hits both values of a pair.
 * @returns `undefined` without a pair
 */
export function pairedRatio(values: readonly number[], others: readonly number[]): number | undefined {
  const ratios = values.flatMap((value, index) => {
    const other = others[index]
    return other === undefined || other === 0 ? [] : [value / other]
  })
  return ratios.length === 0 ? undefined : median(ratios)
}

/** The cost at a size, such as milliseconds for a number of commits. */
export interface Cost {
  readonly size: number
  readonly cost: number
}

/** Growth of less than a tenth of the fixed cost counts as noise. */
const NOISE = 0.1

/**
 * How the cost grows with the size: the `k` of `fixed + factor × size^k`, where `fixed` is the cost at the smallest size. It is the slope
 * of the least squares line through the logarithms of the size and of the cost above `fixed`.
 * @param costs of at least two sizes, the smallest first
 * @returns 0 if the cost does not grow; `undefined` if it grows at one size only, because any curve fits one point
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
