import { type Counter, highestSum } from './guarded-sum.ts'
import type { AddressPattern, Axis, Guard } from './address-pattern.ts'

/** The lowest and the highest value of something, both inclusive. */
export interface Range {
  readonly lowest: number
  readonly highest: number
}

/**
 * The range of addresses that a pattern touches, in elements; `undefined` when every element is padding.
 *
 * Without guards the range is exact, index list or not. With guards it never is too narrow, and exact when each guard is the coordinate along an axis of
 * the buffer, as with padded convolutions and pools; else it may be too wide by less than a stride. Cost: axes^2 * guards.
 *
 * The pattern's counts and strides must keep `programLimits`.
 */
export function patternRange(pattern: AddressPattern): Range | undefined {
  // Any element may be asked for.
  if (pattern.indices !== undefined) return plainRange({ ...pattern, first: 0, count: axisTotal(pattern.elements) })
  if (pattern.list === undefined) return plainRange(pattern)
  return pattern.guards.length === 0 ? listRange(pattern, pattern.list) : widened(plainRange(pattern), pattern, pattern.list)
}

/** The range of what the axes visit, by the entries of an index list that any of it may meet: never too narrow. */
function widened(range: Range | undefined, pattern: AddressPattern, list: readonly number[]): Range | undefined {
  if (range === undefined) return undefined
  let [least, most] = [Infinity, -Infinity]
  for (const e of takenElements(pattern)) {
    least = Math.min(least, list[e]!)
    most = Math.max(most, list[e]!)
  }
  return { lowest: range.lowest + least, highest: range.highest + most }
}

/** With an index list and no guards every element is looked at. */
function listRange(pattern: AddressPattern, list: readonly number[]): Range {
  const { positions, elements, offset } = pattern
  let [lowest, highest] = [Infinity, -Infinity]
  for (const e of takenElements(pattern)) {
    let [rest, address] = [e, offset + list[e]!]
    for (let axis = elements.length - 1; axis >= 0; axis--) {
      const { count: size, stride } = elements[axis]!
      address += (rest % size) * stride
      rest = Math.floor(rest / size)
    }
    lowest = Math.min(lowest, address)
    highest = Math.max(highest, address)
  }
  for (const { count: size, stride } of positions) {
    if (stride < 0) lowest += stride * (size - 1)
    else highest += stride * (size - 1)
  }
  return { lowest, highest }
}

function plainRange(pattern: AddressPattern): Range | undefined {
  const { guards, offset } = pattern
  const positions = pattern.positions.map((axis, i) =>
    counter(axis, { lowest: 0, highest: axis.count - 1 }, guards, (guard) => guard.positionCoefficients[i]!),
  )
  let range: Range | undefined
  for (const box of elementBoxes(pattern)) {
    const elements = pattern.elements.map((axis, j) => counter(axis, box[j]!, guards, (guard) => guard.elementCoefficients[j]!))
    const counters = [...positions, ...elements]
    const highest = highestSum(counters, guards)
    const lowest = highestSum(counters.map(mirrored), guards)
    // Guards that contradict each other can leave a lowest value above the highest: no element holds.
    if (highest === undefined || lowest === undefined || -lowest > highest) continue
    range = {
      lowest: Math.min(range?.lowest ?? Infinity, offset - lowest),
      highest: Math.max(range?.highest ?? -Infinity, offset + highest),
    }
  }
  return range
}

/** Flattened indices of the elements that are taken. */
function takenElements({ first, count, select }: AddressPattern): Iterable<number> {
  return select ?? Array.from({ length: count }, (_, i) => first + i)
}

function* elementBoxes({ elements, first, count, select }: AddressPattern): Generator<readonly Range[]> {
  if (select === undefined) return yield* boxesOf(elements, first, count)
  for (let at = 0; at < select.length;) {
    let end = at + 1
    while (end < select.length && select[end] === select[end - 1]! + 1) end++
    yield* boxesOf(elements, select[at]!, end - at)
    at = end
  }
}

function counter(axis: Axis, { lowest, highest }: Range, guards: readonly Guard[], coefficient: (guard: Guard) => number): Counter {
  return { low: lowest, high: highest, weight: axis.stride, coefficients: guards.map(coefficient) }
}

function mirrored(counter: Counter): Counter {
  return { ...counter, weight: -counter.weight }
}

/**
 * Splits the flattened indices [first, first + count) of a row-major loop nest into boxes, at most two per axis and one: first come
 * rows that complete the outermost incomplete index, then whole ones, then the rest.
 */
export function* boxesOf(axes: readonly Axis[], first: number, count: number): Generator<Range[]> {
  if (count === 0) return
  if (axes.length === 0) return yield []
  const inner = axes.slice(1)
  const size = inner.reduce((product, axis) => product * axis.count, 1)
  const end = first + count
  const whole: Range = { lowest: Math.ceil(first / size), highest: Math.floor(end / size) - 1 }
  const head = Math.min(end, whole.lowest * size) - first
  if (head > 0) yield* prefixed(Math.floor(first / size), boxesOf(inner, first % size, head))
  if (whole.highest >= whole.lowest) yield [whole, ...inner.map((axis) => ({ lowest: 0, highest: axis.count - 1 }))]
  const tail = end - Math.max(first + head, (whole.highest + 1) * size)
  if (tail > 0) yield* prefixed(Math.floor(end / size), boxesOf(inner, 0, tail))
}

function* prefixed(index: number, boxes: Iterable<Range[]>): Generator<Range[]> {
  for (const box of boxes) yield [{ lowest: index, highest: index }, ...box]
}

function axisTotal(axes: readonly { readonly count: number }[]): number {
  return axes.reduce((product, { count }) => product * count, 1)
}
