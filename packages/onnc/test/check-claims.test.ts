import { type CompiledProgram, generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import type { Target } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeProgram, encodeProgram, type Instruction, type InstructionNamed, type Program, type Tile } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { passes } from '@onnc/passes'
import { beforeAll, describe, expect, test } from 'vitest'

import { defaultPipeline } from '../src/index.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { smallTarget, unwrap, withBanks } from './small-target.ts'

/** Crossbars of 4 x 5 in three units, and so little memory that tensors share it. */
const roomy = smallTarget(4, 5)
const oneBank: Target = {
  ...roomy,
  memories: { ...roomy.memories, activation: { ...roomy.memories.activation, size: { ...roomy.memories.activation.size, value: 1000 } } },
}
const twoBanks = withBanks(oneBank, 2)

/** What a tile that computes its codes when asked gives, to be changed. */
function plain({ rows, columns, levels, step, codes, exact }: Tile): Tile {
  return { rows, columns, levels, step, codes, ...(exact === undefined ? {} : { exact }) }
}

async function compile(target: Target): Promise<CompiledProgram> {
  const conv = (input: string, weight: string, output: string): ReturnType<typeof node> =>
    node('Conv', [input, weight, 'b'], [output], { pads: [1, 1, 1, 1] })
  const bytes = modelBytes({
    inputs: { x: [1, 6, 3, 3] },
    outputs: ['sum', 'r2'],
    nodes: [
      conv('x', 'w0', 'a'),
      node('Relu', ['a'], ['r']),
      conv('r', 'w1', 'c'),
      conv('x', 'w2', 'd'),
      node('Add', ['c', 'd'], ['e']),
      node('Relu', ['e'], ['r2']),
      conv('r2', 'w3', 'f'),
      node('Sub', ['f', 'r'], ['sum']),
    ],
    initializers: [...[0, 1, 2, 3].map((i) => weights(`w${i}`, [6, 6, 3, 3], i + 1)), weights('b', [6], 9)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'test.onnx')), { dims: new Map(), inputShapes: new Map() }))
  unwrap(runPasses(unwrap(parsePipeline(defaultPipeline, passes)), module, { environment: { target }, registry }))
  return unwrap(generateProgram(module, { target, exact: false }))
}

let good: Program
let goodOfTwoBanks: Program
beforeAll(async () => {
  const read = async (target: Target): Promise<Program> => unwrap(decodeProgram(encodeProgram(await compile(target)), 'good.mrr'))
  ;[good, goodOfTwoBanks] = await Promise.all([read(oneBank), read(twoBanks)])
})

const targetOf = ({ queues }: Program): Target => (queues === 'bank' ? twoBanks : oneBank)

/** The codes of what is found in a program; empty for a good one. */
function found(program: Program): string[] {
  const checked = checkProgram(program, targetOf(program))
  if (!checked.ok) return checked.diagnostics.map((d) => d.code)
  return [...timeProgram(checked.value).diagnostics, ...checkClaims(checked.value).diagnostics].map((d) => d.code)
}

const indices = (program: Program, op: Instruction['op']): number[] =>
  program.instructions.flatMap((instruction, i) => (instruction.op === op ? [i] : []))

/** The program with one instruction changed, or taken out. */
function withInstruction<Op extends Instruction['op']>(
  program: Program,
  index: number,
  change: (instruction: InstructionNamed<Op>) => Instruction | undefined,
): Program {
  const changed = change(program.instructions[index] as InstructionNamed<Op>)
  return { ...program, sourceMap: [], instructions: program.instructions.flatMap((old, i) => (i === index ? (changed ?? []) : old)) }
}

function swapped(program: Program, a: number, b: number): Program {
  const { instructions } = program
  return { ...program, instructions: instructions.map((old, i) => instructions[i === a ? b : i === b ? a : i]!) }
}

const replaced = <T>(list: readonly T[], index: number, item: T): T[] => list.map((old, i) => (i === index ? item : old))

