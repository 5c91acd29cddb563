import { type Blob, derivedBlob, f32, readFloat32 } from '@onnc/ir'

/** Weights of `bits` bits, low bits first, in blocks of `block` along K; each block has a scale and a code of zero. */
export interface PackedBlocks {
  readonly k: number
  readonly n: number
  readonly bits: number
  readonly block: number
  /** n * blocks values. */
  readonly scales: Blob
  /** The same, or packed as the weights are, each row in whole bytes; absent: half of the codes' range. */
  readonly zeros: Blob | undefined
  readonly isZeroPacked: boolean
}

/** [n, k] in float32 of bytes [n, blocks, block * bits / 8] (given as numbers); undefined where the sizes do not fit. */
export function unpackedBlocks(bytes: Blob, { k, n, bits, block, scales, zeros, isZeroPacked }: PackedBlocks): Blob | undefined {
  const blocks = Math.ceil(k / block)
  const blockBytes = (block * bits) / 8
  const zeroBytes = Math.ceil((blocks * bits) / 8)
  if (!Number.isInteger(blockBytes) || size(bytes) !== n * blocks * blockBytes || size(scales) !== n * blocks) return undefined
  if (zeros !== undefined && size(zeros) !== n * (isZeroPacked ? zeroBytes : blocks)) return undefined
  const mask = 2 ** bits - 1
  const codeAt = (data: Float32Array, from: number, index: number): number =>
    (data[from + ((index * bits) >> 3)]! >> ((index * bits) & 7)) & mask
  const zeroValues = zeros === undefined ? undefined : readFloat32(zeros)
  const scaleValues = readFloat32(scales)
  return derivedBlob(f32, [n, k], [bytes], ([raw]) => {
    const data = new Float32Array(raw!.slice().buffer)
    const matrix = new Float32Array(n * k)
    for (let row = 0; row < n; row++)
      for (let b = 0; b < blocks; b++) {
        const at = row * blocks + b
        const zero = zeroValues === undefined ? 2 ** (bits - 1) : isZeroPacked ? codeAt(zeroValues, row * zeroBytes, b) : zeroValues[at]!
        const count = Math.min(block, k - b * block)
        for (let i = 0; i < count; i++) matrix[row * k + b * block + i] = (codeAt(data, at * blockBytes, i) - zero) * scaleValues[at]!
      }
    return new Uint8Array(matrix.buffer)
  })
}

function size(blob: Blob): number {
  return blob.shape.reduce((a, b) => a * b, 1)
}
