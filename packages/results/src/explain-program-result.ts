import { z } from 'zod'
import { count, fraction, latencySeconds, measure, seconds, warnings } from './common.ts'
import { energyJoules } from './energy.ts'

const layer = z.strictObject({
  node: z.string().meta({ description: 'The ONNX nodes' }),
  place: z.enum(['rings', 'ecu', 'both']).meta({ description: 'Where it runs' }),
  products: measure.meta({ description: 'Multiplications of a weight and an input that streams compute' }),
  tiles: count,
  programs: count.meta({ description: 'Times a bank is written' }),
  streams: count,
  units: count.meta({ description: 'Photonic units that work on it' }),
  fill: fraction.optional().meta({ description: "Share of its crossbars' rings that hold weights" }),
  zeros: fraction.optional().meta({ description: 'Share of its ring codes that are zero' }),
  busySeconds: measure.meta({ description: 'Of units and ECU, added up, without waiting' }),
  criticalSeconds: measure.meta({ description: 'What it adds to the longest chain of steps' }),
  secondsByCause: z.record(z.string(), measure),
  joules: measure,
  joulesByComponent: z.record(z.string(), measure),
})

const remedy = z.strictObject({
  change: z.string().meta({ description: 'What would be different about the machine' }),
  latencySeconds: measure,
  joules: measure,
  layers: z.array(z.strictObject({ node: z.string(), busySeconds: measure, joules: measure })),
})

/** What `onnc explain P.mrr --json` prints. */
export const explainProgramResult = z.strictObject({
  schema: z.literal('onnc.explain-program/1'),
  program: z.string().meta({ description: 'The program file as given' }),
  target: z.string().meta({ description: "The target's name" }),
  node: z.string().optional().meta({ description: 'The node that was asked for' }),
  banks: count.meta({ description: 'Banks of all units' }),
  latencySeconds,
  energyJoules,
  layers: z.array(layer).meta({ description: 'In the order in which they begin' }),
  remedies: z.array(remedy).meta({ description: 'The same program on machines that differ in one thing, largest gain in latency first' }),
  seconds,
  warnings,
})

export type ExplainProgramResult = z.infer<typeof explainProgramResult>
