import { z } from 'zod'
import { analysis } from './analysis.ts'
import { count, fraction, measure } from './common.ts'

const quantity = z.strictObject({
  path: z.string().meta({ description: 'Where it stands in the target' }),
  value: z.string().meta({ description: 'With its unit' }),
  meaning: z.string(),
  source: z.string().meta({ description: "A citation, or 'assumption: ...'" }),
})

const unitClass = z.strictObject({ name: z.string(), count, rows: count, columns: count, banks: count })

const layerDetail = z.strictObject({
  node: z.string().meta({ description: 'The ONNX nodes, as in `layers`' }),
  place: z.enum(['rings', 'ecu', 'both']).meta({ description: 'Where it runs' }),
  tiles: count.meta({ description: 'Tiles that its streams use' }),
  programs: count.meta({ description: 'Times a bank is programmed for it' }),
  streams: count,
  units: count.meta({ description: 'Photonic units that work on it' }),
  fill: fraction.optional().meta({ description: "Share of its crossbars' rings that hold weights" }),
  zeros: fraction.optional().meta({ description: 'Share of its ring codes that are zero' }),
  startSeconds: measure,
  endSeconds: measure,
  secondsByCause: z
    .record(z.string(), measure)
    .meta({ description: 'Seconds of units and ECU by what they do: the operation of the instruction, or `wait for` and what for' }),
})

const adcUse = z.strictObject({
  node: z.string(),
  rows: z
    .array(count)
    .length(10)
    .meta({ description: 'Conversions of a stream by the largest sum they meet, in tenths of the largest sum of the stream' }),
})

const column = z.array(z.int())

/** Columns of equal length, one entry a slice, in the order in which slices start; compact, since there may be a hundred thousand. */
export const timelineColumns = [
  'resource',
  'cause',
  'node',
  'instruction',
  'bank',
  'tile',
  'startPicoseconds',
  'picoseconds',
  'femtojoules',
  'bytes',
] as const

const timeline = z
  .strictObject({
    resources: z.array(z.string()).meta({ description: "'ecu' or 'unit 3'" }),
    causes: z.array(z.string()).meta({ description: 'What a slice does: an operation, or what it waits for' }),
    nodes: z.array(z.string()).meta({ description: 'ONNX nodes' }),
    slices: z
      .strictObject({
        resource: column.meta({ description: 'Index in `resources`' }),
        cause: column.meta({ description: 'Index in `causes`' }),
        node: column.meta({ description: 'Index in `nodes`' }),
        instruction: column,
        bank: column.meta({ description: '-1 where no bank is meant' }),
        tile: column.meta({ description: '-1 where no tile is meant' }),
        startPicoseconds: column,
        picoseconds: column.meta({ description: 'How long it takes' }),
        femtojoules: column.meta({ description: 'Of this slice alone; held rings are not counted' }),
        bytes: column.meta({ description: 'Moved to or from memory' }),
      })
      .meta({ description: 'Columns of equal length; entry i of each is about slice i, by start' }),
  })
  .refine(({ slices }) => new Set(timelineColumns.map((name) => slices[name].length)).size === 1, {
    error: 'columns of different length',
    path: ['slices'],
  })
  .refine(
    ({ slices, resources, causes, nodes }) =>
      inside(slices.resource, resources) && inside(slices.cause, causes) && inside(slices.node, nodes),
    { error: 'index of nothing', path: ['slices'] },
  )

function inside(indices: readonly number[], of: readonly string[]): boolean {
  return indices.every((index) => index >= 0 && index < of.length)
}

const tile = z.strictObject({
  tile: count.meta({ description: 'Its number in the program' }),
  nodes: z.array(z.string()).meta({ description: 'ONNX nodes that use it' }),
  rows: count,
  columns: count,
  levels: count,
  zeros: fraction.optional().meta({ description: 'Share of codes that are zero; absent where activations are written to the rings' }),
  fill: fraction.meta({ description: "Share of the crossbar's rings that hold its weights" }),
  group: count.meta({ description: 'Tiles of one number have equal codes' }),
  uses: count.meta({ description: 'Uses with scales of their own' }),
  programs: count.meta({ description: 'Times it is written to a bank' }),
  streams: count.meta({ description: 'Streams through it' }),
  cells: z.string().optional().meta({
    description: 'Base64 of one signed byte a cell, row-major: a code over the largest times 127, or the mean magnitude of a block',
  }),
})

/** Of a compilation; a program does not hold them. */
const graph = z
  .strictObject({
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        op: z.string().meta({ description: "The operator; 'input' and 'output' at the edge of the model" }),
        place: z
          .enum(['rings', 'ecu', 'both', 'none'])
          .meta({ description: 'Where it runs; none: it needs nothing done, or it was folded' }),
      }),
    ),
    edges: z.array(z.tuple([count, count])).meta({ description: 'From node to node, by index' }),
  })
  .refine(({ nodes, edges }) => edges.every(([from, to]) => from < nodes.length && to < nodes.length), {
    error: 'edge of no node',
    path: ['edges'],
  })

const stages = z
  .strictObject({
    lines: z.array(z.string()).meta({ description: 'Lines that stages are made of' }),
    nodes: z.array(z.string()).meta({ description: "By line, the ONNX nodes it comes from; '' where there are none" }),
    stages: z.array(
      z.strictObject({
        name: z.string().meta({ description: "The pass that ends it; 'imported' before the first, 'program' for the instructions" }),
        lines: z.array(count).meta({ description: 'Indices of its lines' }),
        left: count.meta({ description: 'Lines behind those, left out for their number' }),
        added: z.array(count).meta({ description: 'Which of its lines, counted from 0, are not in the stage before' }),
        removed: z
          .array(z.strictObject({ before: count, lines: z.array(count) }))
          .meta({ description: 'Lines of the stage before that are gone, and before which line of this one they stood' }),
      }),
    ),
  })
  .refine(({ lines, nodes, stages }) => lines.length === nodes.length && stages.every((s) => s.lines.every((i) => i < lines.length)), {
    error: 'a line that is not there',
    path: ['stages'],
  })

/** What reports show beyond the numbers; `--details` puts it into the JSON of a command. */
export const details = z.strictObject({
  machine: z
    .strictObject({ units: z.array(unitClass), quantities: z.array(quantity) })
    .meta({ description: 'Every quantity of the target with its source' }),
  analysis: analysis.optional().meta({ description: 'Absent where the document itself holds it' }),
  layers: z.array(layerDetail),
  timeline,
  tiles: z.strictObject({
    block: z.int().positive().meta({ description: 'A cell stands for this many rows and columns' }),
    tiles: z.array(tile),
  }),
  adcUse: z.array(adcUse).optional().meta({ description: 'How much of the range of their ADCs rows of tiles use, by node' }),
  graph: graph.optional().meta({ description: 'The model as a graph' }),
  stages: stages.optional().meta({ description: 'The text of each stage of the compilation' }),
  remarks: z
    .array(z.strictObject({ code: z.string(), message: z.string(), node: z.string().optional() }))
    .meta({ description: 'What passes decided and why' }),
})

export type Details = z.infer<typeof details>
