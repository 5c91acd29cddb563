import { fromDbm, toDbm } from './physics/decibel.ts'
import { reverseLoss } from './physics/reverse-path.ts'
import { armsOf, ringsPerWeight, type Target, type UnitClass } from './target.ts'

/** One cause of loss between laser and photodiode. */
export interface Loss {
  readonly cause: string
  readonly decibel: number
}

export type Direction = 'forward' | 'transposed'

/**
 * Losses of one wavelength from its laser to a photodiode, of a weight of 1: coupling to the chip; the modulator, and passing those of the
 * bus's other wavelengths; splitting over all rows (twice as many with two rings a weight) in a tree of splitters; the waveguide along the
 * bus; passing the other rings of the row; the ring that drops it; a broadband ring; the
 * switches to one of several banks; the network's penalty. VCSELs have no modulators, and
 * a combiner instead. The terms are those of CASES 2022 (Vatsavai & Thakkar), eq. for P_laser. Backwards light enters row by row and loses
 * at the splitters what it lost there forwards; where all rows share one source (`coherent`) it is split over them first, 10 log10 R more.
 */
export function opticalLosses(target: Target, unitClass: UnitClass, direction: Direction = 'forward'): readonly Loss[] {
  const { device } = target
  const { rows, banks, bankLoss, moving, scale, transpose } = unitClass
  const channels = wavelengthsPerBus(unitClass)
  const rings = ringsPerWeight(unitClass) / armsOf(unitClass)
  const copies = rows * rings
  const vcsels = moving.emitters === 'vcsels'
  const modulatorThrough = (device.modulatorThroughLoss ?? device.ringThroughLoss).value
  const losses: readonly Loss[] = [
    { cause: 'coupling', decibel: device.couplingLoss.value },
    ...(vcsels
      ? [{ cause: 'combiner', decibel: device.combinerLoss.value }]
      : [
          { cause: 'modulator', decibel: device.modulatorLoss.value },
          { cause: 'passing modulators', decibel: (channels - 1) * modulatorThrough },
        ]),
    { cause: `splitting over ${copies}`, decibel: 10 * Math.log10(copies) },
    { cause: 'splitters', decibel: Math.ceil(Math.log2(copies)) * device.splitterLoss.value },
    { cause: 'waveguide', decibel: channels * device.ringPitch.value * device.waveguideLoss.value },
    { cause: 'passing rings', decibel: (channels - 1) * rings * device.ringThroughLoss.value },
    { cause: 'dropping', decibel: device.dropLoss?.value ?? 0 },
    { cause: 'broadband ring', decibel: scale?.loss.value ?? 0 },
    { cause: 'bank switches', decibel: banks > 1 ? (bankLoss?.value ?? 0) : 0 },
    { cause: 'link penalty', decibel: device.linkPenalty?.value ?? 0 },
    ...(direction === 'transposed' && transpose !== undefined
      ? [{ cause: 'way back', decibel: reverseLoss(transpose.lasers === 'coherent' ? rows : 1, transpose.loss.value) }]
      : []),
  ]
  return losses.filter(({ decibel }) => decibel > 0)
}

export function lossDecibel(losses: readonly Loss[]): number {
  return losses.reduce((sum, loss) => sum + loss.decibel, 0)
}

/** Power of one wavelength on a photodiode at a weight of 1, in dBm. */
export function receivedDbm(target: Target, unitClass: UnitClass, direction: Direction = 'forward'): number {
  return toDbm(target.laser.powerPerWavelength.value) - lossDecibel(opticalLosses(target, unitClass, direction))
}

/** Power on the fullest waveguide: all wavelengths of a bus behind their modulators, before they are split over the rows, in watts. */
export function busWatts(target: Target, unitClass: UnitClass): number {
  const before = ['coupling', 'combiner', 'modulator', 'passing modulators']
  const lost = lossDecibel(opticalLosses(target, unitClass).filter(({ cause }) => before.includes(cause)))
  return wavelengthsPerBus(unitClass) * fromDbm(toDbm(target.laser.powerPerWavelength.value) - lost)
}

/** Wavelengths that share a bus. */
export function wavelengthsPerBus({ columns, segments }: UnitClass): number {
  return columns / segments
}