const exchanged = <T>(list: readonly T[], a: number, b: number): T[] =>
  list.map((old, i) => (i === a ? list[b]! : i === b ? list[a]! : old))

test.each([oneBank, twoBanks])('a compiled program is as claimed, as it was made and as it is read back', async (target) => {
  expect(found(target === oneBank ? good : goodOfTwoBanks)).toEqual([])
  expect(found(await compile(target))).toEqual([])
})

describe('corruptions are caught', () => {
  type Corruption = (program: Program) => Iterable<Program>
  const each = (op: Instruction['op'], change: (instruction: never) => Instruction | undefined): Corruption =>
    function* (program) {
      for (const index of indices(program, op)) yield withInstruction(program, index, change as never)
    }
  const streams = (change: (stream: InstructionNamed<'stream'>, program: Program) => Instruction | undefined): Corruption =>
    function* (program) {
      for (const index of indices(program, 'stream')) yield withInstruction<'stream'>(program, index, (stream) => change(stream, program))
    }
  const patterns = (
    side: 'input' | 'output',
    change: (pattern: Program['patterns'][number]) => Partial<Program['patterns'][number]>,
  ): Corruption =>
    function* (program) {
      for (const index of new Set(indices(program, 'stream').map((i) => (program.instructions[i] as InstructionNamed<'stream'>)[side]))) {
        const pattern = program.patterns[index]!
        yield { ...program, patterns: replaced(program.patterns, index, { ...pattern, ...change(pattern) }) }
      }
    }

  const corruptions: readonly (readonly [string, Corruption])[] = [
    ['a wait is dropped', each('wait', () => undefined)],
    ['a wait is for fewer signals', each('wait', (wait: InstructionNamed<'wait'>) => ({ ...wait, count: wait.count - 1 }))],
    [
      'a wait is for another event',
      each('wait', (wait: InstructionNamed<'wait'>) => ({ ...wait, event: wait.event === 1 ? 2 : 1, count: 1 })),
    ],
    [
      'a wait is in another queue',
      each('wait', (wait: InstructionNamed<'wait'>) => ({
        ...wait,
        resource: 'unit',
        unit: wait.resource === 'ecu' ? 0 : (wait.unit + 1) % 3,
      })),
    ],
    ['a wait is for ever', each('wait', (wait: InstructionNamed<'wait'>) => ({ ...wait, count: wait.count + 40 }))],
    ['a signal is dropped', streams((stream) => ({ ...stream, signal: 0 }))],
    ['a signal goes to another event', streams((stream) => ({ ...stream, signal: stream.signal === 1 ? 2 : 1 }))],
    ['a bank is not programmed', each('program', () => undefined)],
    ['a bank is programmed with another tile', each('program', (p: InstructionNamed<'program'>) => ({ ...p, tile: p.tile === 0 ? 1 : 0 }))],
    ['a bank is not calibrated', each('calibrate', () => undefined)],
    ['a calibration is too short', each('calibrate', (c: InstructionNamed<'calibrate'>) => ({ ...c, iterations: c.iterations - 1 }))],
    ['a calibration has fewer probes', each('calibrate', (c: InstructionNamed<'calibrate'>) => ({ ...c, probes: c.probes - 1 }))],
    [
      'a bank is calibrated before it is programmed',
      function* (program) {
        for (const index of indices(program, 'calibrate')) yield swapped(program, index, index - 1)
      },
    ],
    ['a stream is dropped', streams(() => undefined)],
    [
      'a stream is repeated',
      function* (program) {
        for (const index of indices(program, 'stream'))
          yield {
            ...program,
            sourceMap: [],
            instructions: program.instructions.flatMap((old, i) => (i === index ? [old, { ...old, signal: 0 } as Instruction] : [old])),
          }
      },
    ],
    [
      'a stream overwrites instead of adding',
      streams((stream) => ({ ...stream, store: stream.store === 'overwrite' ? 'accumulate' : 'overwrite' })),
    ],
    [
      'a stream takes its inputs for nonnegative, or for signed',
      streams((stream) => ({ ...stream, inputs: stream.inputs === 'signed' ? 'nonnegative' : 'signed' })),
    ],
    ['a stream goes the other way', streams((stream) => ({ ...stream, direction: 'transposed' }))],
    [
      'a shuffle stands where none was planned',
      function* (program) {
        const [at] = indices(program, 'stream') as [number]
        const { unit, output } = program.instructions[at] as InstructionNamed<'stream'>
        const extra: Instruction = { op: 'shuffle', unit, input: output, output, signal: 0, bank: 0 }
        yield { ...program, sourceMap: [], instructions: program.instructions.flatMap((old, i) => (i === at ? [old, extra] : [old])) }
      },
    ],
    ['a stream runs on another unit', streams((stream) => ({ ...stream, unit: (stream.unit + 1) % 3 }))],
    ['a stream has another use', streams((stream, { uses }) => ({ ...stream, use: (stream.use + 1) % uses.length }))],
    [
      'a stream reads through another pattern',
      streams((stream, { patterns: all }) => ({ ...stream, input: (stream.input + 2) % all.length })),
    ],
    [
      'a stream writes through another pattern',
      streams((stream, { patterns: all }) => ({ ...stream, output: (stream.output + 2) % all.length })),
    ],
    [
      'a stream comes before its wait',
      function* (program) {
        for (const index of indices(program, 'stream'))
          if (program.instructions[index - 1]?.op === 'wait') yield swapped(program, index, index - 1)
      },
    ],
    [
      'two uses are exchanged',
      function* (program) {
        for (let i = 1; i < program.uses.length; i++) yield { ...program, uses: exchanged(program.uses, i, i - 1) }
      },
    ],
    [
      'two tiles are exchanged',
      function* (program) {
        const { tiles } = program
        for (let i = 1; i < tiles.length; i++) yield { ...program, tiles: exchanged(tiles, i, i - 1) }
      },
    ],
    [
      'a code is another',
      function* (program) {
        for (const [i, tile] of program.tiles.entries()) {
          const codes = tile.codes.slice()
          const [former] = codes
          codes[0] = former === 3 ? 4 : 3
          yield { ...program, tiles: replaced(program.tiles, i, { ...plain(tile), codes }) }
        }
      },
    ],
    [
      'a step is another',
      function* (program) {
        for (const [i, tile] of program.tiles.entries())
          yield { ...program, tiles: replaced(program.tiles, i, { ...plain(tile), step: tile.step * 2 }) }
      },
    ],
    [
      'a scale is another',
      function* (program) {
        for (const [i, use] of program.uses.entries()) {
          yield { ...program, uses: replaced(program.uses, i, { ...use, outScale: use.outScale.map((scale) => scale * 1.0001) }) }
        }
      },
    ],
    [
      'a bias is left out',
      function* (program) {
        for (const [i, { bias, ...use }] of program.uses.entries())
          if (bias !== undefined) yield { ...program, uses: replaced(program.uses, i, use) }
      },
    ],
    ['a pattern begins elsewhere', patterns('input', ({ offset }) => ({ offset: offset + 1 }))],
    [
      'a stride is another',
      patterns('input', ({ elements }) => ({ elements: elements.map((axis) => ({ ...axis, stride: axis.stride - 1 })) })),
    ],
    ['padding is forgotten', patterns('input', () => ({ guards: [] }))],
    ['a pattern reads another buffer', patterns('input', ({ buffer }) => ({ buffer: buffer === 0 ? 1 : 0 }))],
    [
      'results go elsewhere',
      patterns('output', ({ elements }) => ({ elements: elements.map((axis) => ({ ...axis, stride: axis.stride - 3 })) })),
    ],
    ['results go to another buffer', patterns('output', ({ buffer }) => ({ buffer: buffer === 2 ? 3 : 2 }))],
    ['a kernel is not run', each('kernel', () => undefined)],
    ['a kernel runs in place of another', each('kernel', (k: InstructionNamed<'kernel'>) => ({ ...k, kernel: k.kernel === 0 ? 1 : 0 }))],
    [
      'a kernel reads another buffer',
      function* (program) {
        for (const [i, kernel] of program.kernels.entries()) {
          const inputs = kernel.inputs.map(({ name, buffer }) => ({ name, buffer: buffer === 0 ? 1 : 0 }))
          yield { ...program, kernels: replaced(program.kernels, i, { ...kernel, inputs }) }
        }
      },
    ],
    [
      'a buffer lies where another is in use',
      function* (program) {
        for (const [i, buffer] of program.buffers.entries()) {
          const other = program.buffers.find((b) => b.address !== buffer.address && b.memory === 'activation')
          if (buffer.memory === 'activation' && other !== undefined)
            yield { ...program, buffers: program.buffers.map((b, j) => (j === i ? { ...b, address: other.address } : b)) }
        }
      },
    ],
    [
      'the outputs are exchanged',
      function* (program) {
        const [a, b] = program.outputs
        yield {
          ...program,
          outputs: [
            { ...a!, buffer: b!.buffer },
            { ...b!, buffer: a!.buffer },
          ],
        }
      },
    ],
    [
      'the order of two instructions of a unit is another',
      function* (program) {
        for (const index of indices(program, 'program')) {
          const { unit } = program.instructions[index] as InstructionNamed<'program'>
          const next = program.instructions.findIndex((other, i) => i > index && other.op === 'stream' && other.unit === unit)
          if (next !== -1) yield swapped(program, index, next)
        }
      },
    ],
  ]

  const check = (program: Program, name: string, corrupt: Corruption): void => {
    let [count, caught] = [0, 0]
    for (const corrupted of corrupt(program)) {
      count++
      if (found(corrupted).length > 0) caught++
      // Where another wait or signal says the same, nothing is lost: nobody meets at any speed.
      else expect(/^a (?:wait|signal)/.test(name) && meetsNowhere(corrupted), `corruption ${count}`).toBe(true)
    }
    expect(caught).toBeGreaterThan(0.7 * count)
  }

  test.each(corruptions)('%s', (name, corrupt) => check(good, name, corrupt))

  const ofQueues = corruptions.filter(([name]) => /^a (?:wait|signal|bank|calibration)|another unit|of a unit/.test(name))
  test.each(ofQueues)('with two banks a unit: %s', (name, corrupt) => check(goodOfTwoBanks, name, corrupt))

  /** Of a program with a queue for each bank. */
  const ofBanks: readonly (readonly [string, Corruption])[] = [
    [
      'a wait is in the queue of the other bank',
      each('wait', (wait: InstructionNamed<'wait'>) => (wait.resource === 'ecu' ? undefined : { ...wait, bank: 1 - wait.bank })),
    ],
    ['a stream goes through the other bank', streams((stream) => ({ ...stream, bank: 1 - stream.bank }))],
    ['the other bank is written', each('program', (p: InstructionNamed<'program'>) => ({ ...p, bank: 1 - p.bank }))],
    ['the other bank is calibrated', each('calibrate', (c: InstructionNamed<'calibrate'>) => ({ ...c, bank: 1 - c.bank }))],
    [
      'a bank is written before what streams through it has done so',
      function* (program) {
        for (const index of indices(program, 'stream')) {
          const { unit, bank } = program.instructions[index] as InstructionNamed<'stream'>
          const isNext = (other: Instruction, i: number): boolean =>
            i > index && other.op === 'program' && other.unit === unit && other.bank === bank
          const next = program.instructions.findIndex(isNext)
          if (next !== -1) yield swapped(program, index, next)
        }
      },
    ],
  ]

  test.each(ofBanks)('%s', (name, corrupt) => check(goodOfTwoBanks, name, corrupt))
})

