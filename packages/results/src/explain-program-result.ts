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

const reuse = z.strictObject({
  distinctTiles: count.meta({ description: 'Different tiles that streams use' }),
  programs: count.meta({ description: 'Times a bank is written' }),
  leastPrograms: count.meta({ description: 'That no order and no choice of places is below, without copies of tiles' }),
  layers: z.array(
    z.strictObject({
      node: z.string(),
      tiles: count.meta({ description: 'Different tiles it uses' }),
      programs: count,
      ringsWritten: count.meta({ description: 'Rings of the tiles written; a program of changes writes fewer' }),
      inPlace: count.meta({ description: 'Tiles that a layer before had written' }),
      sharedWith: z.array(z.string()).meta({ description: 'Layers that use some of the same tiles' }),
      transposedStreams: count,
      reorderedStreams: count.meta({ description: 'Streams with index lists' }),
      overwritten: z
        .strictObject({
          forRoom: count.meta({ description: 'All places held what is used again' }),
          forTime: count.meta({ description: 'Another place would have been free later' }),
          missedBy: z.array(z.string()).meta({ description: 'Layers that use them next' }),
        })
        .meta({ description: 'Tiles that made room for its own though they are used again' }),
    }),
  ),
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
  reuse: reuse.optional().meta({ description: 'What was written, found in place, and overwritten' }),
  remedies: z.array(remedy).meta({ description: 'The same program on machines that differ in one thing, largest gain in latency first' }),
  seconds,
  warnings,
})

export type ExplainProgramResult = z.infer<typeof explainProgramResult>
