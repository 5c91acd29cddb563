/** The last unit to be free by `deadline`, else the first to be free at all. */
export function chooseUnit(free: Float64Array, deadline: number): number {
  let [inTime, first] = [-1, 0]
  for (let unit = 0; unit < free.length; unit++) {
    if (free[unit]! <= deadline && (inTime < 0 || free[unit]! > free[inTime]!)) inTime = unit
    if (free[unit]! < free[first]!) first = unit
  }
  return inTime < 0 ? first : inTime
}