/** Whether no two resources touch the same values at the same time, whichever of the units and the ECU are slow. */
function meetsNowhere(program: Program): boolean {
  const target = targetOf(program)
  const [unit] = target.units
  return [1e-3, 1, 1e3].every((unitSpeed) =>
    [1e-6, 1, 1e3].every((ecuSpeed) => {
      const { symbolRate } = unit!.moving
      const changed = {
        ...target,
        units: [{ ...unit!, moving: { ...unit!.moving, symbolRate: { ...symbolRate, value: symbolRate.value * unitSpeed } } }],
        ecu: { ...target.ecu, launchLatency: { ...target.ecu.launchLatency, value: target.ecu.launchLatency.value / ecuSpeed } },
      }
      const checked = checkProgram(program, changed)
      return checked.ok && timeProgram(checked.value).ok
    }),
  )
}

test('what is wrong is told in words, at the instruction', () => {
  const [stream] = indices(good, 'stream') as [number]
  const [program] = indices(good, 'program') as [number]
  const messages = (corrupted: Program): string[] => {
    const checked = unwrap(checkProgram(corrupted, oneBank))
    return checkClaims(checked).diagnostics.map(
      ({ message, location }) => `${location?.kind === 'instruction' ? location.index : '?'}: ${message}`,
    )
  }
  const { use, unit, bank } = good.instructions[stream] as InstructionNamed<'stream'>
  expect(messages(withInstruction<'stream'>(good, stream, (s) => ({ ...s, inputs: 'nonnegative' })))).toEqual([
    `${stream}: 'inputs' is nonnegative, claimed was signed`,
  ])
  const scaled = { ...good.uses[use]!, outScale: good.uses[use]!.outScale.map((scale) => -scale) }
  expect(messages({ ...good, uses: replaced(good.uses, use, scaled) })).toEqual([`${stream}: use ${use} has other scales than claimed`])
  const calibration = program + 1
  expect(messages(withInstruction(good, calibration, () => undefined))[0]).toBe(
    `${stream - 1}: bank ${bank} of unit ${unit}: expected a calibration of 64 probes and 10 iterations since it was programmed, found no calibration`,
  )
})

