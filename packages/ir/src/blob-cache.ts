/*
 * Bytes that were read, gathered or computed a moment ago. Tiles are cut out of a layer one after the other; each would read the layer
 * again. One blob of any size is kept, and smaller ones of `limitBytes` in all; blobs are immutable, so nobody can tell.
 */
const limitBytes = 2 ** 25

/** What has bytes; of blobs, their identity. */
interface Sized {
  readonly byteLength: number
}

/** Least recently used first. */
const small = new Map<Sized, Uint8Array>()
let smallBytes = 0
let large: { readonly blob: Sized; readonly bytes: Uint8Array } | undefined

/** The bytes of a blob, which `read` makes if they are not at hand. */
export function recall(blob: Sized, read: () => Uint8Array): Uint8Array {
  return blob.byteLength > limitBytes ? recallLarge(blob, read) : recallSmall(blob, read)
}

function recallLarge(blob: Sized, read: () => Uint8Array): Uint8Array {
  if (large?.blob === blob) return large.bytes
  // The old one goes first, so that there is room for the new one.
  large = undefined
  const bytes = read()
  large = { blob, bytes }
  return bytes
}

function recallSmall(blob: Sized, read: () => Uint8Array): Uint8Array {
  const known = small.get(blob)
  const bytes = known ?? read()
  if (known === undefined) smallBytes += bytes.byteLength
  else small.delete(blob)
  small.set(blob, bytes)
  for (const [oldest, { byteLength }] of small) {
    if (smallBytes <= limitBytes) break
    small.delete(oldest)
    smallBytes -= byteLength
  }
  return bytes
}
