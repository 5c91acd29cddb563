import { z } from 'zod'
import { measure } from './common.ts'

const components = {
  laser: measure.meta({ description: 'Light while units stream' }),
  dac: measure.meta({ description: 'Modulator DACs' }),
  modulator: measure.meta({ description: 'Modulators' }),
  ringProgram: measure.meta({ description: 'Writing rings' }),
  ringHold: measure.meta({ description: 'Keeping rings in place' }),
  calibration: measure.meta({ description: 'Calibrations, their light included' }),
  detector: measure.meta({ description: 'Photodiodes and amplifiers' }),
  adc: measure.meta({ description: 'Conversions' }),
  memory: measure.meta({ description: 'Traffic of activation and weight memory' }),
  ecu: measure.meta({ description: 'Electronic operations' }),
}

/** Joules of one inference: every component, and their sum to within a millionth. */
export const energyJoules = z
  .strictObject({ total: measure, ...components })
  .refine(({ total, ...parts }) => Math.abs(Object.values(parts).reduce((a, b) => a + b, 0) - total) <= 1e-6 * total, {
    error: 'the components do not add up to the total',
  })
  .meta({ description: 'Modelled joules of one inference, by component' })

/** The keys beside `total`. */
export const energyKeys: readonly (keyof typeof components)[] = Object.keys(components) as (keyof typeof components)[]
