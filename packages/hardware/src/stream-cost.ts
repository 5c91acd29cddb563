import type { Cost } from './cost.ts'
import { scaleCost, scaleHoldWatts } from './scale-cost.ts'
import { drivenShare, laserPowerWatts, modulatorPowerWatts, receiverPowerWatts } from './lit-power.ts'
import { secondsOfConversions, inputSlices, streamPasses } from './symbol-time.ts'
import { armsOf, type Target, type UnitClass } from './target.ts'

/** `positions` input vectors through a resident tile of `rows x columns` codes. */
export interface StreamJob {
  readonly rows: number
  readonly columns: number
  readonly positions: number
  /** Inputs may be negative. */
  readonly signed: boolean
  /** Outputs are added to what is stored. */
  readonly accumulate: boolean
  /** Outputs that are read, where it is not all of them: rows, or columns of a transposed stream. */
  readonly outputs?: number | undefined
  /** `transposed`: vectors of `rows` elements enter backwards and give `columns` elements; needs the ability `transpose`. */
  readonly direction?: 'forward' | 'transposed'
  /** Changes of direction that it begins with; if absent, a transposed one is taken to change it, and to change it back at its end. */
  readonly switches?: number
  /** Share of the inputs that are not zero, for targets that gate zeros; 1 if absent. */
  readonly density?: number
  /** Where inputs come from: the activation memory, or, as codes of the width of an input, the weight memory. `activations` if absent. */
  readonly operand?: 'activations' | 'weights'
  /** The scales of the outputs are what broadband rings are set to. */
  readonly scaledByLight?: boolean
  /** Inputs are multiplied by a factor each before they are converted. */
  readonly scaledInputs?: boolean
  /** Bytes of index lists that gather the inputs or spread the outputs, read from the weight memory beside the stream; none if absent. */
  readonly indexBytes?: number
}

/** Bytes of an entry of an index list: a 16-bit offset from the stream's place in memory. */
export const indexEntryBytes = 2

/**
 * Cost of a stream.
 *
 * time = max(symbols * symbol time, bytes moved / bandwidth of the unit's memory port, bytes of indices and of constant inputs / bandwidth of the weight memory)
 * + pipeline latency, with
 * symbols = positions * slices * passes (an 8-bit input on 4-bit modulators takes two, a signed one twice as many), and the latency of
 * detector, amplifier and ADC once: the pipeline is full after it. Units do not contend for the memory; each has a port of its own.
 * A stream that finds the light of its unit going the other way begins with the switch of direction, which then stays: a thermo-optic switch holds
 * its state as a ring does.
 *
 * bytes = element width * positions * (inputs read + outputs written + outputs read when accumulating). Every input element is read once a
 * position, and kept for its slices and passes; an im2col stream so reads overlapping patches again and again, as there is no line buffer.
 *
 * Inputs of both signs on `arms` light and drive both sets of emitters, or with `gating: zeros` the one that is not zero; in two passes, an input
 * that is not zero is so in one of them.
 *
 * - laser, detector, static modulator power: on for the whole time but the switches, also where memory is what limits it
 * - dac, modulator: symbols * inputs * energy of a symbol, times the share that is driven
 * - adc: symbols * outputs conversions, since slices and passes are added after conversion; a sample-and-hold counts as detector
 * - memory: bytes * energy per byte
 * - ringProgram, ringHold: of broadband rings that scale the outputs, set before and held while the stream runs; there are no multiplications then
 * - ecu: for each input that is scaled and for each output one multiplication (its scale) and slices * passes additions (of slices and passes, with the bias or the stored
 *   value), at the energies of the ECU; this datapath keeps up with the ADCs, so it takes no time
 *
 * Backwards all wavelengths of the tile's columns are lit in every row and modulated row by row (Ohno et al., ACS Photonics 2022):
 * `incoherent` rows have a source each, of the same power, `coherent` ones share that of the forward direction.
 */
