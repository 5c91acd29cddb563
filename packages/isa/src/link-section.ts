import { hasLength } from './columns.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import type { LinkMessage, Read } from './messages.ts'
import type { Problems } from './problems.ts'
import type { Link, LinkedWrite, Tile } from './program.ts'
import { entryReference } from './program-diagnostics.ts'

export function writeLink({ chip, bits, writes }: Link): LinkMessage {
  const codes = new Uint8Array(writes.reduce((sum, write) => sum + write.codes.length * 2, 0))
  const view = new DataView(codes.buffer)
  let at = 0
  for (const write of writes) for (const code of write.codes) view.setUint16((at += 2) - 2, code, true)
  return {
    chip,
    bits,
    tile: writes.map(({ tile }) => tile),
    bank: writes.map(({ bank }) => bank),
    codes,
    residuals: floatsToBytes([Float32Array.from(writes, ({ residual }) => residual)]),
  }
}

/** The link; `undefined`, with the reason among `problems`, where its lists do not fit together or name no tile. */
export function readLink(message: Read<LinkMessage>, tiles: readonly Tile[], problems: Problems): Link | undefined {
  const { chip, bits, tile, bank, codes, residuals } = message
  if (!hasLength('link', 'bank', bank.length, tile.length, problems)) return undefined
  if (!hasLength('link', 'residuals', residuals.length, tile.length * 4, problems, 'bytes')) return undefined
  const missing = tile.findIndex((index) => index >= tiles.length)
  if (missing >= 0) {
    problems.add(entryReference(`link[${missing}]`, 'tile', tile[missing]!, tiles.length))
    return undefined
  }
  const sizes = tile.map((index) => tiles[index]!.rows * tiles[index]!.columns)
  const one = sizes.reduce((sum, size) => sum + size, 0)
  // A weight has one ring or two.
  const signs = one > 0 && codes.length === one * 4 ? 2 : 1
  if (!hasLength('link', 'codes', codes.length, one * signs * 2, problems, 'bytes')) return undefined
  const view = new DataView(codes.buffer, codes.byteOffset, codes.byteLength)
  const errors = bytesToFloats(residuals)
  let at = 0
  const writes = tile.map((index, i): LinkedWrite => {
    const drive = new Uint16Array(sizes[i]! * signs)
    for (let c = 0; c < drive.length; c++) drive[c] = view.getUint16((at += 2) - 2, true)
    return { tile: index, bank: bank[i]!, codes: drive, residual: errors[i]! }
  })
  return { chip, bits, writes }
}
