import type { Claims } from '../src/claims.ts'
import { elementTypes, type ElementType } from '@onnc/support'
import fc from 'fast-check'
import { fingerprintOf } from '../src/check-program.ts'
import { instructionSet, type Instruction } from '../src/instruction-table.ts'
import { patternRange } from '../src/pattern-range.ts'
import {
  type Binding,
  type Kernel,
  type Program,
  type ProgramBuffer,
  sectionSizes,
  type SourceMapEntry,
  type Tile,
  type Use,
  workKinds,
} from '../src/program.ts'
import { type AddressPattern, type Guard } from '../src/address-pattern.ts'
import { arbitraryInstruction } from './arbitrary-instruction.ts'

const float32 = (length: number): fc.Arbitrary<Float32Array> => fc.float32Array({ minLength: length, maxLength: length })

const factors = (length: number): fc.Arbitrary<Float32Array> =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true })

export const arbitraryTile: fc.Arbitrary<Tile> = fc
  .record({
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 5 }),
    levels: fc.constantFrom(3, 5, 7, 63, 255, 257, 1023, 65535),
  })
  .chain(({ rows, columns, levels }) => {
    const highest = (levels - 1) / 2
    const size = { minLength: rows * columns, maxLength: rows * columns }
    const codes = fc.array(fc.integer({ min: -highest, max: highest }), size)
    return fc.record(
      {
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        levels: fc.constant(levels),
        codes: codes.map((list) => (levels <= 255 ? Int8Array.from(list) : Int16Array.from(list))),
        step: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        exact: float32(rows * columns),
      },
      { requiredKeys: ['rows', 'columns', 'levels', 'codes', 'step'] },
    )
  })

const arbitraryUse = (tiles: readonly Tile[]): fc.Arbitrary<Use> =>
  fc.nat({ max: tiles.length - 1 }).chain((tile) => {
    const { rows: all, columns } = tiles[tile]!
    const gain = fc.float({ min: Math.fround(0.01), max: 1, noNaN: true })
    const part = fc
      .nat({ max: all - 1 })
      .chain((firstOutput) => fc.record({ firstOutput: fc.constant(firstOutput), rows: fc.integer({ min: 1, max: all - firstOutput }) }))
    return fc.option(part, { nil: undefined }).chain((seen) => {
      const rows = seen?.rows ?? all
      return fc.record(
        {
          tile: fc.constant(tile),
          outScale: float32(rows),
          bias: float32(rows),
          inScale: factors(columns),
          ...(rows === 1 ? { gain } : {}),
          ...(seen === undefined ? {} : { firstOutput: fc.constant(seen.firstOutput) }),
        },
        { requiredKeys: ['tile', 'outScale', ...(seen === undefined ? [] : (['firstOutput'] as const))] },
      )
    })
  })

const axis = fc.record({ count: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 0, max: 40 }) })

/** A pattern with its own buffer, which is just large enough. */
const arbitraryPattern: fc.Arbitrary<AddressPattern> = fc
  .tuple(fc.array(axis, { maxLength: 3 }), fc.array(axis, { maxLength: 3 }))
  .chain(([positions, elements]) => {
    const total = elements.reduce((product, { count }) => product * count, 1)
    const coefficients = (length: number): fc.Arbitrary<number[]> => fc.array(fc.nat({ max: 3 }), { minLength: length, maxLength: length })
    const guard: fc.Arbitrary<Guard> = fc.record({
      start: fc.integer({ min: -3, max: 0 }),
      extent: fc.integer({ min: 1, max: 9 }),
      positionCoefficients: coefficients(positions.length),
      elementCoefficients: coefficients(elements.length),
    })
    const select = fc.option(fc.array(fc.nat({ max: total - 1 }), { minLength: 1, maxLength: 5 }), { nil: undefined, freq: 1 })
    const parts = { first: fc.nat({ max: total - 1 }), guards: fc.array(guard, { maxLength: 2 }), select }
    return fc.record(parts).map(({ first, guards, select }) => {
      const range = select === undefined ? { first, count: total - first } : { first: 0, count: select.length, select }
      const pattern = { buffer: 0, offset: 0, positions, elements, ...range, guards }
      return { ...pattern, offset: 0 - (patternRange(pattern)?.lowest ?? 0) }
    })
  })

