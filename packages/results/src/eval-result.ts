import { z } from 'zod'
import { count, fraction, latencySeconds, mode, seconds, warnings } from './common.ts'
import { details } from './details.ts'
import { energyJoules } from './energy.ts'
import { resumed } from './resumed.ts'

/** What `onnc eval --json` prints. */
export const evalResult = z
  .strictObject({
    schema: z.literal('onnc.eval/1'),
    model: z.string().meta({ description: 'The model or program file as given' }),
    target: z.string().meta({ description: "The target's name" }),
    mode,
    count: z.int().positive().meta({ description: 'Images evaluated' }),
    correct: count.meta({ description: 'Of them labelled right on the target' }),
    referenceCorrect: count.meta({ description: 'Of them labelled right by the reference' }),
    accuracy: fraction.meta({ description: 'correct / count' }),
    referenceAccuracy: fraction.meta({ description: 'referenceCorrect / count' }),
    agreement: fraction.optional().meta({ description: 'Share of images that target and reference label alike' }),
    seed: count.optional().meta({ description: 'Of the chip and its noise' }),
    chips: z
      .strictObject({
        count: z.int().positive().meta({ description: 'Virtual chips, with the seeds from `seed` on' }),
        meanAccuracy: fraction,
        deviation: fraction.meta({ description: 'Standard deviation of the accuracy from chip to chip' }),
        worstAccuracy: fraction,
        bestAccuracy: fraction,
        correct: z.array(count).meta({ description: 'Images labelled right by each chip' }),
      })
      .optional(),
    confusion: z
      .array(z.array(count))
      .optional()
      .meta({ description: 'With --details: images by label (rows) and by what the target takes them for (columns)' }),
    latencySeconds,
    energyJoules,
    resumed: resumed.optional(),
    seconds,
    details: details.optional().meta({ description: 'With --details: what a report shows beyond these numbers' }),
    warnings,
  })
  .refine((r) => Math.max(r.correct, r.referenceCorrect) <= r.count, { error: 'more correct than counted', path: ['correct'] })
  .refine((r) => near(r.accuracy, r.correct / r.count), { error: 'expected correct / count', path: ['accuracy'] })
  .refine((r) => near(r.referenceAccuracy, r.referenceCorrect / r.count), {
    error: 'expected referenceCorrect / count',
    path: ['referenceAccuracy'],
  })

export type EvalResult = z.infer<typeof evalResult>

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9
}
