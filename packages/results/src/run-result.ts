import { z } from 'zod'
import { criticalStretch, figures, layer, resource, utilisation } from './analysis.ts'
import { fraction, count, latencySeconds, measure, mode, seconds, warnings } from './common.ts'
import { details } from './details.ts'
import { energyJoules } from './energy.ts'
import { resumed } from './resumed.ts'

const tensor = {
  name: z.string(),
  type: z.string().meta({ description: 'Element type' }),
  shape: z.array(count),
}

const preview = z
  .array(z.union([z.number(), z.string()]))
  .max(10)
  .meta({ description: 'The first values, at most 10; text where JSON has no number (NaN, infinities, strings, integers beyond 2^53)' })

const errors = {
  maxAbsError: measure.nullable().meta({ description: 'Largest |a - b|; null where one of them is not finite and they differ' }),
  maxRelError: measure
    .nullable()
    .meta({ description: 'maxAbsError over the largest |b|; null likewise, or where all b are 0 and some a is not' }),
  pass: z.boolean(),
}

/** How the outputs compare with those of a reference. */
export const comparison = z
  .strictObject({
    reference: z.string().meta({ description: "'stored outputs', 'ONNX Runtime', or the reference model" }),
    ...errors,
    outputs: z.array(z.strictObject({ ...tensor, ...errors })),
  })
  .refine(({ pass, outputs }) => pass === outputs.every((output) => output.pass), {
    error: 'passes unless an output fails',
    path: ['pass'],
  })

export type Comparison = z.infer<typeof comparison>

/** What `onnc run --json` prints. Either `program` or `model` names what was run. */
export const runResult = z
  .strictObject({
    schema: z.literal('onnc.run/1'),
    program: z.string().optional(),
    model: z.string().optional(),
    target: z.string().meta({ description: "The target's name" }),
    mode,
    samples: z.int().positive().meta({ description: 'Inferences run' }),
    latencySeconds,
    energyJoules,
    resumed: resumed.optional(),
    utilisation,
    seed: count.optional().meta({ description: 'Of the chip and its noise' }),
    inputDensity: z
      .strictObject({ share: fraction, source: z.enum(['measured', 'range data', 'assumed']) })
      .optional()
      .meta({ description: 'On targets that gate zeros: the share of nonzero inputs that energy is counted at, and where it is from' }),
    figures: figures.optional(),
    layers: z.array(layer).optional().meta({ description: 'Time and energy by ONNX node' }),
    resources: z.array(resource).optional().meta({ description: 'Seconds by what each unit and the ECU do; they add up to the latency' }),
    clipping: z
      .array(z.strictObject({ node: z.string(), conversions: count, clipped: count }))
      .optional()
      .meta({ description: 'With ranges from data: conversions of each node, and how many met a sum outside the range' }),
    signals: z
      .array(z.strictObject({ node: z.string(), signalToNoiseDecibel: z.number().nullable() }))
      .optional()
      .meta({
        description:
          'With --compare in a mode with errors: the values of each node beside those of mode ideal, with the errors of all nodes before; ' +
          'null where there are none',
      }),
    criticalPath: z
      .array(criticalStretch)
      .optional()
      .meta({ description: 'The longest chain of steps that follow each other, by node and instruction' }),
    outputs: z
      .array(z.strictObject({ ...tensor, preview, file: z.string().optional().meta({ description: 'Where the values were written' }) }))
      .meta({ description: 'Outputs of the model; all values are in their files' }),
    comparison: comparison.optional(),
    details: details.optional().meta({ description: 'With --details: what a report shows beyond these numbers' }),
    seconds,
    warnings,
  })
  .refine(({ program, model }) => (program === undefined) !== (model === undefined), { error: 'expected either program or model' })
  .meta({ oneOf: [{ required: ['program'] }, { required: ['model'] }] })

export type RunResult = z.infer<typeof runResult>
