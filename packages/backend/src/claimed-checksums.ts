import { type Blob, readSource } from '@onnc/ir'
import { type Checksums, packCodes, packedBytes, tileChecksum } from '@onnc/isa'

/** A tile as its operation has it; without codes, where they are written at run time. */
export interface ClaimedTile {
  readonly rows: number
  readonly columns: number
  readonly levels: number
  readonly step: number
  readonly codes?: Blob
}

/**
 * Checksums of tiles, each computed when it is first asked for: whoever writes a tile to a file asks right after its codes were computed, while
 * the constant they come from still has them at hand.
 */
export function claimedChecksums(tiles: readonly ClaimedTile[]): Checksums {
  const known = new Uint32Array(tiles.length)
  const isKnown = new Uint8Array(tiles.length)
  const at = (index: number): number | undefined => {
    const tile = tiles[index]
    if (tile === undefined) return undefined
    if (isKnown[index] === 0) known[index] = tileChecksum(tile, packedCodes(tile))
    isKnown[index] = 1
    return known[index]
  }
  return { length: tiles.length, at }
}

function packedCodes({ rows, columns, levels, codes }: ClaimedTile): Uint8Array {
  if (codes === undefined) return new Uint8Array()
  const packed = new Uint8Array(packedBytes(levels, rows * columns))
  const bytes = readSource(codes)
  const isNarrow = bytes.length === rows * columns
  const values = isNarrow ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : new Int16Array(bytes.slice().buffer)
  packCodes(values, levels, packed, 0)
  return packed
}
