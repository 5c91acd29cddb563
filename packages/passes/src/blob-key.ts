import type { Blob } from '@onnc/ir'

const numbers = new WeakMap<Blob, number>()
let next = 0

/** The same text for blobs that are the same view of the same blob; nothing is read. Texts mean something within one run only. */
export function blobKey(blob: Blob): string {
  if (blob.kind === 'view') return `${blobKey(blob.source)}@${blob.offset}[${blob.shape.join()}:${blob.strides.join()}]`
  let number = numbers.get(blob)
  if (number === undefined) {
    number = next++
    numbers.set(blob, number)
  }
  return `#${number}`
}
