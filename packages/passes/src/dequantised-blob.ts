import { type Blob, derivedBlob, f32, readFloat32 } from '@onnc/ir'

import { float32BlobOf } from './float32-blob.ts'

export interface Quantisation {
  /** One for all, or one for each index of `axis`; absent: 1. */
  readonly scale?: Blob | undefined
  /** The code of zero, in the same form; absent: 0. */
  readonly zero?: Blob | undefined
  readonly axis: number
}

/** (codes - zero) * scale in float32, as ONNX DequantizeLinear; computed when it is read. */
export function dequantisedBlob(codes: Blob, { scale, zero, axis }: Quantisation): Blob | undefined {
  const { shape } = codes
  const at = axis < 0 ? axis + shape.length : axis
  const along = shape[at] ?? 1
  const inner = shape.slice(at + 1).reduce((a, b) => a * b, 1)
  const parts = { scale: scale === undefined ? undefined : numbers(scale), zero: zero === undefined ? undefined : numbers(zero) }
  for (const list of Object.values(parts)) if (list !== undefined && list.length !== 1 && list.length !== along) return undefined
  return derivedBlob(f32, shape, [float32BlobOf(codes)], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer)
    for (let start = 0, index = 0; start < values.length; start += inner, index = (index + 1) % along) {
      const [zeroCode, factor] = [entry(parts.zero, 0, index), entry(parts.scale, 1, index)]
      for (let i = start; i < start + inner; i++) values[i] = (values[i]! - zeroCode) * factor
    }
    return new Uint8Array(values.buffer)
  })
}

function numbers(blob: Blob): Float32Array {
  return readFloat32(float32BlobOf(blob))
}

/** One number for all, or that of an index. */
function entry(list: Float32Array | undefined, absent: number, index: number): number {
  return list === undefined ? absent : list[list.length === 1 ? 0 : index]!
}
