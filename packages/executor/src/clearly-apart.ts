import type { CompiledPattern } from './compile-pattern.ts'

/** Least and largest of a list. */
interface Ends {
  readonly first: number
  readonly last: number
}

const ends = new WeakMap<Int32Array, Ends>()

/** Of a table that does not change; patterns share theirs, so each is looked at once. */
function endsOf(table: Int32Array): Ends {
  const known = ends.get(table)
  if (known !== undefined) return known
  let [first, last] = [Infinity, -Infinity]
  for (let i = 0; i < table.length; i++) {
    const address = table[i]!
    if (address < first) first = address
    if (address > last) last = address
  }
  const found = { first, last }
  ends.set(table, found)
  return found
}

/** The addresses between which those of a pattern lie, padding included. */
export function addressRange({ positionAddress, elementAddress }: CompiledPattern): Ends {
  const [positions, elements] = [endsOf(positionAddress), endsOf(elementAddress)]
  return { first: positions.first + elements.first, last: positions.last + elements.last }
}

const ascending = new WeakMap<CompiledPattern, Int32Array>()

/** Element addresses, ascending, each once. */
function elementsInOrder(pattern: CompiledPattern): Int32Array {
  const known = ascending.get(pattern) ?? Int32Array.from(new Set(pattern.elementAddress.toSorted()))
  ascending.set(pattern, known)
  return known
}

/**
 * Whether two patterns are seen to touch no common address without looking at each element: the positions of both span less than their elements
 * are apart, as rows of outputs in planes are, so that only equal elements could meet; and if some are equal, the positions lie one behind the
 * other, as parts of a plane do. False says nothing.
 */
export function clearlyApart(a: CompiledPattern, b: CompiledPattern): boolean {
  if (a.positions === 0 || b.positions === 0) return true
  const [one, other] = [endsOf(a.positionAddress), endsOf(b.positionAddress)]
  const span = Math.max(one.last, other.last) - Math.min(one.first, other.first)
  const { least, common } = distances(elementsInOrder(a), elementsInOrder(b))
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
