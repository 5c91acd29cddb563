import { crc32 } from 'node:zlib'
import { floatsToBytes } from './float-bytes.ts'
import type { Tile } from './program.ts'

/** The checksums that claims hold: CRC-32 finds what went wrong by mistake. */

/** Of float32 numbers as the file holds them. */
export function floatsChecksum(floats: Float32Array): number {
  return crc32(floatsToBytes([floats]))
}

/** Of a tile's shape, levels and step, and its packed codes. */
export function tileChecksum(
  { rows, columns, levels, step }: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>,
  packed: Uint8Array,
): number {
  const head = new DataView(new ArrayBuffer(20))
  head.setUint32(0, rows, true)
  head.setUint32(4, columns, true)
  head.setUint32(8, levels, true)
  head.setFloat64(12, step, true)
  return crc32(packed, crc32(new Uint8Array(head.buffer)))
}
