import type { Guard } from './address-pattern.ts'

/** A loop counter running over [low, high]; what one step adds to the sum, and to the coordinate of each guard. */
export interface Counter {
  readonly low: number
  readonly high: number
  readonly weight: number
  readonly coefficients: readonly number[]
}

/**
 * An upper bound of sum(weight * counter) over the values of the counters for which all guards hold; `undefined` where none do.
 *
 * Counters that share no guard, directly or through others, are bounded on their own. Within such a group each guard alone gives a
 * bound, by letting counters take fractions (a linear program with one constraint, solved greedily); the least bound counts.
 */
export function highestSum(counters: readonly Counter[], guards: readonly Guard[]): number | undefined {
  let sum = 0
  for (const group of groupsOf(counters, guards.length)) {
    let bound = group.counters.reduce((total, { low, high, weight }) => total + weight * (weight > 0 ? high : low), 0)
    for (const g of group.guards) {
      const under = highestUnder(group.counters, g, guards[g]!)
      if (under === undefined) return undefined
      bound = Math.min(bound, under)
    }
    sum += bound
  }
  return sum
}

interface Group {
  readonly counters: readonly Counter[]
  readonly guards: readonly number[]
}

function groupsOf(counters: readonly Counter[], guardCount: number): readonly Group[] {
  let groups: Group[] = Array.from({ length: guardCount }, (_, g) => ({ counters: [], guards: [g] }))
  for (const counter of counters) {
    const joins = (group: Group): boolean => group.guards.some((g) => counter.coefficients[g] !== 0)
    const joined = groups.filter(joins)
    groups = groups.filter((group) => !joins(group))
    groups.push({ counters: [counter, ...joined.flatMap((group) => group.counters)], guards: joined.flatMap((group) => group.guards) })
  }
  return groups
}

/** Sums stay below 2^46 by `programLimits`, so that fractions are off by less than this. */
const roundingError = 1e-3

/**
 * The highest sum under one guard. Every counter starts at its better end; if the guard's coordinate is outside then, counters are
 * moved to bring it back, those first that cost least per step of the coordinate.
 */
function highestUnder(counters: readonly Counter[], g: number, { start, extent }: Guard): number | undefined {
  let sum = 0
  let coordinate = start
  for (const { low, high, weight, coefficients } of counters) {
    const better = weight > 0 ? high : low
    sum += weight * better
    coordinate += coefficients[g]! * better
  }
  const excess = coordinate < 0 ? coordinate : Math.max(0, coordinate - (extent - 1))
  if (excess === 0) return sum

  const moves = counters
    .map(({ low, high, weight, coefficients }) => ({
      reach: coefficients[g]! * (weight > 0 ? low - high : high - low),
      weight,
      coefficient: coefficients[g]!,
    }))
    .filter(({ reach }) => reach * excess < 0)
    .map(({ reach, weight, coefficient }) => ({ reach: Math.abs(reach), price: Math.abs(weight / coefficient) }))
    .toSorted((a, b) => a.price - b.price)
  let missing = Math.abs(excess)
  for (const { reach, price } of moves) {
    const taken = Math.min(reach, missing)
    sum -= taken * price
    missing -= taken
  }
  return missing > 0 ? undefined : Math.floor(sum + roundingError)
}
