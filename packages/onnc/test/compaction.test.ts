import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, openMachine, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget, type Target } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeProgram, encodeProgram, type Instruction, type InstructionNamed, type Program } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { passes, stages } from '@onnc/passes'
import type { Tensor } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Case, floats } from './lowering/check-cases.ts'
import { checkProperty, small, wide } from './lowering/check-property.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { smallSonicTarget, unwrap } from './small-target.ts'

/** Seeded values, most of them 0 where `share` is low. */
function sparse(shape: readonly number[], seed: number, share: number): Tensor {
  const dense = floats(shape, seed)
  const data = (dense.data as Float32Array).map((x, i) => ((Math.abs(x) * 1e6 + i) % 100 < share * 100 ? x : 0))
  return { ...dense, data } as Tensor
}

test('fully connected layers with any share of zeros, none and all, from inputs and behind Relu', async () => {
  await checkProperty(
    fc
      .record({
        batch: small,
        k: fc.integer({ min: 1, max: 40 }),
        n: wide,
        share: fc.constantFrom(0, 0.1, 0.5, 1),
        relu: fc.boolean(),
        bias: fc.boolean(),
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { batch, k, n, share, relu, bias, seed } = about
        const x = relu ? 'r' : 'x'
        return {
          inputs: { x: sparse([batch, k], seed, share) },
          initializers: { w: floats([n, k], seed + 1), w2: floats([k, n], seed + 3), ...(bias ? { b: floats([n], seed + 2) } : {}) },
          nodes: [
            ...(relu ? [node('Relu', ['x'], ['r'])] : []),
            node('Gemm', [x, 'w', ...(bias ? ['b'] : [])], ['y'], { transB: 1 }),
            // Of the same vectors, which are compacted once.
            node('MatMul', [x, 'w2'], ['z']),
          ],
          outputs: ['y', 'z'],
          about,
        }
      }),
    { makeTarget: smallSonicTarget, runs: 2 },
  )
})

interface Layer {
  readonly k: number
  readonly n: number
  readonly compress?: string
  /** Percent of the activations that are expected not to be zero. */
  readonly density?: number
  /** Passes on weights, and a comma. */
  readonly first?: string
}

async function compiled(target: Target, { k, n, compress = 'packed', density = 50, first = '' }: Layer): Promise<Program> {
  const bytes = modelBytes({
    inputs: { x: [1, k] },
    outputs: ['y'],
    nodes: [node('Gemm', ['x', 'w'], ['y'], { transB: 1 })],
    initializers: [weights('w', [n, k], 1)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'test.onnx')), { dims: new Map(), inputShapes: new Map() }))
  const pipeline = `${first}${stages.mvm},${stages.mrr.replace('tile,', `tile{compress=${compress} density=${density}},`)}`
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  return unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'p.mrr'))
}

