import {
  activationsOp,
  crossbarSize,
  mrrElectronicOp,
  positionCount,
  programOp,
  returnOp,
  streamOp,
  tileOp,
  allocateOp,
  type Pattern,
} from '@onnc/dialects'
import { holdPowerWatts, indexEntryBytes, type Target, tileCost, totalEnergy, type UnitClass } from '@onnc/hardware'
import { type Block, definingOperation, type Operation, operationsOf, type Value } from '@onnc/ir'

import { kernelSeconds } from './kernel-seconds.ts'
import { turningOf } from './machine-of.ts'
import type { ResidencyStep, StreamUse, TileUse } from './plan-residency.ts'

const texts = new WeakMap<Pattern, string>()

/** The same text for patterns that visit the same elements in the same way. */
export function patternText(pattern: Pattern): string {
  const text = texts.get(pattern) ?? JSON.stringify(pattern)
  texts.set(pattern, text)
  return text
}

/** The programs and streams that fill one tensor. */
export interface Layer {
  readonly allocate: Operation
  /** By use of the step: its program, and its streams. */
  readonly uses: readonly { readonly program: Operation; readonly streams: readonly Operation[] }[]
  /** The tensor as the last stream leaves it. */
  readonly last: Value
}

/** A block of the mrr dialect as steps; the layer of each, undefined for kernels. */
export interface LayeredBlock {
  readonly steps: readonly ResidencyStep[]
  readonly layers: readonly (Layer | undefined)[]
  /** Number of each tile. */
  readonly tiles: ReadonlyMap<Operation, number>
  /** What all streams take. */
  readonly streamJoules: number
  /** Some tile is used by more than one layer. */
  readonly isShared: boolean
}

/**
 * The layers of a block, in which the programs and streams of every tensor stand together, as `tile` leaves them; undefined for one in which they do
 * not, or in which a program is used by several tensors.
 */
export function layersOf(block: Block, target: Target, unitClass: UnitClass): LayeredBlock | undefined {
  const tensors = new Map<Value, number>()
  const numberOf = (value: Value): number => {
    const known = tensors.get(value) ?? tensors.size
    tensors.set(value, known)
    return known
  }
  const tiles = new Map<Operation, number>()
  const parts = new Map<string, number>()
  const steps: ResidencyStep[] = []
  const layers: (Layer | undefined)[] = []
  const closed = new Set<number>()
  let streamJoules = 0
  let open: { tensor: number; allocate: Operation; uses: Map<Operation, Operation[]>; last: Value } | undefined
  const close = (): void => {
    if (open === undefined) return
    closed.add(open.tensor)
    const uses = [...open.uses].map(([program, streams]) => ({ program, streams }))
    steps.push({ kind: 'layer', out: open.tensor, uses: uses.map(useOf) })
    layers.push({ allocate: open.allocate, uses, last: open.last })
    open = undefined
  }
  const allocated = new Map<number, Operation>()
  for (const operation of operationsOf(block)) {
    if (allocateOp.is(operation)) allocated.set(numberOf(operation.results[0]!), operation)
    else if (streamOp.is(operation)) {
      const { rings, destination, out } = streamOp.view(operation)
      const tensor = numberOf(destination)
      tensors.set(out, tensor)
      const program = definingOperation(rings)
      if (program === undefined || !programOp.is(program) || !allocated.has(tensor)) return undefined
      if (open?.tensor !== tensor) {
        close()
        if (closed.has(tensor)) return undefined
        open = { tensor, allocate: allocated.get(tensor)!, uses: new Map(), last: out }
      }
      open.last = out
      const streams = open.uses.get(program)
      if (streams === undefined) open.uses.set(program, [operation])
      else streams.push(operation)
    } else if (mrrElectronicOp.is(operation)) {
      close()
      const seconds = kernelSeconds(target, operation)
      steps.push({ kind: 'kernel', reads: operation.operands.map(numberOf), writes: operation.results.map(numberOf), seconds })
      layers.push(undefined)
    } else if (programOp.is(operation)) {
      const { rings, unit } = programOp.view(operation)
      const users = [...rings.users]
      if (unit !== undefined || users.length === 0 || !users.every(streamOp.is)) return undefined
    } else if (!tileOp.is(operation) && !activationsOp.is(operation) && !returnOp.is(operation)) return undefined
  }
  close()
  // Every stream of a program belongs to one layer.
  const programs = layers.flatMap((layer) => (layer === undefined ? [] : layer.uses))
  if (programs.some(({ program, streams }) => program.results[0]!.users.size !== streams.length)) return undefined
  return { steps, layers, tiles, streamJoules, isShared: isShared(steps) }

  function useOf({ program, streams }: { program: Operation; streams: readonly Operation[] }): TileUse {
    const { tile } = programOp.view(program)
    const made = definingOperation(tile)!
    const { rows, columns } = crossbarSize(tile.type)
    const known = tiles.get(made) ?? tiles.size
    tiles.set(made, known)
    const isComputed = activationsOp.is(made)
    const operand = isComputed ? 'activations' : 'weights'
    const jobs = streams.map((stream): StreamUse & { writeSeconds: number; writeJoules: number } => {
      const { source, input, output, nonnegative, transposed, store } = streamOp.view(stream)
      const positions = positionCount(output)
      const indexBytes =
        indexEntryBytes * ((input.select === undefined ? 0 : input.count) + (output.select === undefined ? 0 : output.count))
      const direction = transposed ? 'transposed' : 'forward'
      const both = [false, true].map((accumulate) => ({ positions, accumulate, outputs: output.count }))
      const switches = turningOf(unitClass) === undefined ? {} : { switches: 0 }
      const job = { rows, columns, signed: !nonnegative, operand, direction, indexBytes, ...switches, streams: both } as const
      const cost = tileCost(target, unitClass, job)
      const bare = tileCost(target, unitClass, { rows, columns, signed: !nonnegative, operand, streams: [] })
      streamJoules += totalEnergy(cost.energyJoules) / 2
      const key = `${numberOf(stream.operands[2]!)} ${patternText(output)}`
      const part = parts.get(key) ?? parts.size
      parts.set(key, part)
      return {
        source: numberOf(source),
        part,
        overwrites: store === 'overwrite',
        overwriteSeconds: cost.streamSeconds[0]!,
        addSeconds: cost.streamSeconds[1]!,
        transposed,
        writeSeconds: bare.writeSeconds,
        writeJoules: totalEnergy(bare.energyJoules) - (bare.energyJoules.ringHold ?? 0),
      }
    })
    const [{ writeSeconds, writeJoules }] = jobs as [(typeof jobs)[number]]
    return {
      tile: known,
      writeSeconds,
      writeJoules,
      holdWatts: holdPowerWatts(target, unitClass, rows * columns),
      rings: rows * columns,
      madeOf: isComputed ? numberOf(activationsOp.view(made).source) : undefined,
      streams: jobs,
    }
  }
}

function isShared(steps: readonly ResidencyStep[]): boolean {
  const layerOf = new Map<number, number>()
  return steps.some(
    (step, index) =>
      step.kind === 'layer' &&
      step.uses.some(({ tile }) => {
        const known = layerOf.get(tile) ?? index
        layerOf.set(tile, known)
        return known !== index
      }),
  )
}
