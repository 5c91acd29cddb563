import { elementaryCharge } from './receiver-noise.ts'

/** A ring whose waveguide is a diode: carriers of equal number of either kind are injected into it. */
export interface CarrierTuner {
  readonly wavelengthMetres: number
  readonly groupIndex: number
  /** Share of the mode that lies where the carriers are. */
  readonly confinement: number
  readonly volumeCubicMetres: number
  readonly lifetimeSeconds: number
  readonly voltageVolts: number
}

/**
 * Change of silicon's refractive index at 1.55 um by N electrons and as many holes per cubic centimetre:
 * -(8.8e-22 N + 8.5e-18 N^0.8). R. Soref & B. Bennett, "Electrooptical effects in silicon", IEEE J. Quantum Electronics 23, 123 (1987).
 */
export function carrierIndexChange(perCubicCentimetre: number): number {
  return -(8.8e-22 * perCubicCentimetre + 8.5e-18 * perCubicCentimetre ** 0.8)
}

/** Absorption that they add, per centimetre: 8.5e-18 N + 6e-18 N (the same authors). */
export function carrierAbsorption(perCubicCentimetre: number): number {
  return (8.5e-18 + 6e-18) * perCubicCentimetre
}

/** Shift of the resonance in metres, to the blue and so negative: wavelength * confinement * index change / group index. */
export function carrierShift({ wavelengthMetres, groupIndex, confinement }: CarrierTuner, perCubicCentimetre: number): number {
  return (wavelengthMetres * confinement * carrierIndexChange(perCubicCentimetre)) / groupIndex
}

/** The carrier density that brings a shift to the blue; 0 for none or one to the red, which carriers cannot bring. */
export function carriersForShift(tuner: CarrierTuner, shiftMetres: number): number {
  if (shiftMetres >= 0) return 0
  let [low, high] = [0, 1e22]
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2
    if (carrierShift(tuner, middle) < shiftMetres) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/** Current that keeps a density: charge * volume * density / lifetime. */
export function carrierCurrent({ volumeCubicMetres, lifetimeSeconds }: CarrierTuner, perCubicCentimetre: number): number {
  return (elementaryCharge * volumeCubicMetres * perCubicCentimetre * 1e6) / lifetimeSeconds
}

/** Power of that current. */
export function carrierPower(tuner: CarrierTuner, perCubicCentimetre: number): number {
  return tuner.voltageVolts * carrierCurrent(tuner, perCubicCentimetre)
}

/** Code of a current DAC, linear, that injects what a shift to the blue needs; and the shift of a code. */
export function carrierCode(tuner: CarrierTuner, shiftMetres: number, largestAmperes: number, bits: number): number {
  const largest = 2 ** bits - 1
  const amperes = carrierCurrent(tuner, carriersForShift(tuner, shiftMetres))
  return Math.min(largest, Math.round((largest * amperes) / largestAmperes))
}

export function carrierCodeShift(tuner: CarrierTuner, code: number, largestAmperes: number, bits: number): number {
  const amperes = (largestAmperes * code) / (2 ** bits - 1)
  const perCubicCentimetre = (amperes * tuner.lifetimeSeconds) / (elementaryCharge * tuner.volumeCubicMetres * 1e6)
  return carrierShift(tuner, perCubicCentimetre)
}