describe('on sonic', () => {
  const target = unwrap(loadTarget('sonic'))
  const k = 2000

  test('units are busy for the chunks that hold something, and no more', async () => {
    const timeline = unwrap(timeProgram(unwrap(checkProgram(await compiled(target, { k, n: 300 }), target))))
    const busySeconds = (density: number): number =>
      timeline
        .withDensity(density)
        .events()
        .reduce((sum, { resource, startSeconds, endSeconds, energyJoules }) => {
          const works = resource !== 'ecu' && Object.keys(energyJoules).length > 0
          return works ? sum + endSeconds - startSeconds : sum
        }, 0)
    const each = busySeconds(1) / Math.ceil(k / 50)
    for (const density of [0.05, 0.1, 0.33, 0.5, 0.9]) {
      const chunks = Math.ceil(Math.round(density * k) / 50)
      expect(busySeconds(density) / (chunks * each)).toBeGreaterThan(0.95)
      expect(busySeconds(density) / (chunks * each)).toBeLessThan(1.05)
    }
    // The first chunk is written even where everything is 0: it makes the result.
    expect(busySeconds(0) / each).toBeLessThan(1.05)
  })

  test('weights that are zero are not sent: of constants it is known, in mode timing, too', async () => {
    const [dense, half] = [await compiled(target, { k, n: 60 }), await compiled(target, { k, n: 60, first: 'sparsify{sparsity=0.5},' })]
    const [a, b] = [dense, half].map((program) => unwrap(timeProgram(unwrap(checkProgram(program, target)))).energyJoules)
    // Of the dense weights some are rounded to 0.
    for (const component of ['laser', 'dac'] as const) expect(b![component] / a![component]).toBeGreaterThan(0.49)
    for (const component of ['laser', 'dac'] as const) expect(b![component] / a![component]).toBeLessThan(0.52)
    expect(b!.adc).toBe(a!.adc)
  })

  test('compaction is weighed: what is planned is within a tenth of the faster way', async () => {
    const without = (program: Program): boolean => !program.instructions.some(({ op }) => op === 'compact')
    let compacted = 0
    for (const [wide, high, density] of [
      [60, 10, 50],
      [120, 10, 25],
      [400, 20, 50],
      [400, 20, 100],
      [2000, 300, 99],
      [1000, 10, 75],
    ] as const) {
      const seconds = async (compress: string, expected: number): Promise<{ seconds: number; isPlain: boolean }> => {
        const program = await compiled(target, { k: wide, n: high, compress, density: expected })
        const { latencySeconds } = unwrap(timeProgram(unwrap(checkProgram(program, target)), density / 100))
        return { seconds: latencySeconds, isPlain: without(program) }
      }
      const [planned, plain, always] = [await seconds('packed', density), await seconds('none', density), await seconds('packed', 0)]
      expect(planned.seconds).toBeLessThan(1.1 * Math.min(plain.seconds, always.isPlain ? Infinity : always.seconds))
      if (!planned.isPlain) compacted++
      if (density === 100) expect(planned.isPlain).toBe(true)
    }
    expect(compacted).toBeGreaterThan(1)
  })

  test('what a run spends follows its data, and its values do not depend on compaction', async () => {
    const [with_, without] = [await compiled(target, { k: 400, n: 20 }), await compiled(target, { k: 400, n: 20, compress: 'none' })]
    const ops = (program: Program): Set<string> => new Set(program.instructions.map(({ op }) => op))
    expect([...ops(with_)]).toEqual(expect.arrayContaining(['compact', 'when', 'imprint']))
    expect([...ops(without)]).not.toContain('compact')
    const run = (program: Program, x: Tensor, mode: 'ideal' | 'quantized' | 'noisy'): { y: Float32Array; latency: number } => {
      const machine = unwrap(openMachine(program, { mode, seed: 1 }))
      const [outputs] = unwrap(machine.run([new Map([['x', x]])]))
      const latency = machine.spent().latencySeconds
      machine.close()
      return { y: outputs!.get('y')!.data as Float32Array, latency }
    }
    const dense = floats([1, 400], 3)
    let before = Infinity
    for (const share of [1, 0.4, 0.1, 0]) {
      const x = sparse([1, 400], 3, share)
      const [mine, plain] = [run(with_, x, 'ideal'), run(without, x, 'ideal')]
      for (const [i, y] of mine.y.entries()) expect(Math.abs(y - plain.y[i]!)).toBeLessThan(1e-5)
      expect(mine.latency).toBeLessThanOrEqual(before)
      before = mine.latency
      const quantized = run(with_, x, 'quantized')
      const largest = Math.max(1e-9, ...plain.y.map(Math.abs))
      for (const [i, y] of quantized.y.entries()) expect(Math.abs(y - plain.y[i]!)).toBeLessThan(0.2 * largest)
    }
    const { y } = run(with_, { ...dense, data: new Float32Array(400) } as Tensor, 'quantized')
    expect([...y].map(Math.abs)).toEqual(Array.from({ length: 20 }, () => 0))
    expect(run(with_, dense, 'noisy').y).toEqual(run(with_, dense, 'noisy').y)
  })
})

