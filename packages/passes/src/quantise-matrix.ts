import { type Blob, bytesBlob, float32Blob, i16, i8, readFloat32 } from '@onnc/ir'

/** A matrix as ring codes: matrix[m, k] ~ scale[m] * step * codes[m, k]. */
export interface QuantisedMatrix {
  /** i8 or i16 [M, K], in [-(levels - 1) / 2, (levels - 1) / 2]. */
  readonly codes: Blob
  /** f32 [M, K]: the weights divided by their row's scale, in [-1, 1]. */
  readonly exact: Blob
  /** Largest magnitude of each row (1 for a row of zeros): carried by the use, so that it never touches the rings. */
  readonly scale: Float32Array
  readonly step: number
}

/**
 * Symmetric uniform quantisation to an odd number of levels, so that zero is a level; one scale per row, as DESIGN "Numbers"
 * has it: scales belong to the use of a tile.
 */
export function quantiseMatrix(matrix: Blob, levels: number): QuantisedMatrix {
  const [rows, columns] = matrix.shape as [number, number]
  const weights = readFloat32(matrix)
  const top = (levels - 1) / 2
  const codes = top <= 127 ? new Int8Array(weights.length) : new Int16Array(weights.length)
  const exact = new Float32Array(weights.length)
  const scale = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    let largest = 0
    for (let i = from; i < from + columns; i++) largest = Math.max(largest, Math.abs(weights[i]!))
    scale[row] = largest === 0 ? 1 : largest
    for (let i = from; i < from + columns; i++) {
      exact[i] = weights[i]! / scale[row]!
      codes[i] = Math.sign(exact[i]!) * Math.round(Math.abs(exact[i]!) * top)
    }
  }
  return {
    codes: bytesBlob(top <= 127 ? i8 : i16, matrix.shape, new Uint8Array(codes.buffer)),
    exact: float32Blob(matrix.shape, exact),
    scale,
    step: Math.fround(1 / top),
  }
}
