import { z } from 'zod'
import { count, fraction, latencySeconds, measure, seconds, warnings } from './common.ts'

/** What `onnc ablate --json` prints. */
export const ablateResult = z.strictObject({
  schema: z.literal('onnc.ablate/1'),
  model: z.string().meta({ description: 'The model file as given' }),
  target: z.string(),
  pipeline: z.string().meta({ description: 'Passes that made the weights sparse and clustered; empty where they stay as they are' }),
  compress: z.enum(['packed', 'slice']),
  weightBits: z.int().optional().meta({ description: 'Bits that weights keep before they are clustered; what rings have if absent' }),
  inputs: z.enum(['given', 'random']).meta({ description: 'What the zeros of inputs were counted on' }),
  rows: z
    .array(
      z.strictObject({
        idea: z
          .enum(['dense', 'sparsity', 'clustering', 'compression', 'gating'])
          .meta({ description: 'Added to all ideas of the rows before' }),
        latencySeconds,
        energyJoules: measure.meta({ description: 'Of one inference' }),
        meanWatts: measure,
        framesPerSecond: measure,
        framesPerSecondPerWatt: measure,
        joulesPerBit: measure.meta({
          description: 'Over the bits of products that are computed: the mean of the bits of weight and input of each',
        }),
        joulesPerDenseBit: measure.meta({ description: 'Over the bits of the products of the dense network' }),
        tiles: count,
        ringsWritten: count,
        inputDensity: fraction.optional().meta({ description: 'Share of inputs that are not zero, where the target gates zeros' }),
      }),
    )
    .meta({ description: 'One row for each idea' }),
  seconds,
  warnings,
})

export type AblateResult = z.infer<typeof ablateResult>