const withBuffers = (patterns: readonly AddressPattern[]): { patterns: AddressPattern[]; buffers: ProgramBuffer[] } => ({
  patterns: patterns.map((pattern, buffer) => ({ ...pattern, buffer })),
  buffers: patterns.map((pattern, i) => {
    const elements = (patternRange(pattern)?.highest ?? 0) + 1
    return { name: `values ${i}`, type: 'float32', shape: [1, elements], memory: 'activation', address: i * 2 ** 40 }
  }),
})

const types = [...Object.keys(elementTypes), 'string'] as ElementType[]
const arbitraryEcuBuffer: fc.Arbitrary<ProgramBuffer> = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  type: fc.constantFrom(...types),
  shape: fc.option(fc.array(fc.option(fc.nat({ max: 40 })), { maxLength: 4 }), { freq: 4 }),
  memory: fc.constant('ecu'),
  address: fc.constant(0),
})

const arbitraryBindings = (buffers: readonly ProgramBuffer[]): fc.Arbitrary<Binding[]> =>
  fc.uniqueArray(fc.record({ name: fc.string({ unit: 'grapheme' }), buffer: fc.nat({ max: Math.max(0, buffers.length - 1) }) }), {
    selector: ({ name }) => name,
    maxLength: buffers.length === 0 ? 0 : 3,
  })

const arbitraryKernel = (buffers: readonly ProgramBuffer[]): fc.Arbitrary<Kernel> =>
  fc.record({
    name: fc.string({ unit: 'grapheme' }),
    model: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    inputs: arbitraryBindings(buffers),
    outputs: arbitraryBindings(buffers),
    work: fc.array(fc.record({ kind: fc.constantFrom(...workKinds), operations: fc.maxSafeNat() }), { maxLength: 3 }),
  })

/** Patterns and an instruction with which a use can be streamed: vectors side by side. */
function streamOf(
  use: Use,
  index: number,
  tiles: readonly Tile[],
  firstPattern: number,
): { patterns: AddressPattern[]; stream: Instruction } {
  const { columns } = tiles[use.tile]!
  const side = (length: number): AddressPattern => ({
    buffer: 0,
    offset: 0,
    positions: [{ count: 3, stride: length }],
    elements: [{ count: length, stride: 1 }],
    first: 0,
    count: length,
    guards: [],
  })
  const stream: Instruction = {
    op: 'stream',
    unit: index,
    bank: 1,
    use: index,
    input: firstPattern,
    output: firstPattern + 1,
    store: 'accumulate',
    inputs: 'signed',
    signal: 7,
    direction: 'forward',
  }
  return { patterns: [side(columns), side(use.outScale.length)], stream }
}

const arbitrarySourceMap = (count: number): fc.Arbitrary<SourceMapEntry[]> =>
  fc
    .array(
      fc.record({
        gap: fc.nat({ max: 1 }),
        count: fc.integer({ min: 1, max: 3 }),
        op: fc.constantFrom('mrr.program', 'mrr.stream'),
        node: fc.string({ unit: 'grapheme' }),
      }),
    )
    .map((runs) => {
      let end = 0
      const entries: SourceMapEntry[] = []
      for (const run of runs) {
        const first = end + run.gap
        end = first + run.count
        if (end <= count) entries.push({ first, count: run.count, op: run.op, node: run.node })
      }
      return entries
    })

