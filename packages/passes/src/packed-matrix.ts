import { type Blob, derivedBlob, f32, sliceBlob } from '@onnc/ir'

/**
 * Blocks [first, first + pack) of a block-diagonal matrix as one: their rows below each other, their columns ordered (kernel position,
 * block, element), zeros where a row has no weights. `matrix` holds the blocks only: [rows, kernel positions * width].
 */
export function packedMatrix(matrix: Blob, [count, width]: readonly [number, number], first: number, pack: number): Blob {
  const [allRows, held] = matrix.shape as [number, number]
  if (count === 1) return matrix
  const rows = allRows / count
  const blocks = sliceBlob(matrix, [first * rows, 0], [pack * rows, held])
  if (pack === 1) return blocks
  const columns = held * pack
  return derivedBlob(f32, [pack * rows, columns], [blocks], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer)
    const packed = new Float32Array(pack * rows * columns)
    for (let row = 0; row < pack * rows; row++) {
      const block = Math.floor(row / rows)
      for (let column = 0; column < held; column++) {
        const [kernel, element] = [Math.floor(column / width), column % width]
        packed[row * columns + (kernel * pack + block) * width + element] = values[row * held + column]!
      }
    }
    return new Uint8Array(packed.buffer)
  })
}
