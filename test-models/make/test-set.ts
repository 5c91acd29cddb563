import { gzipSync } from 'fflate'
import { type Digit, drawDigits, imageSize } from './draw-digits.ts'

/** The 1000 digits the trained models are judged on; drawn from a seed that no training uses. */
export function drawTestSet(): readonly Digit[] {
  const digits = drawDigits(1000)
  return Array.from({ length: 1000 }, () => digits.next().value)
}

/** The two files MNIST comes in (IDX in gzip). fflate with no time stamp: the same bytes whatever zlib the machine has. */
export function idxFiles(digits: readonly Digit[]): ReadonlyMap<string, Uint8Array> {
  const images = Buffer.concat([idxHeader(digits.length, imageSize, imageSize), ...digits.map(({ pixels }) => pixels)])
  const labels = Buffer.concat([idxHeader(digits.length), Uint8Array.from(digits, ({ label }) => label)])
  return new Map([
    ['images-idx3-ubyte.gz', gzipSync(images, { level: 9, mtime: 0 })],
    ['labels-idx1-ubyte.gz', gzipSync(labels, { level: 9, mtime: 0 })],
  ])
}

/** Two zero bytes, element type 8 (bytes), the rank, and each size big-endian. */
function idxHeader(...sizes: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header.set([0, 0, 8, sizes.length])
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  return header
}
