import { carver, hasLength } from './columns.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { Read, UsesMessage } from './messages.ts'
import type { Problems } from './problems.ts'
import type { Tile, Use } from './program.ts'
import { entryReference } from './program-diagnostics.ts'

/** The heap of a use and of its views of scales and biases, measured on Node 24. */
const heapBytesPerUse = 350

export function writeUses(uses: readonly Use[]): UsesMessage {
  const biases = uses.flatMap((use) => use.bias ?? [])
  const inScales = uses.flatMap((use) => use.inScale ?? [])
  return {
    tile: uses.map((use) => use.tile),
    outScale: floatsToBytes(uses.map((use) => use.outScale)),
    hasBias: biases.length === 0 ? [] : uses.map((use) => use.bias !== undefined),
    bias: floatsToBytes(biases),
    transposed: uses.some(isTransposed) ? uses.map(isTransposed) : [],
    gain: uses.some(({ gain }) => gain !== undefined) ? uses.map(({ gain = 0 }) => gain) : [],
    hasInScale: inScales.length === 0 ? [] : uses.map((use) => use.inScale !== undefined),
    inScale: floatsToBytes(inScales),
    ...(uses.some(isPartial)
      ? {
          firstOutput: uses.map(({ firstOutput = 0 }) => firstOutput),
          outputs: uses.map((use) => (isPartial(use) ? use.outScale.length : 0)),
        }
      : {}),
  }
}

function isTransposed({ direction }: Use): boolean {
  return direction === 'transposed'
}

function isPartial({ firstOutput }: Use): boolean {
  return firstOutput !== undefined
}

/** Outputs that a tile has in a direction. */
export function outputsOf({ rows, columns }: Pick<Tile, 'rows' | 'columns'>, direction: Use['direction']): number {
  return direction === 'transposed' ? columns : rows
}

/** The uses; `undefined`, with the reason among `problems`, where their lists do not fit together or a tile does not exist. */
export function readUses(message: Read<UsesMessage>, tiles: readonly Tile[], budget: MemoryBudget, problems: Problems): Use[] | undefined {
  const { tile, outScale, hasBias, bias, transposed, gain, hasInScale, inScale, firstOutput, outputs: seen } = message
  budget.charge(tile.length * heapBytesPerUse)
  if (transposed.length > 0 && !hasLength('uses', 'transposed', transposed.length, tile.length, problems)) return undefined
  if (gain.length > 0 && !hasLength('uses', 'gain', gain.length, tile.length, problems)) return undefined
  for (const [list, { length }] of Object.entries({ first_output: firstOutput, outputs: seen }))
    if (length > 0 && !hasLength('uses', list, length, tile.length, problems)) return undefined
  const isPart = (i: number): boolean => (seen[i] ?? 0) > 0
  const outputs = tile.map((index, i) => {
    const used = tiles[index]
    return used && (isPart(i) ? seen[i]! : outputsOf(used, transposed[i] === true ? 'transposed' : undefined))
  })
  for (const [i, count] of outputs.entries()) {
    if (count !== undefined) continue
    problems.add(entryReference(`uses[${i}]`, 'tile', tile[i]!, tiles.length))
    return undefined
  }
  const outputsWhere = (holds: (i: number) => boolean): number =>
    outputs.reduce<number>((total, count, i) => (holds(i) ? total + count! : total), 0)
  const inputsOf = (i: number): number => outputsOf(tiles[tile[i]!]!, transposed[i] === true ? undefined : 'transposed')
  const scaledInputs = hasInScale.reduce((total, has, i) => (has && i < tile.length ? total + inputsOf(i) : total), 0)
  const fits =
    hasLength('uses', 'out_scale', outScale.length, outputsWhere(() => true) * 4, problems, 'bytes') &&
    (hasBias.length === 0 || hasLength('uses', 'has_bias', hasBias.length, tile.length, problems)) &&
    hasLength('uses', 'bias', bias.length, outputsWhere((i) => hasBias[i] === true) * 4, problems, 'bytes') &&
    (hasInScale.length === 0 || hasLength('uses', 'has_in_scale', hasInScale.length, tile.length, problems)) &&
    hasLength('uses', 'in_scale', inScale.length, scaledInputs * 4, problems, 'bytes')
  if (!fits) return undefined

  const nextScale = carver(bytesToFloats(outScale))
  const nextBias = carver(bytesToFloats(bias))
  const nextInScale = carver(bytesToFloats(inScale))
  return tile.map((index, i): Use => {
    const way = transposed[i] === true ? { direction: 'transposed' as const } : {}
    const factor = (gain[i] ?? 0) === 0 ? {} : { gain: gain[i]! }
    const scaled = hasInScale[i] === true ? { inScale: nextInScale(inputsOf(i)) } : {}
    const part = isPart(i) ? { firstOutput: firstOutput[i] ?? 0 } : {}
    const use = { tile: index, ...way, ...factor, ...scaled, ...part, outScale: nextScale(outputs[i]!) }
    return hasBias[i] === true ? { ...use, bias: nextBias(outputs[i]!) } : use
  })
}
