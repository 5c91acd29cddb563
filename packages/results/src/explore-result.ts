import { z } from 'zod'
import { count, measure, seconds, warnings } from './common.ts'

const settings = z
  .array(z.strictObject({ path: z.string(), value: z.union([z.number(), z.string()]) }))
  .meta({ description: 'Parameters of the target and their values, in SI base units' })
const goal = z.enum(['framesPerSecondPerWatt', 'joulesPerBit', 'meanWatts', 'squareMetres'])

const figures = {
  framesPerSecond: measure,
  framesPerSecondPerWatt: measure,
  joulesPerBit: measure,
  meanWatts: measure,
}

/** What `onnc explore --json` prints. */
export const exploreResult = z.strictObject({
  schema: z.literal('onnc.explore/1'),
  target: z.string(),
  models: z.array(z.string()),
  pipeline: z.string().meta({ description: 'Passes on weights; empty where they stay as they are' }),
  compress: z.enum(['packed', 'slice', 'none']),
  density: measure.meta({ description: 'Share of nonzero inputs that targets which gate zeros are counted at' }),
  points: z
    .array(
      z.strictObject({
        settings,
        squareMetres: measure.optional().meta({ description: 'Floor space, where the target says what parts take' }),
        mean: z.strictObject(figures).optional().meta({ description: 'Means over the models, where each could be measured' }),
        models: z.array(z.strictObject({ model: z.string(), ...figures })),
        problem: z.string().optional().meta({ description: 'Why there are no figures' }),
        isPareto: z.boolean().meta({ description: 'No other point is as good by all four goals, and better by one' }),
      }),
    )
    .meta({ description: 'In the order of the sweeps, the last changing fastest' }),
  best: z.array(z.strictObject({ goal, settings, value: measure })).meta({ description: 'The best point by each goal' }),
  located: z
    .strictObject({ settings, ranks: z.array(z.strictObject({ goal, rank: z.int().positive(), of: count })), isPareto: z.boolean() })
    .optional()
    .meta({ description: 'Where the parameters that the target has stand, if they are among the points' }),
  seconds,
  warnings,
})

export type ExploreResult = z.infer<typeof exploreResult>
