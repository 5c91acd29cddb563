import type { Program } from '@onnc/isa'
import { unrollLoops } from '@onnc/isa'
import { boundWrites } from '@onnc/passes'
import type { ExplainProgramResult } from '@onnc/results'

type Reuse = NonNullable<ExplainProgramResult['reuse']>

interface LayerReuse {
  readonly tiles: Set<number>
  programs: number
  ringsWritten: number
  readonly written: Set<number>
  transposed: number
  reordered: number
  forTime: number
  forRoom: number
  readonly missedBy: Set<string>
}

/** What every layer found in place, wrote, and overwrote though it is used again. `places`: banks of all units. */
export function explainReuse(program: Program, places: number): Reuse {
  const unrolled = unrollLoops(program.instructions)
  const instructions = unrolled.ok ? unrolled.value.instructions : program.instructions
  const nodeOf = nodesOf(program, unrolled.ok ? unrolled.value.origin : undefined)
  const layers = new Map<string, LayerReuse>()
  const layerAt = (index: number): LayerReuse => {
    const node = nodeOf(index)
    const layer = layers.get(node) ?? newLayer()
    layers.set(node, layer)
    return layer
  }
  // Streams of each tile that are still to come, the last first.
  const ahead = new Map<number, number[]>()
  for (let index = instructions.length - 1; index >= 0; index--) {
    const instruction = instructions[index]!
    if (instruction.op !== 'stream') continue
    const { tile } = program.uses[instruction.use]!
    const streams = ahead.get(tile)
    if (streams === undefined) ahead.set(tile, [index])
    else streams.push(index)
  }
  const banks = new Map<number, number>()
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.op === 'program' || instruction.op === 'imprint') {
      const layer = layerAt(index)
      const place = instruction.unit * 16 + instruction.bank
      const held = banks.get(place)
      const next = held === undefined ? undefined : ahead.get(held)?.at(-1)
      const copies = held === undefined ? 0 : [...banks.values()].filter((tile) => tile === held).length
      if (next !== undefined && copies === 1) {
        const isFull = banks.size >= places && [...banks.values()].every((tile) => (ahead.get(tile)?.length ?? 0) > 0)
        if (isFull) layer.forRoom++
        else layer.forTime++
        layer.missedBy.add(nodeOf(next))
      }
      banks.set(place, instruction.tile)
      const { rows, columns } = program.tiles[instruction.tile]!
      layer.programs++
      layer.ringsWritten += rows * columns
      layer.written.add(instruction.tile)
    } else if (instruction.op === 'stream') {
      const layer = layerAt(index)
      const { tile, direction } = program.uses[instruction.use]!
      ahead.get(tile)!.pop()
      layer.tiles.add(tile)
      if (direction === 'transposed') layer.transposed++
      const patterns = [instruction.input, instruction.output].map((pattern) => program.patterns[pattern]!)
      if (patterns.some(({ list, select }) => list !== undefined || select !== undefined)) layer.reordered++
    }
  }
  const used = [...layers].filter(([, { tiles }]) => tiles.size > 0)
  return {
    distinctTiles: new Set(used.flatMap(([, { tiles }]) => [...tiles])).size,
    programs: used.reduce((sum, [, layer]) => sum + layer.programs, 0),
    leastPrograms: boundWrites(
      used.map(([, { tiles }]) => tiles),
      places,
    ),
    layers: used.map(([node, layer]) => ({
      node,
      tiles: layer.tiles.size,
      programs: layer.programs,
      ringsWritten: layer.ringsWritten,
      inPlace: [...layer.tiles].filter((tile) => !layer.written.has(tile)).length,
      sharedWith: used
        .filter(([other, { tiles }]) => other !== node && [...tiles].some((tile) => layer.tiles.has(tile)))
        .map(([other]) => other),
      transposedStreams: layer.transposed,
      reorderedStreams: layer.reordered,
      overwritten: { forRoom: layer.forRoom, forTime: layer.forTime, missedBy: [...layer.missedBy] },
    })),
  }
}

function newLayer(): LayerReuse {
  return {
    tiles: new Set(),
    programs: 0,
    ringsWritten: 0,
    written: new Set(),
    transposed: 0,
    reordered: 0,
    forTime: 0,
    forRoom: 0,
    missedBy: new Set(),
  }
}

function nodesOf({ sourceMap, instructions }: Program, origin: Uint32Array | undefined): (index: number) => string {
  const names = Array.from({ length: instructions.length }, () => '')
  for (const { first, count, node } of sourceMap) names.fill(node, first, first + count)
  return (index) => names[origin?.[index] ?? index] ?? ''
}
