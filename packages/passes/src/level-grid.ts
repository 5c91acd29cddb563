import { type Blob, readBlobInto, sliceBlob } from '@onnc/ir'

/** Sides of the boxes that are looked at one after the other. */
const boxSide = 512

/** More different weights than a codebook has are not looked at any further. */
const mostValues = 4096

/** The different magnitudes of nonzero weights, and how many weights have each. */
export type Magnitudes = ReadonlyMap<number, number>

/**
 * The widest step of which all weights of a matrix are multiples, the largest by at most `top`: rings of 2 * top + 1 levels hold them without
 * loss. Undefined where there is none, as in most matrices; those of a quantised model and of `cluster-weights{grid=...}` have one.
 */
export function gridStep(magnitudes: Magnitudes, top: number): number | undefined {
  const values = [...magnitudes.keys()]
  if (values.length === 0) return undefined
  const largest = values.reduce((a, b) => Math.max(a, b), 0)
  for (let steps = 1; steps <= top; steps++) {
    // Weights are rounded to float32, each and the largest.
    const room = steps * 2 ** -22
    const onGrid = values.every((value) => {
      const level = (value / largest) * steps
      return Math.abs(level - Math.round(level)) <= room
    })
    if (onGrid) return largest / steps
  }
  return undefined
}

/** Those of a matrix, if there are at most `top`: more than that no grid of 2 * top + 1 levels can have. */
export function magnitudesOf(matrix: Blob, top: number): Magnitudes | undefined {
  const most = Math.min(top, mostValues)
  const [rows, columns] = matrix.shape as [number, number]
  const counts = new Map<number, number>()
  for (let row = 0; row < rows; row += boxSide)
    for (let column = 0; column < columns; column += boxSide) {
      const size = [Math.min(boxSide, rows - row), Math.min(boxSide, columns - column)] as const
      const box = new Float32Array(size[0] * size[1])
      readBlobInto(sliceBlob(matrix, [row, column], size), new Uint8Array(box.buffer))
      for (let i = 0; i < box.length;) {
        const start = i
        const magnitude = Math.abs(box[i]!)
        while (i < box.length && Math.abs(box[i]!) === magnitude) i++
        if (magnitude === 0) continue
        counts.set(magnitude, (counts.get(magnitude) ?? 0) + i - start)
        if (counts.size > most) return undefined
      }
    }
  return counts
}

/** Of a row on a grid, the magnitude of the highest level: as many levels for each step of the grid as its largest weight has room for. */
export function rowScaleOnGrid(largest: number, step: number, top: number): number {
  const steps = Math.max(1, Math.round(largest / step))
  return (step * top) / Math.floor(top / steps)
}

/** Weights for each different one from which on they count as clustered. */
const clusteredFrom = 4
/** Least share of the levels that a row uses: fewer would leave its light to noise. */
const leastUse = 0.75

/**
 * Of rows of clustered weights that lie on no grid, by their largest weight: the magnitude of the highest level at which rounding moves the weights of the
 * matrix least, the largest weight being on a level. Undefined for weights that are not clustered.
 */
export function scalesOfClusters(magnitudes: Magnitudes, top: number): ((largest: number) => number) | undefined {
  const weights = [...magnitudes.values()].reduce((sum, count) => sum + count, 0)
  if (weights < clusteredFrom * magnitudes.size) return undefined
  const known = new Map<number, number>()
  return (largest) => {
    const scale = known.get(largest) ?? (largest * top) / bestLevel(magnitudes, largest, top)
    known.set(largest, scale)
    return scale
  }
}

/** The level that the largest weight of a row takes; of equally good ones the highest. */
function bestLevel(magnitudes: Magnitudes, largest: number, top: number): number {
  let [best, least] = [top, Infinity]
  for (let level = top; level >= leastUse * top; level--) {
    let error = 0
    for (const [magnitude, count] of magnitudes) {
      if (magnitude > largest) continue
      const place = (magnitude / largest) * level
      error += count * ((place - Math.round(place)) / level) ** 2
    }
    if (error < least) [best, least] = [level, error]
  }
  return best
}
