import { bytesBlob, f32, readBlob, readSource, type Blob, type Type, typesEqual } from '@onnc/ir'

import { float32BlobOf } from './float32-blob.ts'

/** The float32 words of weights of any float type; shared with the blob where it holds them, so nobody may write to them. */
export function weightWords(blob: Blob): Uint32Array {
  return wordsOf(readSource(blob), blob.element, blob.shape)
}

/** The same of bytes at hand. */
export function wordsOf(bytes: Uint8Array, element: Type, shape: readonly number[]): Uint32Array {
  const floats = typesEqual(element, f32) ? bytes : readBlob(float32BlobOf(bytesBlob(element, shape, bytes)))
  const aligned = floats.byteOffset % 4 === 0 ? floats : floats.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
}

/** The numbers that words stand for. */
export function floatsOfWords(words: Uint32Array): Float32Array {
  return new Float32Array(words.buffer, words.byteOffset, words.length)
}

/** Everything but the sign: magnitudes of floats are in the order of these. */
export const magnitudeBits = 0x7fffffff

/** Sum of the squares of weights; not finite where one is not. */
export function energyOf(words: Uint32Array): number {
  const weights = floatsOfWords(words)
  let energy = 0
  for (let i = 0; i < weights.length; i++) energy += weights[i]! * weights[i]!
  return energy
}

/** How many weights of a layer are zero. */
export function zeroCount({ blob }: { readonly blob: Blob }): number {
  const words = weightWords(blob)
  let zeros = 0
  for (let i = 0; i < words.length; i++) if ((words[i]! & magnitudeBits) === 0) zeros++
  return zeros
}
