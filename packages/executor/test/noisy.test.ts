import { expect, test } from 'vitest'
import { compilationClass, loadTarget, shippedTargets, type Target } from '@onnc/hardware'
import type { Program, Tile } from '@onnc/isa'
import { createRandom } from '@onnc/support'
import { type Mode, openMachine } from '../src/index.ts'
import { activation, floats, programTile, rowsOf, sample, stream, tinyProgram, valueOf } from './tiny-program.ts'

const positions = 4

/** One tile of normal-looking codes as large as the unit takes, and a few vectors. */
function tileProgram(target: Target, inputs: 'signed' | 'nonnegative', calibrated = true): Program {
  const { unitClass, firstUnit } = valueOf(compilationClass(target))
  const rows = Math.min(6, unitClass.rows)
  const { columns, stationary } = unitClass
  const { iterations, probes } = stationary.calibration
  const levels = Math.min(stationary.levels, 65535)
  const largest = (levels - 1) / 2
  const random = createRandom(11)
  const codes = Int16Array.from({ length: rows * columns }, () =>
    Math.round(largest * Math.max(-0.8, Math.min(0.8, (random.uniform() + random.uniform() + random.uniform() - 1.5) * 0.6))),
  )
  return tinyProgram({
    target,
    tiles: [{ rows, columns, levels, step: 1 / largest, codes }],
    uses: [{ tile: 0, outScale: new Float32Array(rows).fill(1) }],
    patterns: [rowsOf(0, positions, columns), rowsOf(1, positions, rows)],
    buffers: [activation('x', [positions, columns]), activation('y', [positions, rows], 65536)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [
      programTile(firstUnit, 0),
      ...(calibrated && iterations > 0
        ? [
            {
              op: 'calibrate',
              unit: firstUnit,
              bank: 0,
              probes,
              iterations,
              procedure: 'writeVerify',
              settle: 0,
              result: 0,
              signal: 0,
            } as const,
          ]
        : []),
      stream(firstUnit, 0, 0, 1, { inputs }),
    ],
  })
}

function inputOf(program: Program, inputs: 'signed' | 'nonnegative'): Float32Array {
  const random = createRandom(5)
  const length = program.buffers[0]!.shape!.reduce<number>((a, b) => a * b!, 1)
  return Float32Array.from({ length }, () => (inputs === 'signed' ? 2 * random.uniform() - 1 : random.uniform()))
}

/** Outputs of `count` inferences of one chip on the same input, by output. */
function outputs(program: Program, mode: Mode, seed: number, count: number, inputs: 'signed' | 'nonnegative'): Float32Array[] {
  const machine = valueOf(openMachine(program, { mode, seed, threads: 1 }))
  const x = sample({ x: floats(program.buffers[0]!.shape as number[], inputOf(program, inputs)) })
  const all = valueOf(machine.run(Array.from({ length: count }, () => x)))
  machine.close()
  const length = all[0]!.get('y')!.data.length
  return Array.from({ length }, (_, i) => Float32Array.from(all, (output) => (output.get('y')!.data as Float32Array)[i]!))
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length
const variance = (values: ArrayLike<number>): number => {
  const m = mean(values)
  return Array.from(values).reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1)
}

/** Every target, and one whose broadband ring takes much of the light. */
for (const [name, gain] of [...shippedTargets().map((target) => [target, undefined] as const), ['sonic', 0.25] as const]) {
  const target = valueOf(loadTarget(name))
  test.each(['signed', 'nonnegative'] as const)(
    `${name}${gain === undefined ? '' : ', scaled by light'}: read noise has the mean and variance of the device model, %s inputs`,
    (inputs) => {
      const made = tileProgram(target, inputs)
      const program = gain === undefined ? made : { ...made, uses: made.uses.map((use) => ({ ...use, gain })) }
      const outputCount = program.buffers[1]!.shape!.reduce<number>((a, b) => a * b!, 1)
      const count = Math.max(400, Math.ceil(9600 / outputCount))
      const fast = outputs(program, 'noisy', 3, count, inputs)
      const slow = outputs(program, 'device', 3, count, inputs)
      const [a, b] = [mean(fast.map(variance)), mean(slow.map(variance))]
      // 9600 outputs of each: a standard error of the pooled ratio of sqrt(4 / 9600), 2 %.
      const ratio = a / b
      expect(ratio).toBeGreaterThan(0.9)
      expect(ratio).toBeLessThan(1.1)
      const scale = Math.sqrt(mean(slow.map((values) => mean(values) ** 2)))
      for (const [i, values] of fast.entries()) {
        const error = Math.abs(mean(values) - mean(slow[i]!))
        // Five standard errors, and what the crosstalk of second order leaves.
        expect(error).toBeLessThan(5 * Math.sqrt((a + b) / count) + 0.02 * scale)
      }
    },
  )
}

for (const name of shippedTargets()) {
  const target = valueOf(loadTarget(name))
  const { unitClass, firstUnit } = valueOf(compilationClass(target))
  if (unitClass.transpose === undefined) continue
  test(`${name}: the same backwards`, () => {
    const forward = tileProgram(target, 'nonnegative')
    const [{ rows, columns }] = forward.tiles as [Tile]
    const program: Program = {
      ...forward,
      uses: [{ tile: 0, outScale: new Float32Array(columns).fill(1), direction: 'transposed' }],
      patterns: [rowsOf(0, positions, rows), rowsOf(1, positions, columns)],
      buffers: [activation('x', [positions, rows]), activation('y', [positions, columns], 65536)],
      instructions: forward.instructions.map((i) =>
        i.op === 'stream' ? stream(firstUnit, 0, 0, 1, { inputs: 'nonnegative', direction: 'transposed' }) : i,
      ),
    }
    const fast = outputs(program, 'noisy', 3, 400, 'nonnegative')
    const slow = outputs(program, 'device', 3, 400, 'nonnegative')
    const [a, b] = [mean(fast.map(variance)), mean(slow.map(variance))]
    expect(a / b).toBeGreaterThan(0.9)
    expect(a / b).toBeLessThan(1.1)
    const scale = Math.sqrt(mean(slow.map((values) => mean(values) ** 2)))
    for (const [i, values] of fast.entries())
      expect(Math.abs(mean(values) - mean(slow[i]!))).toBeLessThan(5 * Math.sqrt((a + b) / 400) + 0.02 * scale)
  })
}

test.each(['forward', 'transposed'] as const)('outputs %s that a stream reads of a tile have the errors of their rings', (direction) => {
  const target = valueOf(loadTarget('rnb-64'))
  // Without calibration errors of writing are the largest.
  const whole = tileProgram(target, 'nonnegative', false)
  const [{ rows, columns }] = whole.tiles as [Tile]
  const [inputs, first, count] = direction === 'forward' ? [columns, 2, 3] : [rows, 40, 9]
  const program: Program = {
    ...whole,
    uses: [{ tile: 0, outScale: new Float32Array(count).fill(1), firstOutput: first, ...(direction === 'forward' ? {} : { direction }) }],
    patterns: [rowsOf(0, positions, inputs), rowsOf(1, positions, count)],
    buffers: [activation('x', [positions, inputs]), activation('y', [positions, count], 65536)],
    instructions: whole.instructions.map((i) => (i.op === 'stream' ? stream(0, 0, 0, 1, { inputs: 'nonnegative', direction }) : i)),
  }
  const fast = outputs(program, 'noisy', 3, 800, 'nonnegative')
  const slow = outputs(program, 'device', 3, 800, 'nonnegative')
  const [a, b] = [mean(fast.map(variance)), mean(slow.map(variance))]
  expect(a / b).toBeGreaterThan(0.9)
  expect(a / b).toBeLessThan(1.1)
  const scale = Math.sqrt(mean(slow.map((values) => mean(values) ** 2)))
  for (const [i, values] of fast.entries())
    expect(Math.abs(mean(values) - mean(slow[i]!))).toBeLessThan(5 * Math.sqrt((a + b) / 800) + 0.02 * scale)
})

test('light that a broadband ring takes away makes noise weigh more', () => {
  const target = valueOf(loadTarget('sonic'))
  const noise = (gain: number): number => {
    const program = tileProgram(target, 'nonnegative')
    const scaled = { ...program, uses: program.uses.map((use) => ({ ...use, gain })) }
    return mean(outputs(scaled, 'noisy', 3, 400, 'nonnegative').map(variance))
  }
  expect(noise(0.1)).toBeGreaterThan(4 * noise(1))
})

test('programming errors have the spread of the target, before and after calibration, and stay with the chip', () => {
  const target = valueOf(loadTarget('rnb-64'))
  const spread = (mode: Mode, calibrated: boolean): number => {
    const program = tileProgram(target, 'nonnegative', calibrated)
    const chips = Array.from({ length: 24 }, (_, seed) => outputs(program, mode, seed, 4, 'nonnegative').map(mean))
    return mean(chips[0]!.map((_, i) => variance(chips.map((chip) => chip[i]!))))
  }
  const x = inputOf(tileProgram(target, 'nonnegative'), 'nonnegative')
  const energy = mean(x.map((v) => v * v)) * 64
  // Variance of sum(error * x): sigma^2 * sum x^2, beside a quarter of the read noise.
  const [fast, slow] = [spread('noisy', false), spread('device', false)]
  expect(fast / (0.03 ** 2 * energy)).toBeGreaterThan(0.8)
  expect(fast / (0.03 ** 2 * energy)).toBeLessThan(1.25)
  expect(fast / slow).toBeGreaterThan(0.75)
  expect(fast / slow).toBeLessThan(1.33)
  expect(spread('noisy', true)).toBeLessThan(fast / 4)
})

test('the same seed gives the same bits, whatever the grouping of samples; another seed gives others', () => {
  const program = tileProgram(valueOf(loadTarget('rnb-64')), 'signed')
  const one = outputs(program, 'noisy', 9, 6, 'signed')
  const machine = valueOf(openMachine(program, { mode: 'noisy', seed: 9, threads: 1 }))
  const x = sample({ x: floats(program.buffers[0]!.shape as number[], inputOf(program, 'signed')) })
  for (let i = 0; i < 6; i++) {
    const alone = valueOf(machine.run([x]))[0]!.get('y')!.data as Float32Array
    expect([...alone]).toEqual(one.map((values) => values[i]!))
  }
  machine.close()
  expect(outputs(program, 'noisy', 10, 6, 'signed')).not.toEqual(one)
})
