import { hasLength } from './columns.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import type { LinkMessage, Read } from './messages.ts'
import type { Problems } from './problems.ts'
import { columnsInReach, type Link, type LinkedWrite, type Tile, type TilePlace } from './program.ts'
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
    placed: writes.flatMap(({ place }, i) => (place === undefined ? [] : [i])),
    rows: writes.flatMap(({ place }) => place?.rows ?? []),
    columns: writes.flatMap(({ place }) => place?.columns ?? []),
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
  const places = readPlaces(message, tiles, problems)
  if (places === undefined) return undefined
  const sizes = tile.map((index, i) => tiles[index]!.rows * columnsInReach(tiles[index]!, places.get(i)))
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
    const place = places.get(i)
    return { tile: index, bank: bank[i]!, ...(place === undefined ? {} : { place }), codes: drive, residual: errors[i]! }
  })
  return { chip, bits, writes }
}

/** More than a unit has rows or columns. */
const farthestPlace = 2 ** 16

/** Where tiles lie, by entry; `undefined`, with the reason among `problems`, where the lists do not fit together or a place is taken twice. */
function readPlaces(
  { placed, tile, rows, columns }: Read<LinkMessage>,
  tiles: readonly Tile[],
  problems: Problems,
): Map<number, TilePlace> | undefined {
  const places = new Map<number, TilePlace>()
  let [row, column] = [0, 0]
  for (const [i, entry] of placed.entries()) {
    if (entry >= tile.length || (i > 0 && entry <= placed[i - 1]!)) {
      problems.add(entryReference(`link.placed[${i}]`, 'entry', entry, tile.length))
      return undefined
    }
    const size = tiles[tile[entry]!]!
    const place = { rows: rows.slice(row, (row += size.rows)), columns: columns.slice(column, (column += size.columns)) }
    for (const [name, list, length] of [
      ['rows', place.rows, size.rows],
      ['columns', place.columns, size.columns],
    ] as const) {
      if (!hasLength(`link[${entry}]`, name, list.length, length, problems)) return undefined
      const seen = new Set<number>()
      const wrong = list.find((at) => at >= farthestPlace || seen.size === seen.add(at).size)
      if (wrong === undefined) continue
      problems.add(entryReference(`link[${entry}]`, name, wrong, farthestPlace))
      return undefined
    }
    places.set(entry, place)
  }
  if (!hasLength('link', 'rows', rows.length, row, problems)) return undefined
  return hasLength('link', 'columns', columns.length, column, problems) ? places : undefined
}
