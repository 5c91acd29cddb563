import { z } from 'zod'
import { count, seconds } from './common.ts'

const statuses = ['pass', 'differs', 'unsupported', 'reference-fails'] as const

/** What `onnc conformance --json` writes. */
export const conformanceResult = z
  .strictObject({
    schema: z.literal('onnc.conformance/1'),
    folder: z.string().meta({ description: 'The folder as given' }),
    target: z.string().meta({ description: "The target's name" }),
    mode: z.enum(['ideal', 'quantized']),
    totals: z.strictObject({
      cases: count,
      pass: count.meta({ description: 'Results agree with the stored ones, or with ONNX Runtime where none are stored' }),
      differs: count.meta({ description: 'They do not, or the run failed' }),
      unsupported: count.meta({ description: 'The model was not compiled' }),
      'reference-fails': count.meta({
        description: 'ONNX Runtime itself cannot run the model, or gives other results than the stored ones',
      }),
    }),
    cases: z.array(
      z.strictObject({
        name: z.string().meta({ description: "The case's folder" }),
        status: z.enum(statuses),
        detail: z.string().meta({ description: 'How much it differs, or why it was not run' }),
      }),
    ),
    seconds,
  })
  .refine(({ totals, cases }) => statuses.every((status) => totals[status] === cases.filter((c) => c.status === status).length), {
    error: 'the totals are not those of the cases',
    path: ['totals'],
  })

export type ConformanceResult = z.infer<typeof conformanceResult>
