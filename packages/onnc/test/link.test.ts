import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { linkProgram } from '@onnc/backend'
import { checkProgram, openMachine, timeProgram } from '@onnc/executor'
import { type Chip, loadTarget, makeChip, type Target, targetDefinition } from '@onnc/hardware'
import { activationTile, decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { createRandom } from '@onnc/support'

import { runOnnc } from './run-onnc.ts'
import { unwrap } from './small-target.ts'

const digits = 'test-models/digits-cnn'
const folder = mkdtempSync(join(tmpdir(), 'onnc-link-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string): string => join(folder, name)

/** A quiet machine: no errors of writing, bright lasers without flicker, fine converters; what is left is the drive. */
function quietTarget(): Target {
  const target = unwrap(loadTarget('rnb-64'))
  const { transpose: _, sampleAndHold: __, ...unit } = target.units[0]!
  const none = { value: 0, unit: '', source: 'test' }
  return {
    ...target,
    laser: {
      ...target.laser,
      powerPerWavelength: { ...target.laser.powerPerWavelength, value: 100 },
      relativeIntensityNoise: { ...target.laser.relativeIntensityNoise, value: -250 },
    },
    units: [
      {
        ...unit,
        count: 1,
        rows: 8,
        columns: 16,
        segments: 1,
        stationary: { ...unit.stationary, calibration: { ...unit.stationary.calibration, errorBefore: none, errorAfter: none } },
        readout: { ...unit.readout, bits: 16 },
      },
    ],
  }
}

/** One tile, and inputs that light one column after the other: outputs are its weights. */
function tileProgram(target: Target, [rows, columns]: readonly [rows: number, columns: number] = [8, 16]): Program {
  const random = createRandom(2)
  const codes = Int8Array.from({ length: rows * columns }, () => Math.round((random.uniform() - 0.5) * 40))
  const axes = (count: number, elements: number) => ({
    positions: [{ count, stride: elements }],
    elements: [{ count: elements, stride: 1 }],
    guards: [],
  })
  return {
    target: { name: target.name, ...targetDefinition(target) },
    tiles: [{ rows, columns, levels: 63, step: 1 / 31, codes }],
    uses: [{ tile: 0, outScale: new Float32Array(rows).fill(1) }],
    patterns: [
      { buffer: 0, offset: 0, first: 0, count: columns, ...axes(columns, columns) },
      { buffer: 1, offset: 0, first: 0, count: rows, ...axes(columns, rows) },
    ],
    kernels: [],
    buffers: [
      { name: 'x', type: 'float32', shape: [columns, columns], memory: 'activation', address: 0 },
      { name: 'y', type: 'float32', shape: [columns, rows], memory: 'activation', address: 4096 },
    ],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    sourceMap: [],
    instructions: [
      { op: 'program', unit: 0, bank: 0, tile: 0, write: 'whole', signal: 0 },
      {
        op: 'stream',
        unit: 0,
        bank: 0,
        use: 0,
        input: 0,
        output: 1,
        store: 'overwrite',
        inputs: 'nonnegative',
        signal: 0,
        direction: 'forward',
      },
      { op: 'halt' },
    ],
  }
}

test('the error predicted for a bank is the one the device model shows', () => {
  const target = quietTarget()
  const chip = makeChip(target, 4)
  const linked = unwrap(linkProgram(tileProgram(target), target, chip))
  const again = unwrap(decodeProgram(encodeProgram(linked), 'linked.mrr'))
  expect(again.link).toEqual(linked.link)
  const [write] = again.link!.writes
  for (const mode of ['device', 'noisy'] as const) {
    expect(write!.residual).toBeGreaterThan(0.001)
    expect(Math.abs(shownError(again, chip, mode) / write!.residual - 1)).toBeLessThan(0.1)
  }
})

/** The chip with dead rings in the banks of some units. */
function withDead(chip: Chip, dead: Readonly<Record<number, readonly number[]>>): Chip {
  return { ...chip, banks: chip.banks.map((bank) => ({ ...bank, dead: dead[bank.unit] ?? [] })) }
}

/** The same product with the tile written from an input, w, instead. */
function imprintProgram(program: Program): Program {
  const { rows, columns } = program.tiles[0]!
  const [, stream, halt] = program.instructions
  const axes = { positions: [{ count: rows, stride: columns }], elements: [{ count: columns, stride: 1 }], guards: [] }
  return {
    ...program,
    tiles: [activationTile({ rows, columns, levels: 63 }, 2)],
    patterns: [...program.patterns, { buffer: 2, offset: 0, first: 0, count: columns, ...axes }],
    buffers: [...program.buffers, { name: 'w', type: 'float32', shape: [rows, columns], memory: 'activation', address: 8192 }],
    inputs: [...program.inputs, { name: 'w', buffer: 2 }],
    instructions: [{ op: 'imprint', unit: 0, bank: 0, tile: 0, signal: 0 }, stream!, halt!],
  }
}

/** Root mean square of what the device model shows beside the weights. */
function shownError(program: Program, chip: Chip, mode: 'device' | 'noisy'): number {
  const { codes, rows, columns } = program.tiles[0]!
  const machine = unwrap(openMachine(program, { mode, chip }))
  const identity = Float32Array.from({ length: columns ** 2 }, (_, i) => (i % (columns + 1) === 0 ? 1 : 0))
  const outputs = unwrap(machine.run([new Map([['x', { type: 'float32', shape: [columns, columns], data: identity }]])]))
  machine.close()
  const y = outputs[0]!.get('y')!.data as Float32Array
  let sum = 0
  for (let c = 0; c < columns; c++) for (let r = 0; r < rows; r++) sum += (y[c * rows + r]! - codes[r * columns + c]! / 31) ** 2
  return Math.sqrt(sum / (rows * columns))
}

test('a tile lies around dead rings where the bank has rows or columns to spare, and is as good there', () => {
  const target = quietTarget()
  // In the first row and the third column.
  const chip = withDead(makeChip(target, 4), { 0: [5, 2 * 16 + 2, 4 * 16 + 2] })
  const linked = unwrap(linkProgram(tileProgram(target, [7, 15]), target, chip))
  const again = unwrap(decodeProgram(encodeProgram(linked), 'linked.mrr'))
  expect(again.link).toEqual(linked.link)
  const [write] = again.link!.writes
  expect(write!.place!.rows).not.toContain(0)
  expect(write!.place!.columns).not.toContain(2)
  expect(write!.residual).toBeLessThan(0.03)
  for (const mode of ['device', 'noisy'] as const) expect(Math.abs(shownError(again, chip, mode) / write!.residual - 1)).toBeLessThan(0.1)
})

test('a full tile lies at rows whose weights are nearly dark where its rings are dead, and the error is told', () => {
  const target = quietTarget()
  const program = tileProgram(target)
  const [tile] = program.tiles
  const codes = tile!.codes.slice()
  // In the sixth row nearly dark, at -29 of -31.
  codes[5 * 16 + 3] = -29
  const full = { ...program, tiles: [{ ...tile!, codes }] }
  const chip = withDead(makeChip(target, 4), { 0: [2 * 16 + 3] })
  const linked = unwrap(linkProgram(full, target, chip))
  const [write] = linked.link!.writes
  expect(write!.place!.rows[5]).toBe(2)
  expect(Math.abs(shownError(linked, chip, 'noisy') / write!.residual - 1)).toBeLessThan(0.01)
  // In the device model the neighbours of a dead ring drop some of its wavelength, which brings it nearer.
  expect(Math.abs(shownError(linked, chip, 'device') / write!.residual - 1)).toBeLessThan(0.2)
})

test('a unit whose dead ring a full tile needs changes places with another, or is named', () => {
  const one = quietTarget()
  const target: Target = { ...one, units: [{ ...one.units[0]!, count: 2 }] }
  const program = tileProgram(target)
  const chip = makeChip(target, 4)
  const linked = unwrap(linkProgram(program, target, withDead(chip, { 0: [5] })))
  expect(linked.instructions.map((instruction) => 'unit' in instruction && instruction.unit)).toEqual([1, 1, false])
  expect(linked.link!.writes.map(({ bank }) => bank)).toEqual([16])
  expect(shownError(linked, withDead(chip, { 0: [5] }), 'noisy')).toBeLessThan(0.03)
  const refused = linkProgram(program, target, withDead(chip, { 0: [5], 1: [7] }))
  expect(refused.diagnostics.map(({ message }) => message)).toEqual(['ring 0.0.0.5 has no drive, tile 0 needs it'])
})

test('what activations write is driven as it is written, like a tile of the same levels, around dead rings', () => {
  const quiet = quietTarget()
  const [unit] = quiet.units
  const target: Target = { ...quiet, units: [{ ...unit!, stationary: { ...unit!.stationary, operand: 'either' } }] }
  const size = [7, 15] as const
  const written = tileProgram(target, size)
  const codes = written.tiles[0]!.codes.slice()
  // The largest code there is, so that the range of the activations is that of the tile.
  codes[0] = 31
  const fixed: Program = { ...written, tiles: [{ ...written.tiles[0]!, codes }] }
  const chip = withDead(makeChip(target, 4), { 0: [5, 2 * 16 + 2] })
  const inputs = new Map([
    ['x', { type: 'float32', shape: [15, 15], data: Float32Array.from({ length: 225 }, (_, i) => (i % 16 === 0 ? 1 : 0)) }],
    ['w', { type: 'float32', shape: [...size], data: Float32Array.from(codes, (code) => code / 31) }],
  ] as const)
  const places: unknown[] = []
  const outputOf = (program: Program, mode: 'noisy' | 'device'): Float32Array => {
    const linked = unwrap(decodeProgram(encodeProgram(unwrap(linkProgram(program, target, chip))), 'linked.mrr'))
    places.push(linked.link!.writes[0]!.place)
    const machine = unwrap(openMachine(linked, { mode, chip }))
    const sample = new Map([...inputs].filter(([name]) => program.inputs.some((input) => input.name === name)))
    const outputs = unwrap(machine.run([sample]))
    machine.close()
    return outputs[0]!.get('y')!.data as Float32Array
  }
  for (const mode of ['noisy', 'device'] as const) {
    const [one, other] = [outputOf(imprintProgram(fixed), mode), outputOf(fixed, mode)]
    const differences = one.map((value, i) => Math.abs(value - other[i]!))
    expect(Math.max(...differences)).toBeLessThan(2e-3)
    const errors = one.map((value, i) => Math.abs(value - codes[(i % 7) * 15 + Math.floor(i / 7)]! / 31))
    expect(Math.max(...errors)).toBeGreaterThan(5e-3)
    expect(Math.max(...errors)).toBeLessThan(0.1)
  }
  expect(places[0]).toBeDefined()
  for (const place of places) expect(place).toEqual(places[0])
})

test('dead rings that activations cannot do without are named', () => {
  const quiet = quietTarget()
  const [unit] = quiet.units
  const target: Target = { ...quiet, units: [{ ...unit!, stationary: { ...unit!.stationary, operand: 'either' } }] }
  const refused = linkProgram(imprintProgram(tileProgram(target)), target, withDead(makeChip(target, 4), { 0: [5] }))
  expect(refused.diagnostics.map(({ message }) => message)).toEqual(['ring 0.0.0.5 has no drive, tile 0 needs it'])
})

test('a ring whose drive moves is rewritten though its level stays, as the heat of its neighbours changed', () => {
  const target = quietTarget()
  const program = tileProgram(target)
  const [tile] = program.tiles
  const codes = tile!.codes.slice()
  codes[3] = codes[3]! > 0 ? -20 : 20
  const [first, second, halt] = program.instructions
  const partial: Program = {
    ...program,
    tiles: [tile!, { ...tile!, codes }],
    instructions: [first!, { op: 'program', unit: 0, bank: 0, tile: 1, write: 'changed', signal: 0 }, first!, second!, halt!],
  }
  const written = (of: Program): number => {
    const timeline = unwrap(timeProgram(unwrap(checkProgram(of, target))))
    return timeline.ringsWritten - 2 * 128
  }
  expect(written(partial)).toBe(1)
  const linked = unwrap(linkProgram(partial, target, makeChip(target, 4)))
  const [before, after] = linked.link!.writes.map((write) => write.codes)
  const moved = before!.filter((code, ring) => code !== after![ring]).length
  expect(moved).toBeGreaterThan(1)
  expect(written(linked)).toBe(moved)
})

test('a chip is made, a program linked to it, and run on it', async () => {
  const [chip, other] = [file('chip.yaml'), file('other.yaml')]
  expect((await runOnnc('chip', 'new', '--seed', '5', '-o', chip)).exitCode).toBe(0)
  expect((await runOnnc('chip', 'new', '--seed', '6', '--dead-rate', '0.01', '-o', other)).exitCode).toBe(0)
  expect((await runOnnc('compile', `${digits}/model.onnx`, '-o', file('p.mrr'))).exitCode).toBe(0)
  const linked = await runOnnc('link', file('p.mrr'), '--chip', chip, '-o', file('q.mrr'))
  expect(linked.out).toMatch(/16 tiles in banks driven with 8 bits; error left, of the largest weight: [01]\.\d\d % root mean square/)
  expect((await runOnnc('check', file('q.mrr'))).exitCode).toBe(0)
  const run = (program: string, on: string): ReturnType<typeof runOnnc> =>
    runOnnc(
      'run',
      file(program),
      '--mode',
      'noisy',
      '--chip',
      on,
      '--inputs',
      `${digits}/test_data_set_0`,
      '--compare',
      '--tolerance',
      '0.2',
    )
  expect((await run('q.mrr', chip)).exitCode).toBe(0)
  expect((await run('p.mrr', other)).err).not.toContain('another chip')
  const elsewhere = await run('q.mrr', other)
  expect([elsewhere.exitCode, elsewhere.err]).toEqual([3, expect.stringContaining('linked to another chip')])
  // One ring in a hundred is dead: tiles lie around them.
  const around = await runOnnc('link', file('p.mrr'), '--chip', other, '-o', file('s.mrr'))
  expect([around.exitCode, around.out]).toEqual([0, expect.stringMatching(/\n16 lie around rings without drive, or beyond their range\n$/)])
  expect((await runOnnc('check', file('s.mrr'))).exitCode).toBe(0)
  expect((await run('s.mrr', other)).exitCode).toBe(0)
  const ruined = file('ruined.yaml')
  expect((await runOnnc('chip', 'new', '--seed', '6', '--dead-rate', '0.4', '-o', ruined)).exitCode).toBe(0)
  const dead = await runOnnc('link', file('p.mrr'), '--chip', ruined, '-o', file('r.mrr'))
  expect(dead.exitCode).toBe(5)
  expect(dead.err).toMatch(/ring \d+\.0\.\d+\.\d+ has no drive, tile \d+ needs it/)
  await runOnnc('chip', 'new', '--target', 'rnb-16', '-o', file('small.yaml'))
  const foreign = await runOnnc('link', file('p.mrr'), '--chip', file('small.yaml'), '-o', file('r.mrr'))
  expect([foreign.exitCode, foreign.err]).toEqual([3, expect.stringContaining("the chip is one of target 'rnb-16'")])
})
