import { z } from 'zod'
import { count, seconds, warnings } from './common.ts'

/** What `onnc check --json` prints for a program in which nothing was found. */
export const checkResult = z.strictObject({
  schema: z.literal('onnc.check/1'),
  program: z.string().meta({ description: 'The program file as given' }),
  target: z.string().meta({ description: "The target's name" }),
  instructions: count.meta({ description: 'Instructions of the program' }),
  claims: z.boolean().meta({ description: 'Whether the program holds claims that its instructions were replayed against' }),
  streams: count.meta({ description: 'Streams proved to see the tile, scales and data planned for them' }),
  kernels: count.meta({ description: 'Kernel runs proved to see the data planned for them' }),
  waits: count.meta({ description: 'Waits that order them' }),
  seconds,
  warnings,
})

export type CheckResult = z.infer<typeof checkResult>
