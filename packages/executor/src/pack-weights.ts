import type { Engine } from './engine.ts'

/** How a product is computed: float32, or exact integers of 16 or 8 bits. */
export type Arithmetic = 'float32' | 'int16' | 'int8'

export const arithmeticCode: Readonly<Record<Arithmetic, number>> = { float32: 0, int16: 1, int8: 2 }

/** A tile as the kernels read it. */
export interface PackedWeights {
  readonly address: number
  /** Bytes from one input row (or pair of them) to the next. */
  readonly stride: number
  /** Where the row of ones is, which sums the symbols; -1 without. */
  readonly ones: number
}

/** Bytes that `packWeights` takes. */
export function packedWeightBytes(arithmetic: Arithmetic, rows: number, columns: number, withOnes: boolean): number {
  return strideOf(arithmetic, rows, withOnes) * (arithmetic === 'float32' ? columns : Math.ceil(columns / 2))
}

function strideOf(arithmetic: Arithmetic, rows: number, withOnes: boolean): number {
  return (Math.ceil(rows / 4) * 4 + (withOnes ? 4 : 0)) * (arithmetic === 'int8' ? 2 : 4)
}

/**
 * Writes `weights`, row-major `rows x columns`, as [column][row], integers as pairs of columns; rows are filled up to a multiple of 4
 * with zeros, behind which `withOnes` adds a row of ones.
 */
export function packWeights(
  engine: Engine,
  address: number,
  arithmetic: Arithmetic,
  weights: ArrayLike<number>,
  rows: number,
  columns: number,
  shift: number,
  withOnes: boolean,
): PackedWeights {
  const stride = strideOf(arithmetic, rows, withOnes)
  const ones = withOnes ? Math.ceil(rows / 4) * 4 : -1
  const { bytes, floats } = engine.views()
  if (arithmetic === 'float32') {
    const [base, step] = [address / 4, stride / 4]
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) floats[base + c * step + r] = weights[r * columns + c]! + shift
    if (withOnes) for (let c = 0; c < columns; c++) floats[base + c * step + ones] = 1
    return { address, stride, ones }
  }
  const width = arithmetic === 'int8' ? 1 : 2
  const into = arithmetic === 'int8' ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
  const [base, step] = [address / width, stride / width]
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) into[base + (c >> 1) * step + 2 * r + (c & 1)] = weights[r * columns + c]! + shift
  }
  if (withOnes) for (let c = 0; c < columns; c++) into[base + (c >> 1) * step + 2 * ones + (c & 1)] = 1
  return { address, stride, ones }
}
