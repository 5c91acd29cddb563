import { type Blob, readBlobInto, sliceBlob } from '@onnc/ir'

/** Sides of the boxes that are looked at one after the other. */
const boxSide = 512

/** More different weights than a codebook has are not looked at any further. */
const mostValues = 4096

/**
 * The widest step of which all weights of a matrix are multiples, the largest by at most `top`: rings of 2 * top + 1 levels hold them without
 * loss. Undefined where there is none, as in most matrices; those of a quantised model and of `cluster-weights{grid=...}` have one.
 */
export function gridStep(matrix: Blob, top: number): number | undefined {
  const values = magnitudesOf(matrix, Math.min(top, mostValues))
  if (values === undefined || values.length === 0) return undefined
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

/** The different magnitudes of the nonzero weights; undefined if there are more than `most`. */
function magnitudesOf(matrix: Blob, most: number): readonly number[] | undefined {
  const [rows, columns] = matrix.shape as [number, number]
  const values = new Set<number>()
  for (let row = 0; row < rows; row += boxSide)
    for (let column = 0; column < columns; column += boxSide) {
      const size = [Math.min(boxSide, rows - row), Math.min(boxSide, columns - column)] as const
      const box = new Float32Array(size[0] * size[1])
      readBlobInto(sliceBlob(matrix, [row, column], size), new Uint8Array(box.buffer))
      let last = 0
      for (let i = 0; i < box.length; i++) {
        const magnitude = Math.abs(box[i]!)
        if (magnitude === last || magnitude === 0) continue
        last = magnitude
        if (values.add(magnitude).size > most) return undefined
      }
    }
  return [...values]
}

/** Of a row on a grid, the magnitude of the highest level: as many levels for each step of the grid as its largest weight has room for. */
export function rowScaleOnGrid(largest: number, step: number, top: number): number {
  const steps = Math.max(1, Math.round(largest / step))
  return (step * top) / Math.floor(top / steps)
}
