import { floatsOfWords, magnitudeBits } from './weight-words.ts'
import { axisOffsets, type MatrixAxes } from './weight-layers.ts'

/** Which weights become zero: all of a smaller magnitude than `threshold` (as bits), and the first `ties` of that magnitude. */
export interface MagnitudeCut {
  readonly threshold: number
  readonly ties: number
}

/** The cut that leaves `count` zeros: weights that are zero already count first. Two passes over the weights, whatever their order. */
export function cutSmallest(words: Uint32Array, count: number): MagnitudeCut {
  const upper = new Uint32Array(2 ** 16)
  for (let i = 0; i < words.length; i++) upper[(words[i]! & magnitudeBits) >>> 15]!++
  const high = binHolding(upper, count)
  const lower = new Uint32Array(2 ** 15)
  for (let i = 0; i < words.length; i++) {
    const magnitude = words[i]! & magnitudeBits
    if (magnitude >>> 15 === high.bin) lower[magnitude & 0x7fff]!++
  }
  const low = binHolding(lower, count - high.before)
  return { threshold: high.bin * 2 ** 15 + low.bin, ties: count - high.before - low.before }
}

/** The first bin that, with those before it, holds at least `count`. */
export function binHolding(bins: ArrayLike<number>, count: number): { readonly bin: number; readonly before: number } {
  let before = 0
  for (let bin = 0; bin < bins.length - 1; bin++) {
    if (before + bins[bin]! >= count) return { bin, before }
    before += bins[bin]!
  }
  return { bin: bins.length - 1, before }
}

/** Tells `visit` each weight that a cut makes zero, in order. */
export function visitCut(words: Uint32Array, { threshold, ties }: MagnitudeCut, visit: (index: number) => void): void {
  let left = ties
  for (let i = 0; i < words.length; i++) {
    const magnitude = words[i]! & magnitudeBits
    if (magnitude < threshold || (magnitude === threshold && left-- > 0)) visit(i)
  }
}

/** The rows (or columns) of the least energy, `count` of them, in order; of equal ones the first. */
export function weakestLines(words: Uint32Array, { lines, across }: Lines, count: number): Uint32Array {
  const weights = floatsOfWords(words)
  const energies = Float64Array.from(lines, (line) => {
    let energy = 0
    for (const offset of across) energy += weights[line + offset]! * weights[line + offset]!
    return energy
  })
  return Uint32Array.from(lines.keys())
    .toSorted((a, b) => energies[a]! - energies[b]! || a - b)
    .slice(0, count)
    .toSorted()
}

/** Rows as lines with columns across, or the other way round. */
export interface Lines {
  readonly lines: Uint32Array
  readonly across: Uint32Array
}

export function linesOf({ rows, columns }: MatrixAxes, along: 'rows' | 'columns'): Lines {
  const [lines, across] = along === 'rows' ? [rows, columns] : [columns, rows]
  return { lines: axisOffsets(lines), across: axisOffsets(across) }
}

export function visitLines({ lines, across }: Lines, chosen: Uint32Array, visit: (index: number) => void): void {
  for (const line of chosen) for (const offset of across) visit(lines[line]! + offset)
}

/**
 * Of every `group` weights that follow each other in a row all but the `keep` largest; of equal ones the last go. What is left over at the
 * end of a row is a smaller group.
 */
export function visitGroups(
  words: Uint32Array,
  { lines, across }: Lines,
  { keep, group }: { readonly keep: number; readonly group: number },
  visit: (index: number) => void,
): void {
  const places = new Uint32Array(group)
  for (const line of lines)
    for (let start = 0; start < across.length; start += group) {
      const size = Math.min(group, across.length - start)
      // Sorted by falling magnitude while it grows.
      for (let i = 0; i < size; i++) {
        const place = line + across[start + i]!
        const magnitude = words[place]! & magnitudeBits
        let at = i
        for (; at > 0 && (words[places[at - 1]!]! & magnitudeBits) < magnitude; at--) places[at] = places[at - 1]!
        places[at] = place
      }
      for (let i = keep; i < size; i++) visit(places[i]!)
    }
}
