import type { CompiledPattern } from './compile-pattern.ts'

/** Ends and order of a pattern's addresses, computed once. */
interface Extent {
  readonly first: number
  readonly last: number
  /** Element addresses, ascending. */
  readonly elements: Int32Array
}

const extents = new WeakMap<CompiledPattern, Extent>()

function extentOf(pattern: CompiledPattern): Extent {
  const known = extents.get(pattern)
  if (known !== undefined) return known
  let [first, last] = [Infinity, -Infinity]
  for (const address of pattern.positionAddress) {
    if (address < first) first = address
    if (address > last) last = address
  }
  const extent = { first, last, elements: pattern.elementAddress.toSorted() }
  extents.set(pattern, extent)
  return extent
}

/**
 * Whether two patterns are seen to touch no common address without looking at each element: the positions of both span less than their elements
 * are apart, as rows of outputs in planes are. False says nothing.
 */
export function clearlyApart(a: CompiledPattern, b: CompiledPattern): boolean {
  if (a.positions === 0 || b.positions === 0) return true
  const [one, other] = [extentOf(a), extentOf(b)]
  const span = Math.max(one.last, other.last) - Math.min(one.first, other.first)
  return leastDistance(one.elements, other.elements) > span
}

/** Of the elements of two ascending lists. */
function leastDistance(a: Int32Array, b: Int32Array): number {
  let least = Infinity
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const distance = a[i]! - b[j]!
    least = Math.min(least, Math.abs(distance))
    if (distance < 0) i++
    else j++
  }
  return least
}
