import { fromDbm, toDbm } from './physics/decibel.ts'
import { driftError } from './physics/drift.ts'
import { bitsOfBound, bitsOfDeviation } from './physics/effective-bits.ts'
import {
  bitsOfAmplitudeRatio,
  noiseBandwidth,
  noiseDensities,
  type Receiver,
  receiverBits,
  receiverSensitivity,
} from './physics/receiver-noise.ts'
import { settlingBits } from './physics/ring-bandwidth.ts'
import { beatNoise } from './physics/reverse-path.ts'
import { fullWidth, type Resonance } from './physics/ring-transmission.ts'
import { steepestWeight } from './physics/ring-drive.ts'
import { type Channels, channelSpacing, crosstalkBits } from './physics/spectral-crosstalk.ts'
import { thermalCrosstalk } from './physics/thermal-crosstalk.ts'
import { type Direction, type Loss, lossDecibel, opticalLosses, receivedDbm, wavelengthsPerBus } from './optical-path.ts'
import { symbolSeconds } from './symbol-time.ts'
import type { Target, UnitClass } from './target.ts'

/** One thing that limits the bits of a value. */
export interface BitTerm {
  readonly name:
    | 'receiver'
    | 'receiver, transposed'
    | 'spectral crosstalk'
    | 'ring bandwidth'
    | 'thermal crosstalk'
    | 'beat noise'
    | 'programming error'
    | 'drift'
    | 'ADC'
  readonly bits: number
  /** Bits the target asks of it; absent where it asks for none. */
  readonly asked?: number
}

/** What follows from the parameters of a unit class. */
export interface UnitPhysics {
  readonly channels: Channels
  readonly spacingMetres: number
  readonly widthMetres: number
  readonly losses: readonly Loss[]
  readonly lossDecibel: number
  readonly receivedDbm: number
  /** Laser power of a wavelength that gives the bits asked of a symbol, in dBm; absent where no power does. */
  readonly neededLaserDbm?: number
  /** Of one product of a weight and an input, both full. */
  readonly product: readonly BitTerm[]
  /** Of a row where all products are full. */
  readonly fullScale: readonly BitTerm[]
}

/**
 * Bits of a unit class, term by term.
 *
 * A product: what the receiver tells apart of one wavelength (`receiverBits`); spectral crosstalk of the other wavelengths of the bus, if
 * nothing compensates it; what a ring keeps of the symbol before, where that is worth saying; thermal crosstalk, unless rings have no
 * heaters, heaters are tuned jointly, or rings are calibrated after writing; the programming error that calibration leaves, and the drift
 * that is tolerated before the next. The first three have to keep the bits of a symbol, the others the levels of a ring. Full scale: the
 * receiver with the light of all wavelengths, whose intensity noises are independent, and the ADC.
 */
export function unitPhysics(target: Target, unitClass: UnitClass): UnitPhysics {
  const channels = channelsOf(target, unitClass)
  const receiver = receiverOf(target, unitClass)
  const losses = opticalLosses(target, unitClass)
  const rate = 1 / symbolSeconds(unitClass, unitClass.rows)
  const sensitivity = receiverSensitivity(receiver, unitClass.moving.sliceBits, rate)
  return {
    channels,
    spacingMetres: channelSpacing(channels),
    widthMetres: fullWidth(channels),
    losses,
    lossDecibel: lossDecibel(losses),
    receivedDbm: receivedDbm(target, unitClass),
    ...(sensitivity === undefined ? {} : { neededLaserDbm: toDbm(sensitivity) + lossDecibel(losses) }),
    product: productTerms(target, unitClass),
    fullScale: [
      { name: 'receiver', bits: fullScaleBits(receiver, receivedWatts(target, unitClass), unitClass.columns, rate) },
      { name: 'ADC', bits: unitClass.readout.bits },
    ],
  }
}

/** The term with the fewest bits. */
export function limitingTerm(terms: readonly BitTerm[]): BitTerm {
  return terms.reduce((least, term) => (term.bits < least.bits ? term : least))
}

export function channelsOf({ device }: Target, unitClass: UnitClass): Channels {
  return {
    count: wavelengthsPerBus(unitClass),
    wavelengthMetres: device.wavelength.value,
    qualityFactor: device.qualityFactor.value,
    freeSpectralRangeMetres: device.freeSpectralRange.value,
  }
}

