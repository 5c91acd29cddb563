import { type Blob, derivedBlob, f32 } from '@onnc/ir'

/** float32 elements times a factor, computed when they are read. */
export function scaledBlob(blob: Blob, factor: number): Blob {
  if (factor === 1) return blob
  return derivedBlob(f32, blob.shape, [blob], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer).map((x) => x * factor)
    return new Uint8Array(values.buffer)
  })
}
