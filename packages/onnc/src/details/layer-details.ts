import { nodeNames } from '@onnc/executor'
import { unitClassOf } from '@onnc/hardware'
import type { Details } from '@onnc/results'

import { causeOf } from './cause-of.ts'
import type { TimedRun } from './timed-run.ts'

interface Layer {
  readonly tiles: Set<number>
  readonly units: Set<number>
  readonly seconds: Record<string, number>
  programs: number
  streams: number
  kernels: number
  /** Rings of the crossbars that its tiles lie in. */
  crossbarRings: number
  startSeconds: number
  endSeconds: number
}

/** What each ONNX node occupies, by when it begins. */
export function layerDetails({ program, target, steps }: TimedRun, tileDetails: Details['tiles']['tiles']): Details['layers'] {
  const nodeOf = nodeNames(program)
  const layers = new Map<string, Layer>()
  for (const step of steps) {
    const node = nodeOf(step.instruction)
    const layer = layers.get(node) ?? emptyLayer(step.startSeconds)
    layers.set(node, layer)
    const seconds = step.endSeconds - step.startSeconds
    const cause = causeOf(step)
    if (seconds > 0) layer.seconds[cause] = (layer.seconds[cause] ?? 0) + seconds
    if (step.op !== 'wait' && step.waitsFor !== undefined) {
      const waited = causeOf({ ...step, op: 'wait' })
      layer.seconds[waited] = (layer.seconds[waited] ?? 0) + step.startSeconds - step.waitsFor.since
    }
    layer.endSeconds = Math.max(layer.endSeconds, step.endSeconds)
    if (step.op === 'wait') continue
    if (step.unit >= 0) layer.units.add(step.unit)
    if (step.op === 'program' || step.op === 'imprint') layer.programs++
    if (step.op === 'stream') layer.streams++
    if (step.op === 'kernel') layer.kernels++
    if (step.tile === undefined || layer.tiles.has(step.tile)) continue
    layer.tiles.add(step.tile)
    const unitClass = unitClassOf(target, step.unit)
    layer.crossbarRings += unitClass === undefined ? 0 : unitClass.rows * unitClass.columns
  }
  return [...layers].map(([node, { tiles, units, seconds, crossbarRings, kernels, ...rest }]) => {
    let [rings, known, zeros] = [0, 0, 0]
    for (const index of tiles) {
      const tile = tileDetails[index]!
      rings += tile.rows * tile.columns
      if (tile.zeros === undefined) continue
      known += tile.rows * tile.columns
      zeros += tile.zeros * tile.rows * tile.columns
    }
    return {
      node,
      place: rest.streams === 0 ? 'ecu' : kernels === 0 ? 'rings' : 'both',
      tiles: tiles.size,
      programs: rest.programs,
      streams: rest.streams,
      units: units.size,
      ...(rings === 0 ? {} : { fill: Math.min(1, rings / Math.max(rings, crossbarRings)) }),
      ...(known === 0 ? {} : { zeros: Math.min(1, zeros / known) }),
      startSeconds: rest.startSeconds,
      endSeconds: rest.endSeconds,
      secondsByCause: seconds,
    }
  })
}

function emptyLayer(startSeconds: number): Layer {
  return {
    tiles: new Set(),
    units: new Set(),
    seconds: {},
    programs: 0,
    streams: 0,
    kernels: 0,
    crossbarRings: 0,
    startSeconds,
    endSeconds: startSeconds,
  }
}
