import { holdPowerWatts, indexEntryBytes, type Target, tileCost, type TileGroup, totalEnergy, type UnitClass } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'

import { blobKey } from './blob-key.ts'
import {
  blocksTogether,
  crossbarOf,
  type LayerPlan,
  type LayerShape,
  leadingAxis,
  outputsOfTiers,
  positionShares,
  shares,
  streamsOfTiers,
  tileGroups,
  turnStreams,
} from './plan-layer.ts'
import { turningOf } from './machine-of.ts'
import { productOf } from './product.ts'
import type { StreamUse, TileUse } from './plan-residency.ts'

type Job = TileGroup['job']

/** A tile of a planned product, with the name it has among those of its matrix, and what adds up with it. */
export interface PlannedTile {
  readonly name: string
  readonly part: string
  readonly cost: Omit<TileUse, 'tile' | 'streams' | 'madeOf'>
  readonly streams: readonly Pick<StreamUse, 'overwrites' | 'overwriteSeconds' | 'addSeconds' | 'transposed'>[]
}

/** What a matrix is held as; products of the same text have the same tiles. */
export function matrixKey(product: Operation): string | undefined {
  const { matrix, blocks } = productOf(product)
  return matrix.kind === 'weights' ? `${blobKey(matrix.constant.blob)} ${blocks[0] === 1 ? '' : blocks.join()}` : undefined
}

/** The tiles that a product is cut to, copies included, in the order of its streams; names are those of what is held. */
export function plannedTiles(shape: LayerShape, plan: LayerPlan, target: Target, unitClass: UnitClass): readonly PlannedTile[] {
  const costs = new Map<string, Pick<PlannedTile, 'cost' | 'streams'>>()
  const costOf = (job: Job): Pick<PlannedTile, 'cost' | 'streams'> => {
    const key = JSON.stringify(job)
    const known = costs.get(key) ?? costOfJob(job, target, unitClass)
    costs.set(key, known)
    return known
  }
  if (plan.compress)
    return tileGroups(shape, unitClass, plan).flatMap(({ count, job }, group) =>
      Array.from({ length: count }, (_, i) => ({ name: `kept ${group} ${i}`, part: `${group} ${i}`, ...costOf(job) })),
    )
  const { rows, columns, blocks, positions, signed, operand, slices, transposed = false, listed } = shape
  const crossbar = crossbarOf(shape, unitClass)
  const shared = positionShares(positions, plan.replicas).flatMap(({ positions: own, count }) => Array.from({ length: count }, () => own))
  const tiles: { readonly place: number; readonly tile: PlannedTile }[] = []
  const together = blocksTogether(shape, unitClass, plan)
  for (let first = 0; first < blocks; first += together) {
    const count = Math.min(together, blocks - first)
    const tiers = outputsOfTiers(shape, count, plan)
    const heights = cut((rows / blocks) * count, crossbar.rows)
    const widths = cut(columns * Math.min(plan.pack, count), crossbar.columns)
    for (let place = 0; place < slices * widths.length; place++) {
      const [slice, wide] = [Math.floor(place / widths.length), place % widths.length]
      for (const [high, height] of heights.entries())
        for (const [copy, own] of shared.entries()) {
          const all = own.reduce((a, b) => a * b, 1)
          const { count: indices, each } = leadingAxis(own)
          const turns = shares(indices, plan.turns).flatMap(({ size, count }) => Array.from({ length: count }, () => size * each))
          const width = widths[wide]!
          const [tileRows, tileColumns] = transposed ? [width, height] : [height, width]
          const held = transposed ? `${wide} ${high}` : `${high} ${wide}`
          const job: Job = {
            rows: tileRows,
            columns: tileColumns,
            signed,
            operand,
            direction: transposed ? 'transposed' : 'forward',
            indexBytes: indexEntryBytes * ((listed?.rows === true ? height : 0) + (listed?.columns === true ? width : 0)),
            streams: streamsOfTiers(tiers, place < plan.turns ? turnStreams(turns, place) : [{ positions: all, accumulate: true }]),
          }
          const name = `${plan.pack} ${plan.stack} ${first} ${slice} ${held}`
          tiles.push({ place, tile: { name, part: `${first} ${high} ${copy}`, ...costOf(job) } })
        }
    }
  }
  return tiles.toSorted((a, b) => a.place - b.place).map(({ tile }) => tile)
}

function costOfJob(job: Job, target: Target, unitClass: UnitClass): Pick<PlannedTile, 'cost' | 'streams'> {
  const { writeSeconds, energyJoules } = tileCost(target, unitClass, { ...job, streams: [] })
  const rings = job.rows * job.columns
  const switches = turningOf(unitClass) === undefined ? {} : { switches: 0 }
  const streams = job.streams.map((stream) => {
    const both = [false, true].map((accumulate) => ({ ...stream, accumulate }))
    const [overwriteSeconds, addSeconds] = tileCost(target, unitClass, { ...job, ...switches, streams: both }).streamSeconds as [
      number,
      number,
    ]
    return { overwrites: !stream.accumulate, overwriteSeconds, addSeconds, transposed: job.direction === 'transposed' }
  })
  const writeJoules = totalEnergy(energyJoules) - (energyJoules.ringHold ?? 0)
  return { cost: { writeSeconds, writeJoules, holdWatts: holdPowerWatts(target, unitClass, rings), rings }, streams }
}

function cut(total: number, size: number): number[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => Math.min(size, total - i * size))
}