describe('the checker', () => {
  const target = smallSonicTarget(4, 5)
  const found = (program: Program): string[] => {
    const checked = checkProgram(program, target)
    if (!checked.ok) return checked.diagnostics.map((d) => d.code)
    return [...timeProgram(checked.value).diagnostics, ...checkClaims(checked.value).diagnostics].map((d) => d.code)
  }
  const changed = (program: Program, index: number, change: (old: Instruction) => Instruction | undefined): Program => ({
    ...program,
    sourceMap: [],
    instructions: program.instructions.flatMap((old, i) => (i === index ? (change(old) ?? []) : old)),
  })
  const places = ({ instructions }: Program, op: Instruction['op']): number[] =>
    [...instructions.keys()].filter((i) => instructions[i]!.op === op)

  test('finds conditions that leave something out, and vectors that are compacted otherwise than planned', async () => {
    const good = await compiled(target, { k: 23, n: 6 })
    expect(found(good)).toEqual([])
    for (const index of places(good, 'when')) {
      expect(found(changed(good, index, (old) => ({ ...old, above: 1000 }) as Instruction))).not.toEqual([])
      expect(found(changed(good, index, (old) => ({ ...old, register: 9 }) as Instruction))).not.toEqual([])
      expect(found(changed(good, index, (old) => ({ ...old, register: 0 }) as Instruction))).not.toEqual([])
      expect(found(changed(good, index, (old) => ({ ...old, body: 99 }) as Instruction))).not.toEqual([])
      // A stream without its write, or the other way round.
      const { body } = good.instructions[index] as InstructionNamed<'when'>
      expect(found(changed(good, index, (old) => (body === 1 ? undefined : ({ ...old, body: body - 1 } as Instruction))))).not.toEqual([])
    }
    const [compact] = places(good, 'compact')
    expect(found(changed(good, compact!, () => undefined))).not.toEqual([])
    expect(found(changed(good, compact!, (old) => ({ ...old, register: 2 }) as Instruction))).not.toEqual([])
    const swapped = (old: Instruction): Instruction => (old.op === 'compact' ? { ...old, values: old.indices, indices: old.values } : old)
    expect(found(changed(good, compact!, swapped))).not.toEqual([])
    const gathers = good.patterns.findIndex(({ indices }) => indices !== undefined)
    const { indices: _, ...plain } = good.patterns[gathers]!
    expect(found({ ...good, patterns: good.patterns.map((pattern, i) => (i === gathers ? plain : pattern)) })).not.toEqual([])
  })

  test('finds rounds that ask for too much of a count, too few rounds, and steps to others', async () => {
    const good = await compiled(target, { k: 200, n: 6 })
    expect(found(good)).toEqual([])
    const [place] = places(good, 'repeat')
    const { above } = good.instructions[place!] as InstructionNamed<'repeat'>
    for (const change of [
      { above: above + 1 },
      { above: 0 },
      { count: 1 },
      { register: 2 },
      { tile: 0 },
      { tile: 1 },
      { use: 1 },
      { input: 1 },
      { body: 1 },
    ])
      expect(found(changed(good, place!, (old) => ({ ...old, ...change }) as Instruction)), JSON.stringify(change)).not.toEqual([])
    expect(found(changed(good, place!, () => undefined))).not.toEqual([])
    // What asks for less leaves out less, which is as right.
    expect(found(changed(good, place!, (old) => ({ ...old, above: above - 1 }) as Instruction))).toEqual([])
  })

  test('a list made at run time that points outside is found when it is used', async () => {
    const good = await compiled(target, { k: 23, n: 6 })
    const [compact] = places(good, 'compact')
    // The places of what was kept are read before they are made.
    const wrong = changed(good, compact!, (old) => (old.op === 'compact' ? { ...old, indices: old.values } : old))
    expect(found(wrong)).not.toEqual([])
  })
})
