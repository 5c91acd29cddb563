/**
 * What the modelled energy is made of, each joule in one place:
 * - `laser`: light while a unit streams; `dac`: modulator DACs while it streams; `modulator`: modulators while it streams
 * - `ringProgram`: writing rings; `ringHold`: keeping them, `holdPowerWatts` integrated over time by the executor
 * - `calibration`: all that a calibration uses, its light and conversions included
 * - `detector`: photodiodes and amplifiers while a unit streams; `adc`: conversions
 * - `memory`: traffic of the activation and weight memories; `ecu`: electronic operations
 */
export const energyComponents: readonly [
  'laser',
  'dac',
  'modulator',
  'ringProgram',
  'ringHold',
  'calibration',
  'detector',
  'adc',
  'memory',
  'ecu',
] = ['laser', 'dac', 'modulator', 'ringProgram', 'ringHold', 'calibration', 'detector', 'adc', 'memory', 'ecu']

export type EnergyComponent = (typeof energyComponents)[number]

/** Joules. */
export type EnergyItems = Readonly<Record<EnergyComponent, number>>

/** What one instruction takes. Components that are not named are zero. */
export interface Cost {
  readonly seconds: number
  readonly energyJoules: Partial<EnergyItems>
}