export function streamCost(target: Target, unitClass: UnitClass, job: StreamJob): Cost {
  const { columns, positions, density = 1 } = job
  if (positions === 0) return { seconds: 0, energyJoules: {} }
  const { moving, readout, sampleAndHold } = unitClass
  const { activation, weight } = target.memories
  const { inputs, outputs } = vectorLengths(job)
  const partials = inputSlices(unitClass) * streamPasses(unitClass, job.signed)
  const symbols = positions * partials
  const bytes = streamBytes(target, job)
  const weightBytes = (job.indexBytes ?? 0) + (job.operand === 'weights' ? Math.ceil((positions * inputs * moving.bits) / 8) : 0)
  const litSeconds =
    Math.max(symbols * streamSymbolSeconds(unitClass, job), bytes / activation.bandwidth.value, weightBytes / weight.bandwidth.value) +
    pipelineSeconds(unitClass)
  const { add, multiply } = target.ecu.energy
  const arms = job.signed && moving.gating !== 'zeros' ? armsOf(unitClass) : 1
  const lit = density / (moving.gating === 'zeros' ? streamPasses(unitClass, job.signed) : 1)
  const set = job.scaledByLight === true ? scaleCost(unitClass, outputs) : undefined
  const driven = arms * symbols * inputs * drivenShare(unitClass, lit)
  return {
    seconds: (set?.seconds ?? 0) + litSeconds + switchSeconds(unitClass, job),
    energyJoules: {
      laser: arms * sourcesOf(unitClass, job) * laserPowerWatts(target, unitClass, columns, lit) * litSeconds,
      dac: driven * moving.dacEnergy.value,
      modulator: driven * moving.modulatorEnergy.value + arms * modulatorPowerWatts(unitClass, inputs, lit) * litSeconds,
      detector: receiverPowerWatts(unitClass, outputs) * litSeconds + symbols * outputs * (sampleAndHold?.energy.value ?? 0),
      adc: symbols * outputs * readout.conversionEnergy.value,
      memory: bytes * activation.energyPerByte.value + weightBytes * weight.energyPerByte.value,
      ecu:
        positions * outputs * ((set === undefined ? multiply.value : 0) + partials * add.value) +
        (job.scaledInputs === true ? positions * inputs * multiply.value : 0),
      ...(set === undefined ? {} : { ...set.energyJoules, ringHold: scaleHoldWatts(unitClass, outputs) * litSeconds }),
    },
  }
}

/** Bytes a stream moves between the activation memory and its unit; constant inputs do not come from there. */
export function streamBytes(target: Target, job: StreamJob): number {
  const { inputs, outputs } = vectorLengths(job)
  const elements = job.positions * ((job.operand === 'weights' ? 0 : inputs) + (job.accumulate ? 2 : 1) * outputs)
  return (elements * target.memories.activation.elementBits) / 8
}

/** Seconds from light at the detectors to the first number. */
export function pipelineSeconds(unitClass: UnitClass): number {
  const { detector, tia, latency } = unitClass.readout
  return detector.latency.value + tia.latency.value + latency.value
}

function vectorLengths({ rows, columns, outputs, direction }: StreamJob): { inputs: number; outputs: number } {
  const [inputs, all] = direction === 'transposed' ? [rows, columns] : [columns, rows]
  return { inputs, outputs: outputs ?? all }
}

/** Backwards the ADCs may be those of the rows: then they share the columns among themselves. */
function streamSymbolSeconds(unitClass: UnitClass, job: StreamJob): number {
  const { transpose, readout, rows } = unitClass
  const backwards = job.direction === 'transposed'
  const sharing = backwards && transpose?.adc === 'shared' ? Math.ceil(job.columns / Math.ceil(rows / readout.sharing)) : readout.sharing
  return secondsOfConversions(unitClass, Math.min(sharing, vectorLengths(job).outputs))
}

function switchSeconds({ transpose }: UnitClass, { direction, switches = direction === 'transposed' ? 2 : 0 }: StreamJob): number {
  return switches === 0 ? 0 : switches * (transpose?.switching.value ?? 0)
}

function sourcesOf({ transpose }: UnitClass, { rows, direction }: StreamJob): number {
  return direction === 'transposed' && transpose?.lasers === 'incoherent' ? rows : 1
}
