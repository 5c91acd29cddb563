import { z } from 'zod'
import { count, fraction, seconds, warnings } from './common.ts'

const right = {
  correct: count.meta({ description: 'Images labelled right in ONNX Runtime' }),
  accuracy: fraction.meta({ description: 'correct / count' }),
}
const levels = z.int().min(2).meta({ description: 'Different weights that stay' })

/** What `onnc sensitivity --json` prints. */
export const sensitivityResult = z.strictObject({
  schema: z.literal('onnc.sensitivity/1'),
  model: z.string().meta({ description: 'The model file as given' }),
  count: z.int().positive().meta({ description: 'Images of each measurement' }),
  ...right,
  budget: fraction.meta({ description: 'Share of the images that the proposal may lose' }),
  layers: z
    .array(
      z.strictObject({
        name: z.string(),
        weights: z.int().positive(),
        zeros: count.meta({ description: 'Weights that are zero already' }),
        sparsity: z.array(z.strictObject({ sparsity: fraction.meta({ description: 'Share of zeros' }), ...right })),
        levels: z.array(z.strictObject({ levels, ...right })),
      }),
    )
    .meta({ description: 'The model with one layer changed alone' }),
  proposal: z
    .strictObject({
      pipeline: z.string().meta({ description: 'For `onnc transform --pipeline`; empty where nothing can be changed' }),
      ...right,
      zeroShare: fraction.meta({ description: 'Share of zeros in the weights of all layers' }),
      layers: z.array(z.strictObject({ name: z.string(), sparsity: fraction.optional(), levels: levels.optional() })),
    })
    .meta({ description: 'Settings of all layers together that keep to the budget' }),
  seconds,
  warnings,
})

export type SensitivityResult = z.infer<typeof sensitivityResult>
