import { formatTensorType } from '@onnc/support'
import type { Problems } from './problems.ts'
import { type ProgramBuffer, programLimits, type Tile } from './program.ts'
import { bufferType, entryLength, entryNumber, entryReference } from './program-diagnostics.ts'

export function checkBuffers(buffers: readonly ProgramBuffer[], tiles: readonly Tile[], problems: Problems): void {
  for (let i = 0; i < buffers.length && !problems.full; i++) {
    const { shape, type, memory, address } = buffers[i]!
    const entry = `buffers[${i}]`
    if (shape !== null && shape.length > programLimits.rank)
      problems.add(entryNumber(entry, 'rank', shape.length, `at most ${programLimits.rank}`))
    for (const dimension of shape ?? []) {
      if (dimension === null || (Number.isSafeInteger(dimension) && dimension >= 0)) continue
      problems.add(entryNumber(entry, 'a dimension', dimension, '0 or more'))
    }
    if (!(Number.isSafeInteger(address) && address >= 0)) problems.add(entryNumber(entry, 'address', address, 'a byte address'))
    if (memory !== 'ecu' && (type !== 'float32' || (shape?.includes(null) ?? true)))
      problems.add(bufferType(entry, formatTensorType(type, shape)))
    if (memory === 'weight') checkConstant(buffers[i]!, entry, tiles, problems)
    const size = bufferSize(buffers[i]!)
    if (size >= programLimits.count) problems.add(entryNumber(entry, 'the number of elements', size, `below ${programLimits.count}`))
  }
}

/** A buffer of the weight memory holds a tile of codes. */
function checkConstant(buffer: ProgramBuffer, entry: string, tiles: readonly Tile[], problems: Problems): void {
  const tile = tiles[buffer.tile ?? -1]
  if (tile === undefined) return problems.add(entryReference(entry, 'tile', buffer.tile ?? 'none', tiles.length))
  if (tile.activations !== undefined) return problems.add(entryNumber(entry, 'tile', buffer.tile!, 'one of codes'))
  const [size, held] = [bufferSize(buffer), tile.rows * tile.columns]
  if (size !== held) problems.add(entryLength(entry, 'shape', size, held))
}

/** Elements of a buffer; dimensions that only run time knows count as 1. */
export function bufferSize({ shape }: ProgramBuffer): number {
  return (shape ?? []).reduce<number>((product, dimension) => product * (dimension ?? 1), 1)
}