export function receiverOf({ device, laser }: Target, { readout }: UnitClass): Receiver {
  return {
    responsivity: readout.detector.responsivity.value,
    darkCurrentAmperes: readout.detector.darkCurrent.value,
    loadOhms: readout.tia.loadResistance.value,
    temperatureKelvin: device.temperature.value,
    relativeIntensityNoise: 10 ** (laser.relativeIntensityNoise.value / 10),
  }
}

/** Power of one wavelength on a photodiode at a weight of 1, in watts. */
export function receivedWatts(target: Target, unitClass: UnitClass, direction: Direction = 'forward'): number {
  return fromDbm(receivedDbm(target, unitClass, direction))
}

/** Largest error of a weight that the heat of the other rings of its bus brings, where nothing cancels it: each may move by a half width. */
export function thermalError({ device }: Target, unitClass: UnitClass): number {
  const spread = { nearShare: device.thermalCrosstalk.value, lengthMetres: device.thermalCrosstalkLength.value }
  const diameter = 2 * (device.ringRadius?.value ?? 0)
  let shares = 0
  for (let i = 1; i < wavelengthsPerBus(unitClass); i++) {
    // The ring in the middle has neighbours on both sides.
    shares += thermalCrosstalk(spread, Math.ceil(i / 2) * device.ringPitch.value - diameter)
  }
  const resonance = resonanceOf(device)
  return Math.min(1, steepestWeight(resonance) * shares * (fullWidth(resonance) / 2))
}

function productTerms(target: Target, unitClass: UnitClass): BitTerm[] {
  const { device } = target
  const { stationary, moving, transpose, rows } = unitClass
  const receiver = receiverOf(target, unitClass)
  const rate = 1 / symbolSeconds(unitClass, rows)
  const symbol = moving.sliceBits
  // Half a step is as far as a level may move: 2 / (levels - 1) / 2.
  const level = Math.log2(stationary.levels - 1)
  const { errorAfter, driftTolerance, iterations } = stationary.calibration
  const cancelsHeat = stationary.tuning === 'electro-optic' || stationary.jointTuning === 'ted' || iterations > 0
  const received = (direction: Direction): number => receiverBits(receiver, receivedWatts(target, unitClass, direction), rate)
  const drift = driftError(resonanceOf(device), driftTolerance.value, device.resonanceShift.value)
  const terms: BitTerm[] = [
    { name: 'receiver', bits: received('forward'), asked: symbol },
    { name: 'spectral crosstalk', bits: crosstalkBits(channelsOf(target, unitClass)), asked: symbol },
    { name: 'ring bandwidth', bits: negligible(settlingBits(resonanceOf(device), 1 / rate)), asked: symbol },
    ...(cancelsHeat ? [] : [{ name: 'thermal crosstalk', bits: bitsOfBound(thermalError(target, unitClass)), asked: level } as const]),
    { name: 'programming error', bits: bitsOfDeviation(errorAfter.value), asked: level },
    { name: 'drift', bits: bitsOfBound(drift), asked: level },
    ...(transpose === undefined ? [] : [{ name: 'receiver, transposed', bits: received('transposed'), asked: symbol } as const]),
    ...(transpose?.lasers === 'coherent'
      ? [{ name: 'beat noise', bits: bitsOfDeviation(beatNoise(Array.from({ length: rows }, () => 1))), asked: symbol } as const]
      : []),
  ]
  return terms.filter(({ bits }) => bits !== Infinity)
}

/** Nothing ends at more bits than anybody asks for. */
function negligible(bits: number): number {
  return bits > 20 ? Infinity : bits
}

function resonanceOf(device: Target['device']): Resonance {
  return { qualityFactor: device.qualityFactor.value, wavelengthMetres: device.wavelength.value }
}

/** As `receiverBits`, of `columns` wavelengths together: their currents add up, their intensity noises in squares. */
function fullScaleBits(receiver: Receiver, watts: number, columns: number, rate: number): number {
  const current = receiver.responsivity * watts * columns
  const lit = noiseDensities(receiver, current)
  const dark = noiseDensities(receiver, 0)
  const beta = Math.sqrt(lit.shot + lit.thermal + lit.intensity / columns) + Math.sqrt(dark.shot + dark.thermal)
  return bitsOfAmplitudeRatio(current / (beta * Math.sqrt(noiseBandwidth(rate))))
}
