import type { CompiledPattern } from './compile-pattern.ts'

/**
 * Copies the vectors of positions [from, to) into rows of `into`, starting at index `at`, `pattern.elements` values a row.
 * `base` is where the sample starts in `values`; padding reads `filler`.
 */
export function gather(
  values: Float32Array,
  base: number,
  pattern: CompiledPattern,
  from: number,
  to: number,
  into: Float64Array,
  at: number,
  filler: number,
): void {
  const { positionAddress, elementAddress, padding, elements } = pattern
  let row = at
  for (let p = from; p < to; p++) {
    const start = base + positionAddress[p]!
    const kind = padding === undefined ? undefined : padding.kinds[padding.kindOf[p]!]!
    if (kind === undefined || kind.element.length === elements) {
      for (let e = 0; e < elements; e++) into[row + e] = values[start + elementAddress[e]!]!
    } else {
      const { element, address } = kind
      for (let e = row; e < row + elements; e++) into[e] = filler
      for (let i = 0; i < element.length; i++) into[row + element[i]!] = values[start + address[i]!]!
    }
    row += elements
  }
}
