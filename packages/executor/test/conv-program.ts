import * as fc from 'fast-check'
import type { Target } from '@onnc/hardware'
import type { AddressPattern, Instruction, Program, Tile, Use } from '@onnc/isa'
import { createRandom } from '@onnc/support'
import { activation, programTile, stream, tileOf, tinyProgram } from './tiny-program.ts'

/** A convolution, its matrix cut into tiles of at most `tileRows x tileColumns` that stream one after the other through unit 0. */
export interface Conv {
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly outputs: number
  readonly kernel: readonly [number, number]
  readonly stride: number
  readonly dilation: number
  readonly pad: number
  readonly tileRows: number
  readonly tileColumns: number
  /** Streams that read one part after the other of the rows of a tile. */
  readonly parts?: number
  readonly channelsLast: boolean
  readonly inputs: 'nonnegative' | 'signed'
  /** Some streams scale their inputs. */
  readonly scaled?: boolean
  readonly seed: number
}

/** Small convolutions of every shape; those whose kernel does not fit are left out. */
export const conv: fc.Arbitrary<Conv> = fc
  .record({
    channels: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.integer({ min: 1, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pad: fc.integer({ min: 0, max: 2 }),
    tileRows: fc.integer({ min: 1, max: 9 }),
    tileColumns: fc.integer({ min: 1, max: 20 }),
    parts: fc.integer({ min: 1, max: 3 }),
    channelsLast: fc.boolean(),
    inputs: fc.constantFrom('nonnegative' as const, 'signed' as const),
    scaled: fc.boolean(),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .filter((c) => outputSize(c.height, c, 0) > 0 && outputSize(c.width, c, 1) > 0)

export function outputSize(size: number, { kernel, stride, dilation, pad }: Conv, axis: 0 | 1): number {
  return Math.floor((size + 2 * pad - dilation * (kernel[axis] - 1) - 1) / stride) + 1
}

/** The program: input 'x' [channels, height, width] (or channels last), output 'y' with the channels in the same place. */
export function convProgram(c: Conv, target: Target): Program {
  const { channels, height, width, outputs, kernel, stride: step, dilation, pad, channelsLast } = c
  const [high, wide] = [outputSize(height, c, 0), outputSize(width, c, 1)]
  const random = createRandom(c.seed)
  const factors = createRandom(c.seed + 1)
  const depth = channels * kernel[0] * kernel[1]
  const matrix = Array.from({ length: outputs * depth }, () => random.uniform() * 2 - 1)
  const [sy, sx, sc] = channelsLast ? [width * channels, channels, 1] : [width, 1, height * width]
  const [oy, ox, oc] = channelsLast ? [wide * outputs, outputs, 1] : [wide, 1, high * wide]
  const patches = (first: number, count: number): AddressPattern => ({
    buffer: 0,
    offset: -pad * sy - pad * sx,
    positions: [
      { count: high, stride: step * sy },
      { count: wide, stride: step * sx },
    ],
    elements: [
      { count: channels, stride: sc },
      { count: kernel[0], stride: dilation * sy },
      { count: kernel[1], stride: dilation * sx },
    ],
    first,
    count,
    guards: [
      { start: -pad, extent: height, positionCoefficients: [step, 0], elementCoefficients: [0, dilation, 0] },
      { start: -pad, extent: width, positionCoefficients: [0, step], elementCoefficients: [0, 0, dilation] },
    ],
  })
  const tiles: Tile[] = []
  const uses: Use[] = []
  const patterns: AddressPattern[] = []
  const instructions: Instruction[] = []
  for (let row = 0; row < outputs; row += c.tileRows) {
    const rows = Math.min(c.tileRows, outputs - row)
    const written: AddressPattern = {
      buffer: 1,
      offset: 0,
      positions: [
        { count: high, stride: oy },
        { count: wide, stride: ox },
      ],
      elements: [{ count: outputs, stride: oc }],
      first: row,
      count: rows,
      guards: [],
    }
    const size = Math.ceil(rows / (c.parts ?? 1))
    const parts = Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({ first: i * size, count: Math.min(size, rows - i * size) }))
    const writtenParts = parts.map(({ first, count }) => patterns.push({ ...written, first: row + first, count }) - 1)
    for (let column = 0; column < depth; column += c.tileColumns) {
      const columns = Math.min(c.tileColumns, depth - column)
      const weights = Array.from({ length: rows * columns }, (_, i) => {
        return matrix[(row + Math.floor(i / columns)) * depth + column + (i % columns)]!
      })
      const tile = tiles.push(tileOf(rows, columns, weights)) - 1
      const factor = (): number => (factors.uniform() < 0.1 ? 0 : factors.uniform() * 2 - (c.inputs === 'signed' ? 1 : 0))
      const isScaled = c.scaled === true && factors.uniform() < 0.5
      const inScale = isScaled ? { inScale: Float32Array.from({ length: columns }, factor) } : {}
      const input = patterns.push(patches(column, columns)) - 1
      instructions.push(programTile(0, tile))
      for (const [i, { first, count }] of parts.entries()) {
        const outScale = Float32Array.from({ length: count }, () => random.uniform() + 0.5)
        const bias = Float32Array.from({ length: count }, () => random.uniform())
        const seen = parts.length === 1 ? { tile, outScale } : { tile, firstOutput: first, outScale }
        const use = uses.push({ ...seen, ...(column === 0 ? { bias } : {}), ...inScale }) - 1
        const store = column === 0 ? 'overwrite' : 'accumulate'
        instructions.push(stream(0, use, input, writtenParts[i]!, { store, inputs: c.inputs }))
      }
    }
  }
  const inputShape = channelsLast ? [height, width, channels] : [channels, height, width]
  const outputShape = channelsLast ? [high, wide, outputs] : [outputs, high, wide]
  const buffers = [activation('x', inputShape), activation('y', outputShape, 2 ** 19)]
  const bindings = { inputs: [{ name: 'x', buffer: 0 }], outputs: [{ name: 'y', buffer: 1 }] }
  return tinyProgram({ target, tiles, uses, patterns, instructions, buffers, ...bindings })
}

/** Inputs for a convolution: half of them zero or on a coarse grid, so that ties and zero ranges occur. */
export function convInput(c: Conv, seed: number): Float32Array {
  const random = createRandom(seed)
  const coarse = random.uniform() < 0.5
  return Float32Array.from({ length: c.channels * c.height * c.width }, () => {
    const value = coarse ? Math.floor(random.uniform() * 5) - 2 : random.uniform() * 2 - 1
    return c.inputs === 'nonnegative' ? Math.max(0, value) : value
  })
}
