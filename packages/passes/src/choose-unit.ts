/** Of units [start, end), all by default, that are not blocked, unless all are: the last to be free by `deadline`, else the first to be free at all. */
export function chooseUnit(
  free: Float64Array,
  deadline: number,
  isBlocked: (unit: number) => boolean,
  start = 0,
  end: number = free.length,
): number {
  let [inTime, first, any] = [-1, -1, start]
  for (let unit = start; unit < end; unit++) {
    if (free[unit]! < free[any]!) any = unit
    if (isBlocked(unit)) continue
    if (free[unit]! <= deadline && (inTime < 0 || free[unit]! > free[inTime]!)) inTime = unit
    if (first < 0 || free[unit]! < free[first]!) first = unit
  }
  if (inTime >= 0) return inTime
  return first < 0 ? any : first
}
