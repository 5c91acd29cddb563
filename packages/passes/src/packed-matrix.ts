import { type Blob, derivedBlob, f32, sliceBlob } from '@onnc/ir'

import { tiersOf } from './plan-layer.ts'

/** Blocks [first, first + count) of a block-diagonal matrix, of which each `pack` lie side by side. */
export interface PackedBlocks {
  readonly first: number
  readonly count: number
  readonly pack: number
}

/**
 * Blocks of a block-diagonal matrix as one: their rows below each other, the columns of each `pack` of them ordered (kernel position, block, element),
 * as `tiersOf` says; zeros where a row has no weights. `matrix` holds the blocks only: [rows, kernel positions * width].
 */
export function packedMatrix(matrix: Blob, [blockCount, width]: readonly [number, number], { first, count, pack }: PackedBlocks): Blob {
  const [allRows, held] = matrix.shape as [number, number]
  if (blockCount === 1) return matrix
  const rows = allRows / blockCount
  const blocks = sliceBlob(matrix, [first * rows, 0], [count * rows, held])
  if (pack === 1) return blocks
  const columns = held * pack
  return derivedBlob(f32, [count * rows, columns], [blocks], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer)
    const packed = new Float32Array(count * rows * columns)
    for (const tier of tiersOf(0, count, pack))
      for (let row = tier.first * rows; row < (tier.first + tier.blocks) * rows; row++) {
        const block = Math.floor(row / rows) - tier.firstRead
        for (let column = 0; column < held; column++) {
          const [kernel, element] = [Math.floor(column / width), column % width]
          packed[row * columns + (kernel * pack + block) * width + element] = values[row * held + column]!
        }
      }
    return new Uint8Array(packed.buffer)
  })
}