/** Claims of the right form; whether they are true is another matter. */
function arbitraryClaims({ uses, kernels, tiles, patterns, inputs, outputs }: Omit<Program, 'claims'>): fc.Arbitrary<Claims> {
  const tensors = inputs.length + uses.length + kernels.reduce((sum, kernel) => sum + kernel.outputs.length, 0)
  const claimed = patterns.map((pattern) => {
    const { buffer: _, ...rest } = pattern
    return rest
  })
  const list = (count: number): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max: Math.max(0, tensors - 1) }), tensors === 0 ? { maxLength: 0 } : { minLength: count, maxLength: count })
  const word = fc.nat({ max: 2 ** 32 - 1 })
  const index = fc.nat({ max: Math.max(0, claimed.length - 1) })
  const tensor = fc.nat({ max: Math.max(0, tensors - 1) })
  const claimedStream = {
    tile: fc.nat({ max: 9 }),
    source: tensor,
    destination: tensor,
    input: index,
    output: index,
    accumulates: fc.boolean(),
    signed: fc.boolean(),
    transposed: fc.boolean(),
    calibration: fc.nat({ max: 2 ** 24 - 1 }),
    scaleChecksum: word,
    biasChecksum: word,
  }
  const gain = fc.float({ min: Math.fround(0.01), max: 1, noNaN: true })
  const scaled = { ...claimedStream, inScaleChecksum: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }
  const stream = fc.oneof(
    fc.record(claimedStream),
    fc.record({ ...claimedStream, gain }),
    fc.record(scaled),
    fc.record({ ...claimedStream, firstOutput: fc.nat({ max: 99 }) }),
  )
  return fc.record({
    tensors: fc.constant(tensors),
    inputs: list(inputs.length),
    outputs: list(outputs.length),
    kernels: fc.tuple(...kernels.map((kernel) => fc.record({ inputs: list(kernel.inputs.length), outputs: list(kernel.outputs.length) }))),
    streams: fc.array(stream, { minLength: uses.length, maxLength: uses.length }),
    imprints: fc.constant([]),
    constants: fc.constant([]),
    compacts: fc.constant([]),
    patterns: fc.constant(claimed),
    tileChecksums: fc.array(word, { minLength: tiles.length, maxLength: tiles.length }).map((words) => Uint32Array.from(words)),
  })
}

/** Any valid program, small. */
export const arbitraryProgram: fc.Arbitrary<Program> = fc.array(arbitraryTile, { maxLength: 4 }).chain((tiles) =>
  fc
    .record({
      uses: tiles.length === 0 ? fc.constant<Use[]>([]) : fc.array(arbitraryUse(tiles), { maxLength: 4 }),
      loose: fc.array(arbitraryPattern, { maxLength: 3 }),
      ecuBuffers: fc.array(arbitraryEcuBuffer, { maxLength: 3 }),
    })
    .chain(({ uses, loose, ecuBuffers }) => {
      const streams = uses.map((use, i) => streamOf(use, i, tiles, loose.length + 2 * i))
      const { patterns, buffers: addressed } = withBuffers([...loose, ...streams.flatMap((stream) => stream.patterns)])
      const buffers = [...addressed, ...ecuBuffers]
      return fc.array(arbitraryKernel(buffers), { maxLength: 2 }).chain((kernels) => {
        const other = arbitraryInstruction(
          instructionSet,
          sectionSizes({ tiles, uses: [], patterns: [], kernels }),
        ) as fc.Arbitrary<Instruction>
        return fc
          .array(
            other.filter(({ op }) => !['loop', 'repeat', 'imprint', 'compact', 'when', 'resume'].includes(op)),
            { maxLength: 8 },
          )
          .chain((others) => {
            const instructions = [...others, ...streams.map(({ stream }) => stream)]
            return fc
              .record({
                target: fc
                  .string({ unit: 'grapheme' })
                  .map((name) => ({ name, definition: `{"name":1}`, fingerprint: fingerprintOf(`{"name":1}`) })),
                instructions: fc.constant(instructions),
                tiles: fc.constant(tiles),
                uses: fc.constant(uses),
                patterns: fc.constant(patterns),
                kernels: fc.constant(kernels),
                buffers: fc.constant(buffers),
                inputs: arbitraryBindings(buffers),
                outputs: arbitraryBindings(buffers),
                sourceMap: arbitrarySourceMap(instructions.length),
              })
              .chain((program) => fc.option(arbitraryClaims(program)).map((claims) => (claims === null ? program : { ...program, claims })))
              .chain((program: Program) => fc.boolean().map((ofBanks) => (ofBanks ? { ...program, queues: 'bank' as const } : program)))
          })
      })
    }),
)
