import type { AddressPattern } from '@onnc/isa'
import { type Padding, type PaddingMasks, paddingMasks, paddingOf } from './padding.ts'

/** A pattern as tables, so that gathering adds two numbers per element: address = positionAddress[p] + elementAddress[e]. */
export interface CompiledPattern {
  readonly buffer: number
  /** Vectors of the stream. */
  readonly positions: number
  /** Elements of each vector. */
  readonly elements: number
  readonly positionAddress: Int32Array
  readonly elementAddress: Int32Array
  /** Which elements are padding; absent when nothing is guarded. */
  readonly padding: Padding | undefined
}

/** Tables that patterns of one program have in common: the tiles of a layer differ in their elements, not in their positions. */
export interface SharedTables {
  readonly positions: Map<string, Int32Array>
  readonly masks: Map<string, PaddingMasks>
}

/** The tables of a pattern without `shapeProblem`; undefined if it has too many kinds of padding. */
export function compilePattern(
  pattern: AddressPattern,
  shared: SharedTables = { positions: new Map(), masks: new Map() },
): CompiledPattern | undefined {
  const positionCounts = pattern.positions.map((axis) => axis.count)
  const elementCounts = pattern.elements.map((axis) => axis.count)
  const positions = positionCounts.reduce((product, count) => product * count, 1)
  const overPositions = (coefficients: readonly number[], start: number): Int32Array =>
    recall(shared.positions, `${positionCounts.join()};${coefficients.join()};${start}`, () =>
      weightedIndices(positionCounts, coefficients, start, 0, positions),
    )!
  const overElements = (coefficients: readonly number[]): Int32Array =>
    pattern.select === undefined
      ? weightedIndices(elementCounts, coefficients, 0, pattern.first, pattern.count)
      : selectedIndices(elementCounts, coefficients, pattern.select)
  const elementAddress = overElements(pattern.elements.map((axis) => axis.stride))
  if (pattern.list !== undefined)
    for (let e = 0; e < pattern.count; e++) elementAddress[e]! += pattern.list[pattern.select?.[e] ?? pattern.first + e]!
  const guards = pattern.guards.map((guard) => ({
    extent: guard.extent,
    position: overPositions(guard.positionCoefficients, guard.start),
    element: overElements(guard.elementCoefficients),
  }))
  const masks = guards.length === 0 ? undefined : sharedMasks(pattern, guards, shared)
  if (guards.length > 0 && masks === undefined) return undefined
  return {
    buffer: pattern.buffer,
    positions,
    elements: pattern.count,
    positionAddress: overPositions(
      pattern.positions.map((axis) => axis.stride),
      pattern.offset,
    ),
    elementAddress,
    padding: masks === undefined ? undefined : paddingOf(masks, elementAddress),
  }
}

/** Tiles of few elements meet the same padding over and over. */
const mostSharedElements = 16

function sharedMasks(
  pattern: AddressPattern,
  guards: Parameters<typeof paddingMasks>[0],
  { masks }: SharedTables,
): PaddingMasks | undefined {
  if (pattern.count > mostSharedElements) return paddingMasks(guards)
  const text = pattern.guards.map(
    (guard, i) => `${guard.start};${guard.extent};${guard.positionCoefficients.join()};${guards[i]!.element.join()}`,
  )
  return recall(masks, `${pattern.positions.map((axis) => axis.count).join()}|${text.join('|')}`, () => paddingMasks(guards))
}

function recall<T>(known: Map<string, T>, key: string, make: () => T | undefined): T | undefined {
  const found = known.get(key) ?? make()
  if (found !== undefined) known.set(key, found)
  return found
}

/** start + sum coefficient_i * index_i for the flattened, row-major indices [first, first + count). */
function weightedIndices(
  counts: readonly number[],
  coefficients: readonly number[],
  start: number,
  first: number,
  count: number,
): Int32Array {
  const table = new Int32Array(count)
  const index = counts.map(() => 0)
  let rest = first
  let value = start
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    index[axis] = rest % counts[axis]!
    rest = Math.floor(rest / counts[axis]!)
    value += index[axis]! * coefficients[axis]!
  }
  for (let i = 0; i < count; i++) {
    table[i] = value
    for (let axis = counts.length - 1; axis >= 0; axis--) {
      index[axis]!++
      value += coefficients[axis]!
      if (index[axis]! < counts[axis]!) break
      value -= counts[axis]! * coefficients[axis]!
      index[axis] = 0
    }
  }
  return table
}

/** sum coefficient_i * index_i for each of some flattened, row-major indices. */
function selectedIndices(counts: readonly number[], coefficients: readonly number[], selected: readonly number[]): Int32Array {
  return Int32Array.from(selected, (index) => {
    let [rest, value] = [index, 0]
    for (let axis = counts.length - 1; axis >= 0; axis--) {
      value += (rest % counts[axis]!) * coefficients[axis]!
      rest = Math.floor(rest / counts[axis]!)
    }
    return value
  })
}
