import { z } from 'zod'
import { count, latencySeconds, measure } from './common.ts'
import { energyJoules } from './energy.ts'

/** Of programs that were compiled for inferences that follow each other. */
export const resumed = z
  .strictObject({
    latencySeconds,
    energyJoules,
    programs: count.meta({ description: 'Times a bank is programmed' }),
    ringsWritten: count.meta({ description: 'Rings written by them' }),
    renewSeconds: measure
      .optional()
      .meta({ description: 'After so long the rings that stay have drifted, and the program has to be run from its start; absent: never' }),
  })
  .meta({ description: 'An inference that follows another one: rings are as that left them. All other figures are of the first one' })

export type Resumed = z.infer<typeof resumed>
