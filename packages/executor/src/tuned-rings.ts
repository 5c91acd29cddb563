import {
  channelSpacing,
  type Channels,
  dropsOfWeight,
  farthestDetuning,
  lorentzianDetuning,
  lorentzianDrop,
  type Target,
  thermalMatrix,
  thermalShift,
  type UnitClass,
  weightOfDrops,
} from '@onnc/hardware'
import type { TilePlace } from '@onnc/isa'
import type { BankWrite } from './bank-writes.ts'

/** What the rings of a unit class have in common, for turning weights into resonances and back. */
export interface RingModel {
  readonly channels: Channels
  readonly spacingMetres: number
  /** Farthest detuning in use, and what a ring drops there at least. */
  readonly farthestMetres: number
  readonly leastDrop: number
  readonly range: UnitClass['stationary']['range']
  /** Standard deviation of a weight's error, before and after calibration. */
  readonly errorBefore: number
  readonly errorAfter: number
  /** Other wavelengths a ring drops as well, and heat of its neighbours, where nothing compensates them. */
  readonly spectralCrosstalk: boolean
  readonly thermalCrosstalk: readonly (readonly number[])[] | undefined
  readonly metresPerKelvin: number
}

export function ringModel(target: Target, unitClass: UnitClass): RingModel {
  const { device } = target
  const { stationary } = unitClass
  const count = unitClass.columns / unitClass.segments
  const channels: Channels = {
    count,
    wavelengthMetres: device.wavelength.value,
    qualityFactor: device.qualityFactor.value,
    freeSpectralRangeMetres: device.freeSpectralRange.value,
  }
  const spacingMetres = channelSpacing(channels)
  const farthestMetres = farthestDetuning(target, unitClass)
  const { iterations, errorBefore, errorAfter } = stationary.calibration
  const heat = { nearShare: device.thermalCrosstalk.value, lengthMetres: device.thermalCrosstalkLength.value }
  const cancelsHeat = stationary.jointTuning === 'ted' || iterations > 0
  return {
    channels,
    spacingMetres,
    farthestMetres,
    leastDrop: lorentzianDrop(channels, farthestMetres),
    range: stationary.range,
    errorBefore: errorBefore.value,
    errorAfter: errorAfter.value,
    spectralCrosstalk: iterations === 0 && count > 1,
    thermalCrosstalk: cancelsHeat ? undefined : thermalMatrix(heat, count, device.ringPitch.value, 2 * (device.ringRadius?.value ?? 0)),
    metresPerKelvin: device.resonanceShift.value,
  }
}

/** A ring without drive: it drops what it drops at its farthest. */
export type DeadRings = ReadonlySet<number>

/** What else decides what rings are written to. */
export interface WritePlace {
  readonly dead: DeadRings | undefined
  readonly unitColumns: number
  /** The weights that a linked program's drive makes, instead of those of the codes. */
  readonly driven: Float64Array | undefined
  /** Where in the bank a linked program lays the tile; at its first rows and columns where undefined. */
  readonly place: TilePlace | undefined
  /** Where the weights go; room of its own where undefined. */
  readonly into?: Float64Array
}

/**
 * Weights from -1 to 1 that the rings of a write stand for, row-major: the codes and the errors of writing them, within what a ring can
 * drop; dead rings at their least.
 */
export function writtenWeights(model: RingModel, write: BankWrite, { dead, unitColumns, driven, place, into }: WritePlace): Float64Array {
  const { rows, columns, levels, codes } = write.tile
  const sigma = write.calibrated ? model.errorAfter : model.errorBefore
  const largest = (levels - 1) / 2
  const errors = write.deviates()
  const weights = into ?? new Float64Array(rows * columns)
  const darkest = model.range === 'two-rings' ? 0 : -1
  for (let i = 0; i < weights.length; i++)
    weights[i] = Math.max(-1, Math.min(1, (driven === undefined ? codes[i]! / largest : driven[i]!) + sigma * errors[i]!))
  if (dead !== undefined)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        if (dead.has((place?.rows[r] ?? r) * unitColumns + (place?.columns[c] ?? c))) weights[r * columns + c] = darkest
  return weights
}

/** Detuning of a ring that drops this share, from 0 to the farthest. */
export function detuningOf({ channels, farthestMetres }: RingModel, drop: number): number {
  return Math.min(farthestMetres, lorentzianDetuning(channels, drop) ?? farthestMetres)
}

/**
 * Weights as light meets them: those written, after all resonances have drifted by `kelvin`, and with what nothing compensates. To first order in
 * the other rings of a bus: channel j loses (1 - own drop) times the sum of what the others drop of it.
 */
export function seenWeights(model: RingModel, written: Float64Array, columns: number, kelvin: number): Float64Array {
  const { channels, spacingMetres, range, leastDrop, spectralCrosstalk, thermalCrosstalk } = model
  const shift = thermalShift(kelvin, model.metresPerKelvin)
  if (shift === 0 && !spectralCrosstalk && thermalCrosstalk === undefined) return written
  const seen = new Float64Array(written.length)
  const busColumns = channels.count
  const signs = range === 'two-rings' ? 2 : 1
  for (let start = 0; start < written.length;) {
    const column = start % columns
    const count = Math.min(busColumns, columns - column)
    const drops = [new Float64Array(count), new Float64Array(count)]
    for (let sign = 0; sign < signs; sign++) {
      const detunings = new Float64Array(count)
      for (let i = 0; i < count; i++) {
        const { positive, negative } = dropsOfWeight(range, written[start + i]!, leastDrop)
        detunings[i] = detuningOf(model, sign === 0 ? positive : negative!)
      }
      const moved = thermalCrosstalk === undefined ? detunings : heated(detunings, thermalCrosstalk)
      for (let j = 0; j < count; j++) {
        const own = lorentzianDrop(channels, moved[j]! + shift)
        let others = 0
        if (spectralCrosstalk)
          for (let i = 0; i < count; i++) if (i !== j) others += lorentzianDrop(channels, (i - j) * spacingMetres + moved[i]! + shift)
        drops[sign]![j] = Math.min(1, own + (1 - own) * others)
      }
    }
    for (let j = 0; j < count; j++) {
      const positive = drops[0]![j]!
      seen[start + j] = weightOfDrops(range, signs === 2 ? { positive, negative: drops[1]![j]! } : { positive }, leastDrop)
    }
    start += count
  }
  return seen
}

/** Each ring moves by the heat of the others. */
export function heated(detunings: Float64Array, matrix: readonly (readonly number[])[]): Float64Array {
  return detunings.map((own, i) => {
    let moved = own
    for (let j = 0; j < detunings.length; j++) if (j !== i) moved += matrix[i]![j]! * detunings[j]!
    return moved
  })
}

/** Weight for a difference of photocurrents of all the light: 1 for `balanced`, 2 for `offset`, over the part of it that rings can drop. */
export function weightPerCurrent({ range, leastDrop }: RingModel): number {
  return (range === 'offset' ? 2 : 1) / (1 - leastDrop)
}