test('a program without claims is told apart', () => {
  const { claims: _, ...bare } = good
  expect(found(bare)).toEqual(['claims-missing'])
})

test('of selected elements each counts', async () => {
  const bytes = modelBytes({
    inputs: { x: [1, 3, 4, 4] },
    outputs: ['y'],
    nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [1, 1, 1, 1] })],
    initializers: [weights('w', [5, 3, 3, 3], 1)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'test.onnx')), { dims: new Map(), inputShapes: new Map() }))
  const pipeline = `sparsify{sparsity=0.6},${defaultPipeline}`
  const oneRow = smallTarget(1, 4)
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target: oneRow }, registry }))
  const made = unwrap(generateProgram(module, { target: oneRow, exact: false }))
  const program = unwrap(decodeProgram(encodeProgram(made), 'sparse.mrr'))
  const claimsOf = (changed: Program): number => {
    const checked = checkProgram(changed, oneRow)
    return checked.ok ? checkClaims(checked.value).diagnostics.length : checked.diagnostics.length
  }
  expect(claimsOf(program)).toBe(0)
  const selecting = program.patterns.flatMap(({ select }, i) => (select === undefined ? [] : [i]))
  expect(selecting.length).toBeGreaterThan(5)
  for (const index of selecting) {
    const { select, ...pattern } = program.patterns[index]!
    const others: readonly (readonly number[])[] = [
      select!.map((element, i) => (i === 0 ? (element + 1) % 27 : element)),
      select!.toReversed(),
      [...select!.slice(1), 27],
    ]
    for (const other of others) {
      if (other.join() === select!.join()) continue
      const patterns = program.patterns.map((old, i) => (i === index ? { ...pattern, select: other } : old))
      expect(claimsOf({ ...program, patterns })).toBeGreaterThan(0)
    }
  }
})
