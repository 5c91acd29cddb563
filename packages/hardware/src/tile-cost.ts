import { calibrateCost } from './calibrate-cost.ts'
import type { EnergyItems } from './cost.ts'
import { addEnergy } from './energy-sum.ts'
import { holdPowerWatts } from './hold-power.ts'
import { mayMovePastReach } from './level-detuning.ts'
import { programCost } from './program-cost.ts'
import { streamCost } from './stream-cost.ts'
import { scalesByLight, type Target, type UnitClass } from './target.ts'

/** One stream through a tile. */
export interface TileStream {
  readonly positions: number
  readonly accumulate: boolean
  /** Outputs that it reads; all if absent. */
  readonly outputs?: number
}

/** A tile on one unit, and the streams that go through it one after the other. */
export interface TileJob {
  readonly rows: number
  readonly columns: number
  /** Inputs may be negative. */
  readonly signed: boolean
  /** What rings are written with; `weights` if absent. */
  readonly operand?: 'weights' | 'activations'
  /** The way of the streams through the rings; `forward` if absent. */
  readonly direction?: 'forward' | 'transposed'
  /** Changes of direction that each stream begins with, as in `StreamJob`. */
  readonly switches?: number
  /** Of the index lists that each stream reads; none if absent. */
  readonly indexBytes?: number
  /** What is streamed; `activations` if absent. */
  readonly moving?: 'weights' | 'activations'
  readonly streams: readonly TileStream[]
}

/** What a tile takes on one unit: writing and calibrating all of its rings, then its streams. */
export interface TileCost {
  readonly writeSeconds: number
  /** Of each stream. */
  readonly streamSeconds: readonly number[]
  /** Of the streams that overwrite, and of those that add. */
  readonly overwriteSeconds: number
  readonly addSeconds: number
  /** Of all; ring hold for as long as they take. */
  readonly energyJoules: Partial<EnergyItems>
  readonly ringsWritten: number
}

/** Cost of writing a tile once, calibrated as the target does it, and streaming vectors through it. */
export function tileCost(
  target: Target,
  unitClass: UnitClass,
  { rows, columns, signed, operand = 'weights', moving = 'activations', direction = 'forward', switches, indexBytes = 0, streams }: TileJob,
): TileCost {
  const rings = rows * columns
  const { probes, iterations } = unitClass.stationary.calibration
  const program = programCost(target, unitClass, {
    rows,
    columns,
    ringsWritten: rings,
    operand,
    coarse: mayMovePastReach(target, unitClass),
  })
  const calibrate = calibrateCost(target, unitClass, { rows, columns, probes, iterations })
  // Planning takes all rows to have scales that light can have.
  const scaledByLight = operand === 'weights' && scalesByLight(unitClass)
  const costs = streams.map((stream) =>
    streamCost(target, unitClass, {
      rows,
      columns,
      signed,
      operand: moving,
      direction,
      indexBytes,
      scaledByLight,
      ...(switches === undefined ? {} : { switches }),
      ...stream,
    }),
  )
  const writeSeconds = program.seconds + calibrate.seconds
  const secondsOf = (counts: (stream: TileStream) => boolean): number =>
    streams.reduce((sum, stream, i) => (counts(stream) ? sum + costs[i]!.seconds : sum), 0)
  const seconds = costs.reduce((sum, cost) => sum + cost.seconds, writeSeconds)
  const ringHold = holdPowerWatts(target, unitClass, rings) * seconds
  return {
    writeSeconds,
    streamSeconds: costs.map((cost) => cost.seconds),
    overwriteSeconds: secondsOf((stream) => !stream.accumulate),
    addSeconds: secondsOf((stream) => stream.accumulate),
    energyJoules: addEnergy(program.energyJoules, calibrate.energyJoules, ...costs.map((cost) => cost.energyJoules), { ringHold }),
    ringsWritten: rings,
  }
}
