import { type Blob, derivedBlob, type Type } from '@onnc/ir'
import { encodeSmallFloat, smallFloat } from '@onnc/support'

import { floatsOfWords, magnitudeBits, wordsOf } from './weight-words.ts'

/** The levels that weights go to: a weight up to `upper[i]`, and above the one before, to `level[i]`. Zeros stay zeros. */
export interface Codebook {
  /** Ascending. */
  readonly upper: Float32Array
  readonly level: Float64Array
}

/** Weights on the levels of a codebook, in their own element type; computed when they are read. */
export function codedBlob(blob: Blob, { upper, level }: Codebook): Blob {
  const compute = ([bytes]: readonly Uint8Array[]): Uint8Array => {
    const words = wordsOf(bytes!, blob.element, blob.shape)
    // Of whatever width: words of another kind are copied the same way.
    const codes = codesIn(blob.element, level) as Uint32Array
    const out = new (codes.constructor as Uint32ArrayConstructor)(words.length)
    const shortcut = words.length < 2 ** 16 ? undefined : shortcutOf(upper)
    const weights = floatsOfWords(words)
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      if ((word & magnitudeBits) === 0) continue
      const known = shortcut === undefined ? -1 : shortcut[word >>> 16]!
      out[i] = codes[known >= 0 ? known : firstReaching(upper, weights[i]!)]!
    }
    return new Uint8Array(out.buffer)
  }
  return derivedBlob(blob.element, blob.shape, [blob], compute, {
    name: `cluster ${[...upper].join()} to ${[...level].join()}`,
    of: [blob],
  })
}

/** For the upper half of a float's word the level of all floats that have it, where they share one; else -1. */
function shortcutOf(upper: Float32Array): Int32Array {
  const ends = new Uint32Array(2)
  const floats = floatsOfWords(ends)
  return Int32Array.from({ length: 2 ** 16 }, (_, half) => {
    ends[0] = half * 2 ** 16
    ends[1] = ends[0] + 0xffff
    const [first, last] = [firstReaching(upper, floats[0]!), firstReaching(upper, floats[1]!)]
    return first === last ? first : -1
  })
}

function firstReaching(upper: Float32Array, weight: number): number {
  let [low, high] = [0, upper.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upper[middle]! >= weight) high = middle
    else low = middle + 1
  }
  return low
}

/** Levels in an element type, as bits of its width. */
function codesIn(element: Type, level: Float64Array): Uint32Array | Uint16Array | BigUint64Array {
  switch (element.kind === 'float' ? element.name : undefined) {
    case 'f64':
      return new BigUint64Array(level.slice().buffer)
    case 'f16':
      return Uint16Array.from(level, (value) => encodeSmallFloat(value, smallFloat(5, 10, 15, 'ieee')))
    case 'bf16':
      return Uint16Array.from(level, (value) => encodeSmallFloat(value, smallFloat(8, 7, 127, 'ieee')))
    default:
      return new Uint32Array(Float32Array.from(level).buffer)
  }
}
