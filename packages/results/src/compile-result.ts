import { z } from 'zod'
import { count, seconds, warnings } from './common.ts'
import { details } from './details.ts'

/** What `onnc compile --json` prints. Counts are of one cold inference, replicas included. */
export const compileResult = z
  .strictObject({
    schema: z.literal('onnc.compile/1'),
    model: z.string().meta({ description: 'The model file as given' }),
    target: z.string().meta({ description: "The target's name" }),
    instructions: count.meta({ description: 'Instructions of the program' }),
    tiles: count.meta({ description: 'Tiles of all matrices' }),
    distinctTiles: count.meta({ description: 'Tiles that the program holds' }),
    programs: count.meta({ description: 'Times a bank is programmed' }),
    ringsWritten: count.meta({ description: 'Rings written by them' }),
    resumed: z
      .strictObject({ programs: count, ringsWritten: count })
      .optional()
      .meta({ description: 'With --steady: the same of an inference that follows another one' }),
    activationMemory: z
      .strictObject({
        peakBytes: count.meta({ description: 'Bytes of the activation memory that the program uses' }),
        lowerBoundBytes: count.meta({ description: 'Most bytes that its tensors need at any one moment' }),
        spilledBytes: count.meta({ description: 'Bytes of tensors that the ECU keeps for want of room' }),
      })
      .meta({ description: 'What the program asks of the activation memory' }),
    fileBytes: count.meta({ description: 'Size of the program file' }),
    seconds,
    remarks: z
      .array(z.strictObject({ code: z.string(), message: z.string(), node: z.string().optional() }))
      .meta({ description: 'What passes decided and why; `node` is the ONNX node' }),
    details: details.optional().meta({ description: 'With --details: what a report shows beyond these numbers' }),
    warnings,
  })
  .refine(({ tiles, distinctTiles }) => distinctTiles <= tiles, { error: 'more distinct tiles than tiles', path: ['distinctTiles'] })

export type CompileResult = z.infer<typeof compileResult>
