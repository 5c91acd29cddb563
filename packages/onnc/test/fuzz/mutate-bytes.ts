import type { Random } from '@onnc/support'

/** An index below `count`. */
export function below(random: Random, count: number): number {
  return Math.floor(random.uniform() * count)
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)]!
}

/** Bytes that mean much in a protobuf: lengths and tags at their edges. */
const pieces: readonly (readonly number[])[] = [
  [0],
  [0x7f],
  [0x80],
  [0xff],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x10],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x3a, 0x80, 0x01],
  [0x0b],
  [0xc3, 0x28],
]

/** The bytes with one to four edits: set, inserted, taken out, doubled, moved here from elsewhere, cut off. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let result = Array.from(bytes)
  for (let edits = 1 + below(random, 4); edits > 0; edits--) {
    // Early bytes are tags and lengths of what matters; late ones of small models too.
    const at = below(random, result.length + 1)
    const length = below(random, Math.min(64, result.length - at) + 1)
    switch (below(random, 7)) {
      case 0:
        if (at < result.length) result[at] = below(random, 256)
        break
      case 1:
        if (at < result.length) result[at]! ^= 1 << below(random, 8)
        break
      case 2:
        result.splice(at, 0, ...pick(random, pieces))
        break
      case 3:
        result.splice(at, length)
        break
      case 4:
        result.splice(at, 0, ...result.slice(at, at + length))
        break
      case 5:
        result.splice(below(random, result.length + 1), length, ...result.slice(at, at + length))
        break
      default:
        if (random.uniform() < 0.2) result = result.slice(0, at)
    }
  }
  return Uint8Array.from(result)
}
