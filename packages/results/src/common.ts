import { z } from 'zod'

/** A whole number from 0. */
export const count = z.int().nonnegative()

/** Finite and not negative. */
export const measure = z.number().nonnegative()

/** From 0 to 1. */
export const fraction = z.number().min(0).max(1)

export const seconds = measure.meta({ description: 'Wall-clock seconds that the command took' })

export const latencySeconds = measure.meta({ description: 'Modelled seconds of one inference' })

/** Value domains that a program runs in. */
export const mode = z.enum(['timing', 'ideal', 'quantized', 'noisy', 'device'])

/** Where something stands in what the user gave; lines and columns count from 1, bytes and instructions from 0. */
export const location = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), file: z.string() }),
  z.strictObject({ kind: z.literal('position'), file: z.string(), line: z.int().positive(), column: z.int().positive() }),
  z.strictObject({ kind: z.literal('byte'), file: z.string(), byte: count }),
  z.strictObject({ kind: z.literal('node'), node: z.string(), opType: z.string(), output: z.string().optional() }),
  z.strictObject({ kind: z.literal('instruction'), index: count }),
])

/** A problem or an observation. */
export const diagnostic = z.strictObject({
  severity: z.enum(['error', 'warning', 'remark']),
  class: z.enum(['check', 'usage', 'invalid', 'unsupported', 'does-not-fit', 'internal']),
  code: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  message: z.string().min(1),
  location: location.optional(),
  notes: z.array(z.string()).optional(),
  fix: z.string().optional(),
})

/** Things worth knowing that did not stop the command. */
export const warnings = z.array(diagnostic).meta({ description: 'Warnings; never errors' })
