import type { Cost } from './cost.ts'
import { laserPowerWatts, modulatorPowerWatts, receiverPowerWatts } from './lit-power.ts'
import { writeSeconds } from './program-cost.ts'
import { symbolSeconds } from './symbol-time.ts'
import { ringsPerWeight, type Target, type UnitClass } from './target.ts'

/** A write-verify of all `rows x columns` rings of a tile: `iterations` times write, settle, and measure `probes` symbols. */
export interface CalibrateJob {
  readonly rows: number
  readonly columns: number
  readonly probes: number
  readonly iterations: number
}

/**
 * Cost of a calibration, all of its energy under `calibration`.
 *
 * time = iterations * (time to write all rings + probes * symbol time): the form of a closed calibration loop (DOCTOR, arXiv 2403.02688,
 * with a settling time in each step). A probe is one symbol of native width: one slice, one pass.
 *
 * energy = time with light * (lasers + receivers + modulators)
 *   + iterations * (rings * DAC energy + event energy + probes * (columns * (DAC + modulator energy) + rows * conversion energy)).
 * With `light: probes` lasers and receivers are off while rings settle. Deciding the next codes is not counted.
 */
export function calibrateCost(target: Target, unitClass: UnitClass, job: CalibrateJob): Cost {
  const { rows, columns, probes, iterations } = job
  const { stationary, moving, readout } = unitClass
  const rings = rows * columns * ringsPerWeight(unitClass)
  const { rounds, quietSeconds, litSeconds } = calibrationRounds(unitClass, job)
  const litWatts =
    laserPowerWatts(target, unitClass, columns) + receiverPowerWatts(unitClass, rows) + modulatorPowerWatts(unitClass, columns)
  const probeJoules = columns * (moving.dacEnergy.value + moving.modulatorEnergy.value) + rows * readout.conversionEnergy.value
  const writeJoules = rings * stationary.dacEnergyPerRing.value + stationary.eventEnergy.value
  return {
    seconds: rounds * (quietSeconds + litSeconds),
    energyJoules: { calibration: rounds * litSeconds * litWatts + iterations * (writeJoules + probes * probeJoules) },
  }
}

/** The rounds of a calibration, each some time without light and then some with it. */
export interface CalibrationRounds {
  readonly rounds: number
  readonly quietSeconds: number
  readonly litSeconds: number
}

/** When a calibration needs light: for its probes, or with `light: throughout` all the time. */
export function calibrationRounds(unitClass: UnitClass, { rows, columns, probes, iterations }: CalibrateJob): CalibrationRounds {
  const settle = writeSeconds(unitClass, { rows, columns, ringsWritten: rows * columns })
  const probe = probes * symbolSeconds(unitClass, rows)
  const isLit = unitClass.stationary.calibration.light === 'throughout'
  return { rounds: iterations, quietSeconds: isLit ? 0 : settle, litSeconds: isLit ? settle + probe : probe }
}
