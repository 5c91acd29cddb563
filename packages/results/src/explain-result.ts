import { z } from 'zod'
import { count, fraction, measure, seconds, warnings } from './common.ts'

const plan = z.strictObject({
  packed: count.meta({ description: 'Blocks of a block-diagonal matrix side by side in a tile' }),
  tiers: count.meta({ description: 'Rows of such blocks below each other in a tile, each streamed by itself' }),
  copies: count.meta({ description: 'Copies of every tile' }),
  tiles: count.meta({ description: 'Tiles written, copies included' }),
  fill: fraction.meta({ description: "Share of the crossbars' rings that hold weights" }),
  seconds: measure.meta({ description: 'Predicted, alone on the machine, with all of its writes' }),
  unitSeconds: measure.meta({ description: 'Predicted, of all units together' }),
  energyJoules: measure.meta({ description: 'Predicted' }),
})

/** What `onnc explain --json` prints. */
export const explainResult = z.strictObject({
  schema: z.literal('onnc.explain/1'),
  model: z.string().meta({ description: 'The model file as given' }),
  target: z.string().meta({ description: "The target's name" }),
  objective: z.enum(['latency', 'energy', 'edp', 'writes']),
  latencySeconds: measure.meta({ description: 'Predicted for one inference' }),
  boundSeconds: measure
    .optional()
    .meta({ description: 'No placement of the tiles is faster; absent for targets with several classes of units' }),
  photonic: z
    .array(
      z.strictObject({
        node: z.string().meta({ description: 'The ONNX nodes' }),
        rows: count.meta({ description: 'Of the matrix' }),
        columns: count.meta({ description: 'Of the matrix, or of one block of it' }),
        blocks: count.meta({ description: 'Equal blocks of a block-diagonal matrix' }),
        vectors: count.meta({ description: 'Vectors that go through it' }),
        macs: count.meta({ description: 'Multiply-accumulates' }),
        chosen: plan,
        runnerUp: plan.optional(),
        electronic: z.strictObject({ seconds: measure, energyJoules: measure }).meta({ description: 'What it would take on the ECU' }),
      }),
    )
    .meta({ description: 'Products on rings, in order' }),
  electronic: z
    .array(z.strictObject({ node: z.string().optional(), reason: z.string() }))
    .meta({ description: 'Nodes that multiply and stay on the ECU, and why' }),
  seconds,
  warnings,
})

export type ExplainResult = z.infer<typeof explainResult>
