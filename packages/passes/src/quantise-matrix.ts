import { type Blob, derivedBlob, f32, i16, i8, readFloat32, sliceBlob } from '@onnc/ir'

/** A matrix as ring codes: matrix[m, k] ~ scale[m] * step * codes[m, k]. Codes are computed when they are read, box by box. */
export interface QuantisedMatrix {
  /** f32 [M, K]. */
  readonly matrix: Blob
  readonly levels: number
  /** Largest magnitude of each row (1 for a row of zeros): carried by the use, so that it never touches the rings. */
  readonly scale: Float32Array
  readonly step: number
}

/** Sides of the boxes that are looked at for the scale of their rows. */
const boxSide = 512

/**
 * Symmetric uniform quantisation to an odd number of levels, so that zero is a level; one scale per row, as DESIGN "Numbers"
 * has it: scales belong to the use of a tile. Reads the matrix once, box by box.
 */
export function quantiseMatrix(matrix: Blob, levels: number): QuantisedMatrix {
  const [rows, columns] = matrix.shape as [number, number]
  const scale = new Float32Array(rows)
  for (let row = 0; row < rows; row += boxSide) {
    for (let column = 0; column < columns; column += boxSide) {
      const size: [number, number] = [Math.min(boxSide, rows - row), Math.min(boxSide, columns - column)]
      widenScales(scale, row, readFloat32(sliceBlob(matrix, [row, column], size)), size[1])
    }
  }
  return { matrix, levels, scale: scale.map((largest) => (largest === 0 ? 1 : largest)), step: Math.fround(1 / largestCode(levels)) }
}

function widenScales(scale: Float32Array, firstRow: number, weights: Float32Array, columns: number): void {
  for (let at = 0, row = firstRow; at < weights.length; row++) {
    let largest = scale[row]!
    for (const end = at + columns; at < end; at++) largest = Math.max(largest, Math.abs(weights[at]!))
    scale[row] = largest
  }
}

/** A box of a quantised matrix. */
export interface QuantisedBox {
  /** i8 or i16 [rows, columns], in [-(levels - 1) / 2, (levels - 1) / 2]. */
  readonly codes: Blob
  /** f32 [rows, columns]: the weights divided by their row's scale, in [-1, 1]. */
  readonly exact: Blob
}

/** Rows [row, row + rows), columns [column, column + columns); nothing is computed yet. */
export function quantisedBox(
  { matrix, levels, scale }: QuantisedMatrix,
  { row, rows, column, columns }: { row: number; rows: number; column: number; columns: number },
): QuantisedBox {
  const shape = [rows, columns]
  const weights = sliceBlob(matrix, [row, column], shape)
  const top = largestCode(levels)
  const element = top <= 127 ? i8 : i16
  return {
    codes: derivedBlob(element, shape, [weights], ([bytes]) => codesOf(fractionsOf(bytes!, scale, row, columns), top)),
    exact: derivedBlob(f32, shape, [weights], ([bytes]) => new Uint8Array(fractionsOf(bytes!, scale, row, columns).buffer)),
  }
}

function largestCode(levels: number): number {
  return (levels - 1) / 2
}

function fractionsOf(bytes: Uint8Array, scale: Float32Array, firstRow: number, columns: number): Float32Array<ArrayBuffer> {
  const fractions = new Float32Array(bytes.byteLength / 4)
  new Uint8Array(fractions.buffer).set(bytes)
  for (let i = 0; i < fractions.length; i++) fractions[i] = fractions[i]! / scale[firstRow + Math.floor(i / columns)]!
  return fractions
}

function codesOf(fractions: Float32Array, top: number): Uint8Array {
  const codes = top <= 127 ? new Int8Array(fractions.length) : new Int16Array(fractions.length)
  for (let i = 0; i < fractions.length; i++) codes[i] = Math.sign(fractions[i]!) * Math.round(Math.abs(fractions[i]!) * top)
  return new Uint8Array(codes.buffer)
}
