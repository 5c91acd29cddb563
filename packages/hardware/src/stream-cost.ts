import type { Cost } from './cost.ts'
import { laserPowerWatts, modulatorPowerWatts, receiverPowerWatts } from './lit-power.ts'
import { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
import type { Target, UnitClass } from './target.ts'

/** `positions` input vectors of `columns` elements through a resident tile, each giving `rows` elements. */
export interface StreamJob {
  readonly rows: number
  readonly columns: number
  readonly positions: number
  /** Inputs may be negative. */
  readonly signed: boolean
  /** Outputs are added to what is stored. */
  readonly accumulate: boolean
}

/**
 * Cost of a stream.
 *
 * time = max(symbols * symbol time, bytes moved / bandwidth of the unit's memory port) + pipeline latency, with
 * symbols = positions * slices * passes (an 8-bit input on 4-bit modulators takes two, a signed one twice as many), and the latency of
 * detector, amplifier and ADC once: the pipeline is full after it. Units do not contend for the memory; each has a port of its own.
 *
 * bytes = element width * positions * (columns read + rows written + rows read when accumulating). Every input element is read once a
 * position, and kept for its slices and passes; an im2col stream so reads overlapping patches again and again, as there is no line buffer.
 *
 * - laser, detector, static modulator power: on for the whole time, also where memory is what limits it
 * - dac, modulator: symbols * columns * energy of a symbol
 * - adc: symbols * rows conversions, since slices and passes are added after conversion
 * - memory: bytes * energy per byte
 * - ecu: for each output one multiplication (its scale) and slices * passes additions (of slices and passes, with the bias or the stored
 *   value), at the energies of the ECU; this datapath keeps up with the ADCs, so it takes no time
 */
export function streamCost(target: Target, unitClass: UnitClass, job: StreamJob): Cost {
  const { rows, columns, positions } = job
  if (positions === 0) return { seconds: 0, energyJoules: {} }
  const { moving, readout } = unitClass
  const { bandwidth, energyPerByte } = target.memories.activation
  const partials = inputSlices(unitClass) * streamPasses(unitClass, job.signed)
  const symbols = positions * partials
  const bytes = streamBytes(target, job)
  const seconds = Math.max(symbols * symbolSeconds(unitClass, rows), bytes / bandwidth.value) + pipelineSeconds(unitClass)
  const { add, multiply } = target.ecu.energy
  return {
    seconds,
    energyJoules: {
      laser: laserPowerWatts(target, unitClass, columns) * seconds,
      dac: symbols * columns * moving.dacEnergy.value,
      modulator: symbols * columns * moving.modulatorEnergy.value + modulatorPowerWatts(unitClass, columns) * seconds,
      detector: receiverPowerWatts(unitClass, rows) * seconds,
      adc: symbols * rows * readout.conversionEnergy.value,
      memory: bytes * energyPerByte.value,
      ecu: positions * rows * (multiply.value + partials * add.value),
    },
  }
}

/** Bytes a stream moves between the activation memory and its unit. */
export function streamBytes(target: Target, job: StreamJob): number {
  const elements = job.positions * (job.columns + (job.accumulate ? 2 : 1) * job.rows)
  return (elements * target.memories.activation.elementBits) / 8
}

/** Seconds from light at the detectors to the first number. */
export function pipelineSeconds(unitClass: UnitClass): number {
  const { detector, tia, latency } = unitClass.readout
  return detector.latency.value + tia.latency.value + latency.value
}
