import { at } from '../../simulator-bench.ts'

/**
 * What of an answer's body is not as expected, as places with what stands there; empty when all is. Objects may have more keys than are
 * expected, lists may not. A key with `$` is a rule: `$exact` (nothing more), `$time`, `$min` (number or length), `$len`, `$has` (these
 * among the elements), `$each`, `$all` (all of these rules).
 */
export function misfits(actual: unknown, expected: unknown, place = 'body'): readonly string[] {
  const wrong = [`${place}: ${JSON.stringify(actual)} is not as ${JSON.stringify(expected)}`]
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return wrong
    return expected.flatMap((element, index) => misfits(actual[index], element, `${place}[${index}]`))
  }
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected) ? [] : wrong
  const [rule] = Object.keys(expected)
  if (rule?.startsWith('$') === true) {
    const fits = RULES[rule]
    if (fits === undefined) throw new Error(`no rule ${rule}`)
    return fits(actual, at(expected, rule), place) ? [] : wrong
  }
  if (typeof actual !== 'object' || actual === null) return wrong
  return Object.entries(expected).flatMap(([key, value]) =>
    misfits(at(actual, key), value, `${place}.${key}`)
  )
}

const RULES: Readonly<Record<string, (actual: unknown, wanted: unknown, place: string) => boolean>> = {
  $exact: (actual, wanted) => JSON.stringify(sorted(actual)) === JSON.stringify(sorted(wanted)),
  $time: actual => typeof actual === 'string' && !Number.isNaN(Date.parse(actual)),
  $min: (actual, wanted) => Number(Array.isArray(actual) ? actual.length : actual) >= Number(wanted),
  $len: (actual, wanted) => Array.isArray(actual) && actual.length === wanted,
  $has: (actual, wanted) =>
    listed(wanted).every(one => listed(actual).some(element => misfits(element, one).length === 0)),
  $each: (actual, wanted) => listed(actual).every(element => misfits(element, wanted).length === 0),
  $all: (actual, wanted) => listed(wanted).every(rule => misfits(actual, rule).length === 0)
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** With the keys of objects in one order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
