import { calibrateCost } from './calibrate-cost.ts'
import type { EnergyItems } from './cost.ts'
import { addEnergy } from './energy-sum.ts'
import { holdPowerWatts } from './hold-power.ts'
import { programCost } from './program-cost.ts'
import { streamCost, type StreamJob } from './stream-cost.ts'
import type { Target, UnitClass } from './target.ts'

/** What a tile takes on one unit: writing and calibrating all of its rings, then one stream through them. */
export interface TileCost {
  readonly writeSeconds: number
  readonly streamSeconds: number
  /** Of both; ring hold for as long as they take. */
  readonly energyJoules: Partial<EnergyItems>
  readonly ringsWritten: number
}

/** Cost of writing a tile once, calibrated as the target does it, and streaming vectors through it. */
export function tileCost(target: Target, unitClass: UnitClass, job: StreamJob): TileCost {
  const { rows, columns } = job
  const rings = rows * columns
  const { probes, iterations } = unitClass.stationary.calibration
  const program = programCost(target, unitClass, { rows, columns, ringsWritten: rings })
  const calibrate = calibrateCost(target, unitClass, { rows, columns, probes, iterations })
  const stream = streamCost(target, unitClass, job)
  const writeSeconds = program.seconds + calibrate.seconds
  const ringHold = holdPowerWatts(target, unitClass, rings) * (writeSeconds + stream.seconds)
  return {
    writeSeconds,
    streamSeconds: stream.seconds,
    energyJoules: addEnergy(program.energyJoules, calibrate.energyJoules, stream.energyJoules, { ringHold }),
    ringsWritten: rings,
  }
}
