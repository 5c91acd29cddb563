import type { CompiledPattern } from './compile-pattern.ts'

/** Ends and order of a pattern's addresses, computed once. */
interface Extent {
  readonly first: number
  readonly last: number
  /** Element addresses, ascending, each once. */
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
  const extent = { first, last, elements: Int32Array.from(new Set(pattern.elementAddress.toSorted())) }
  extents.set(pattern, extent)
  return extent
}

/**
 * Whether two patterns are seen to touch no common address without looking at each element: the positions of both span less than their elements
 * are apart, as rows of outputs in planes are, so that only equal elements could meet; and if some are equal, the positions lie one behind the
 * other, as parts of a plane do. False says nothing.
 */
export function clearlyApart(a: CompiledPattern, b: CompiledPattern): boolean {
  if (a.positions === 0 || b.positions === 0) return true
  const [one, other] = [extentOf(a), extentOf(b)]
  const span = Math.max(one.last, other.last) - Math.min(one.first, other.first)
  const { least, common } = distances(one.elements, other.elements)
  return least > span && (!common || one.last < other.first || other.last < one.first)
}

/** Between the elements of two ascending lists: the least that is not 0, and whether they have one in common. */
function distances(a: Int32Array, b: Int32Array): { readonly least: number; readonly common: boolean } {
  let least = Infinity
  let common = false
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const distance = a[i]! - b[j]!
    if (distance === 0) {
      common = true
      // The next of either list may be the nearest other one.
      for (const next of [(a[i + 1] ?? Infinity) - b[j]!, (b[j + 1] ?? Infinity) - a[i]!]) if (next > 0 && next < least) least = next
    } else least = Math.min(least, Math.abs(distance))
    if (distance < 0) i++
    else j++
  }
  return { least, common }
}
