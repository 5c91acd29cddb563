import { loadTarget, programCost, type UnitClass } from '@onnc/hardware'
import { activationTile, type Instruction, type Program } from '@onnc/isa'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { openMachine, runProgram } from '../src/index.ts'
import { runReference } from './reference.ts'
import {
  activation,
  floats,
  messages,
  programTile,
  rowsOf,
  sample,
  stream,
  testTarget,
  tileOf,
  tinyProgram,
  valueOf,
} from './tiny-program.ts'

const imprint = (unit: number, tile: number, more: Partial<Extract<Instruction, { op: 'imprint' }>> = {}): Instruction => ({
  op: 'imprint',
  unit,
  bank: 0,
  tile,
  signal: 0,
  ...more,
})

const either = (unit: UnitClass): UnitClass => ({ ...unit, stationary: { ...unit.stationary, operand: 'either' } })

interface Shape {
  readonly rows: number
  readonly columns: number
  readonly positions: number
  readonly levels: number
}

/** x holds a matrix and, behind it, vectors: y[p] = matrix times vector p. */
function product({ rows, columns, positions, levels }: Shape, change: (unit: UnitClass) => UnitClass = either): Program {
  const held = rows * columns
  return tinyProgram({
    target: testTarget(change),
    tiles: [activationTile({ rows, columns, levels }, 0)],
    uses: [{ tile: 0, outScale: Float32Array.from({ length: rows }, (_, r) => 1 + r / 8) }],
    patterns: [rowsOf(0, rows, columns), { ...rowsOf(0, positions, columns), offset: held }, rowsOf(1, positions, rows)],
    buffers: [activation('x', [held + positions * columns]), activation('y', [positions * rows], 4096)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [imprint(0, 0), stream(0, 0, 1, 2)],
  })
}

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 6 }),
  positions: fc.integer({ min: 1, max: 5 }),
  levels: fc.constantFrom(3, 15, 63),
})

const signs = fc.constantFrom('two-pass' as const, 'arms' as const, 'offset' as const)

test.each(['ideal', 'quantized'] as const)('mode %s: products of activations equal the reference bit for bit, sample by sample', (mode) => {
  fc.assert(
    fc.property(shape, signs, fc.integer({ min: 1, max: 3 }), fc.nat(), fc.boolean(), (sizes, sign, count, seed, isZero) => {
      const { transpose: _, ...unit } = testTarget(either).units[0]!
      const changed = { ...unit, moving: { ...unit.moving, signs: sign } }
      const program = product(sizes, () => changed)
      const length = program.buffers[0]!.shape![0]!
      const held = sizes.rows * sizes.columns
      const inputs = Array.from({ length: count }, (_unused, s) =>
        Float32Array.from({ length }, (_value, i) => (isZero && i < held ? 0 : Math.sin(seed + 13 * s + 7 * i))),
      )
      const { outputs } = valueOf(runProgram(program, { mode, samples: inputs.map((x) => sample({ x: floats([length], x) })) }))
      expect(outputs.map((output) => output.get('y')!.data)).toEqual(inputs.map((x) => runReference(program, changed, mode, x)))
    }),
    { numRuns: 30 },
  )
})

test.each(['noisy', 'device'] as const)(
  'mode %s: near the exact product, the same seed gives the same bits, errors are drawn for each write',
  (mode) => {
    const program = product({ rows: 4, columns: 6, positions: 3, levels: 63 })
    const x = Float32Array.from({ length: 24 + 18 }, (_, i) => Math.cos(i))
    const run = (seed: number, which: typeof mode | 'ideal' = mode): Float32Array => {
      const { outputs } = valueOf(runProgram(program, { mode: which, seed, samples: [sample({ x: floats([42], x) })] }))
      return outputs[0]!.get('y')!.data as Float32Array
    }
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
    const exact = run(0, 'ideal')
    const largest = Math.max(...exact.map(Math.abs))
    for (const [i, value] of run(1).entries()) expect(Math.abs(value - exact[i]!)).toBeLessThan(0.15 * largest)
  },
)

test('a write of activations costs what the cost model says of values from the activation memory', () => {
  const target = testTarget(either)
  const [unit] = target.units as [UnitClass]
  const machine = valueOf(openMachine(product({ rows: 4, columns: 6, positions: 3, levels: 63 }), { mode: 'timing' }))
  const [write] = machine.timeline.events()
  const expected = programCost(target, unit, { rows: 4, columns: 6, ringsWritten: 24, operand: 'activations' })
  expect(write).toMatchObject({ instruction: 0, energyJoules: expected.energyJoules })
  expect(write!.endSeconds).toBeCloseTo(expected.seconds, 12)
  expect(machine.timeline.ringsWritten).toBe(24)
  machine.close()
})

test('values that are not finite have no level', () => {
  const program = product({ rows: 1, columns: 1, positions: 1, levels: 63 })
  const run = (mode: 'ideal' | 'quantized'): readonly string[] =>
    messages(runProgram(program, { mode, samples: [sample({ x: floats([2], [Infinity, 1]) })] }))
  expect(run('ideal')).toEqual([])
  expect(run('quantized').join()).toContain("'x'")
})

test('tiles of activations and of codes are not mistaken for each other, and rings for weights take no activations', () => {
  const good = product({ rows: 1, columns: 2, positions: 1, levels: 63 })
  const problems = (program: Program): string => messages(runProgram(program, { mode: 'timing', samples: [] })).join()
  expect(problems(good)).toBe('')
  expect(problems({ ...good, instructions: [programTile(0, 0), ...good.instructions.slice(1)] })).toContain('expected codes')
  expect(problems({ ...good, tiles: [tileOf(1, 2, [1, 2])] })).toContain('expected activations')
  expect(problems({ ...good, tiles: [activationTile({ rows: 1, columns: 2, levels: 63 }, 7)] })).toContain('pattern 7')
  expect(problems({ ...good, tiles: [activationTile({ rows: 2, columns: 2, levels: 63 }, 0)] })).toContain('rows')
  expect(problems(product({ rows: 1, columns: 2, positions: 1, levels: 63 }, (unit) => unit))).toContain('write activations')
})

test('the Lightening-Transformer bank takes activations', () => {
  expect(valueOf(loadTarget('lt-mrr-bank')).units[0]!.stationary.operand).toBe('either')
})
