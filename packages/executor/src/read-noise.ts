import {
  boltzmann,
  elementaryCharge,
  fromDbm,
  noiseBandwidth,
  photodiodesPerBus,
  receivedDbm,
  symbolSeconds,
  type Target,
  type UnitClass,
} from '@onnc/hardware'
import { ringModel, weightPerCurrent } from './tuned-rings.ts'

type Direction = 'forward' | 'transposed'

/** Noise on the sum of a row for one symbol, in products: a weight of 1 times a symbol of full scale is 1. */
export interface ReadNoise {
  /** Variance without light: thermal noise of the amplifier, shot noise of the dark current. */
  readonly dark: number
  /** Variance for each symbol of full scale whose light is detected: shot noise. */
  readonly perSymbol: number
  /** Variance for each (weight * symbol)^2: intensity noise of the lasers, each its own. */
  readonly perSquare: number
}

/** Photocurrent of one wavelength at full scale, all of it dropped, in amperes: responsivity * received power. */
export function fullCurrent(target: Target, unitClass: UnitClass, direction: Direction): number {
  return unitClass.readout.detector.responsivity.value * fromDbm(receivedDbm(target, unitClass, direction))
}

/**
 * 4 k T / R, 2 q I and I^2 RIN in the bandwidth of a symbol, over the current of a full product squared (the densities of CASES 2022, Vatsavai
 * & Thakkar, which `tileSignal` of the hardware package has too); a full product is the part of the light that a ring can drop.
 */
export function readNoise(target: Target, unitClass: UnitClass, direction: Direction): ReadNoise {
  const { readout, segments } = unitClass
  const full = fullCurrent(target, unitClass, direction)
  const product = full / weightPerCurrent(ringModel(target, unitClass))
  const bandwidth = noiseBandwidth(1 / symbolSeconds(unitClass, unitClass.rows))
  const darkCurrent = photodiodesPerBus(unitClass) * segments * readout.detector.darkCurrent.value
  const thermal = (4 * boltzmann * target.device.temperature.value) / readout.tia.loadResistance.value
  return {
    dark: ((thermal + 2 * elementaryCharge * darkCurrent) * bandwidth) / product ** 2,
    perSymbol: (2 * elementaryCharge * full * bandwidth) / product ** 2,
    perSquare: 10 ** (target.laser.relativeIntensityNoise.value / 10) * bandwidth,
  }
}
