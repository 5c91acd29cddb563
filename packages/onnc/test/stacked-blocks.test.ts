import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, openMachine, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { compilationClass, loadTarget, shippedTargets, type Target } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { decodeModel, tensorToProto } from '@onnc/onnx'
import { compareTensors, createSession } from '@onnc/ort'
import { passes } from '@onnc/passes'
import { createRandom, type Tensor } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { defaultPipeline } from '../src/index.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { smallTarget, unwrap, withBanks } from './small-target.ts'

interface Grouped {
  readonly groups: number
  readonly inputsEach: number
  readonly outputsEach: number
  readonly size: number
  readonly kernel: number
  readonly stride: number
  readonly hasBias: boolean
}

const grouped: fc.Arbitrary<Grouped> = fc
  .record({
    groups: fc.integer({ min: 2, max: 13 }),
    inputsEach: fc.constantFrom(1, 1, 2),
    outputsEach: fc.constantFrom(1, 1, 2, 3),
    size: fc.integer({ min: 3, max: 8 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
    hasBias: fc.boolean(),
  })
  .filter(({ size, kernel }) => kernel <= size)

/** Two grouped convolutions one after the other, with batch-norm gains of their own. */
function modelOf({ groups, inputsEach, outputsEach, size, kernel, stride, hasBias }: Grouped): { bytes: Uint8Array; shape: number[] } {
  const [channels, made] = [groups * inputsEach, groups * outputsEach]
  const pads = [kernel >> 1, kernel >> 1, 0, 0]
  const bytes = modelBytes({
    inputs: { x: [1, channels, size, size] },
    outputs: ['y'],
    nodes: [
      node('Conv', ['x', 'w', ...(hasBias ? ['b'] : [])], ['c'], { group: groups, pads, strides: [stride, stride] }),
      node('Mul', ['c', 'gain'], ['g']),
      node('Relu', ['g'], ['r']),
      node('Conv', ['r', 'v'], ['y'], { group: made }),
    ],
    initializers: [
      weights('w', [made, inputsEach, kernel, kernel], 1),
      weights('b', [made], 2),
      weights('gain', [made, 1, 1], 3),
      weights('v', [made, 1, 1, 1], 4),
    ],
  })
  return { bytes, shape: [1, channels, size, size] }
}

async function compile(bytes: Uint8Array, target: Target, pipeline = defaultPipeline): Promise<Program> {
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'test.onnx')), { dims: new Map(), inputShapes: new Map() }))
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  return unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'test.mrr'))
}

function run(program: Program, mode: 'ideal' | 'quantized', x: Tensor): Tensor {
  const machine = unwrap(openMachine(program, { mode }))
  const [outputs] = unwrap(machine.run([new Map([['x', x]])]))
  machine.close()
  return outputs!.get('y')!
}

function inputOf(shape: readonly number[]): Tensor {
  const random = createRandom(7)
  return { type: 'float32', shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1) }
}

function expectAsRuntime(program: Program, bytes: Uint8Array, x: Tensor): void {
  const session = unwrap(createSession(bytes, { optimization: 'all' }))
  const expected = unwrap(session.run(new Map([['x', x]]))).get('y')!
  session.dispose()
  expect(compareTensors(run(program, 'ideal', x), expected)).toMatchObject({ pass: true })
}

const partial = ({ uses }: Program): number => uses.filter(({ firstOutput }) => firstOutput !== undefined).length

/** 64 channels of 3 x 3 kernels, on a machine that can write only one bank at a time. */
const { bytes: depthwise } = modelOf({ groups: 64, inputsEach: 1, outputsEach: 1, size: 6, kernel: 3, stride: 1, hasBias: true })
const rnb = unwrap(loadTarget('rnb-64'))
const oneUnit: Target = { ...rnb, units: rnb.units.map((unit) => ({ ...unit, count: 1 })) }

const objectives = ['latency', 'energy', 'edp', 'writes'] as const

describe('grouped convolutions', () => {
  test('equal ONNX Runtime however blocks are packed, stacked, copied and cut to digits', async () => {
    let stacked = 0
    await fc.assert(
      fc.asyncProperty(
        grouped,
        fc.record({
          rows: fc.integer({ min: 1, max: 12 }),
          columns: fc.integer({ min: 2, max: 12 }),
          isSlow: fc.boolean(),
          banks: fc.constantFrom(1, 2),
          objective: fc.constantFrom(...objectives),
          bits: fc.constantFrom('', ' weight-bits=9'),
        }),
        async (layer, { rows, columns, isSlow, banks, objective, bits }) => {
          const { bytes, shape } = modelOf(layer)
          const target = withBanks(smallTarget(rows, columns, isSlow), banks)
          const program = await compile(bytes, target, defaultPipeline.replace(',tile,', `,tile{objective=${objective}${bits}},`))
          stacked += partial(program)
          const checked = unwrap(checkProgram(program, target))
          expect(checkClaims(checked).diagnostics).toEqual([])
          expectAsRuntime(program, bytes, inputOf(shape))
        },
      ),
      { numRuns: 12 },
    )
    expect(stacked).toBeGreaterThan(20)
  })

  test.each(shippedTargets().filter((name) => compilationClass(unwrap(loadTarget(name))).ok))('equal ONNX Runtime on %s', async (name) => {
    const target = unwrap(loadTarget(name))
    const { bytes, shape } = modelOf({ groups: 70, inputsEach: 1, outputsEach: 1, size: 6, kernel: 3, stride: 1, hasBias: true })
    const program = await compile(bytes, target)
    expect(checkClaims(unwrap(checkProgram(program, target))).diagnostics).toEqual([])
    expectAsRuntime(program, bytes, inputOf(shape))
  })

  test('that fit one bank are written once, and streamed tier by tier', async () => {
    // 7 side by side, 10 tiers, the last of one channel; of 1 x 1 kernels few side by side, which are fewer rings.
    const { uses, instructions, tiles } = await compile(depthwise, oneUnit)
    expect(tiles.map(({ rows, columns }) => [rows, columns])).toEqual([
      [64, 63],
      [64, 8],
    ])
    expect(uses.map(({ firstOutput, outScale }) => [firstOutput, outScale.length])).toEqual([
      ...Array.from({ length: 9 }, (_, tier) => [7 * tier, 7]),
      [63, 1],
      ...Array.from({ length: 8 }, (_, tier) => [8 * tier, 8]),
    ])
    expect(instructions.filter(({ op }) => op === 'program')).toHaveLength(2)
  })
})

// Tiers of the channels 0 to 2, 3 to 5, 6 and 7.
test.each([
  ['is held once', [3, 5, 4, 0, 2, 1, 7, 6], 1],
  ['has a tile of its own', [3, 1, 2, 0, 4, 5, 6, 7], 2],
] as const)('a matrix that is another up to order and scale %s as its tiers stay together or not', async (_, order, tiles) => {
  const small = smallTarget(8, 6)
  const target = { ...small, units: small.units.map((unit) => ({ ...unit, count: 1 })) }
  const shape = [8, 1, 1, 2]
  const random = createRandom(5)
  const own = Float32Array.from({ length: 16 }, () => 2 * random.uniform() - 1)
  const other = Float32Array.from(own, (_weight, i) => -2 * own[order[i >> 1]! * 2 + (i & 1)]!)
  const bytes = modelBytes({
    inputs: { x: [1, 8, 60, 60] },
    outputs: ['y'],
    nodes: [
      node('Conv', ['x', 'a', 'b'], ['c'], { group: 8 }),
      node('Conv', ['x', 'd'], ['e'], { group: 8 }),
      node('Add', ['c', 'e'], ['y']),
    ],
    initializers: [
      tensorToProto({ type: 'float32', shape, data: own }, 'a'),
      tensorToProto({ type: 'float32', shape, data: other }, 'd'),
      weights('b', [8], 2),
    ],
  })
  const pipeline = defaultPipeline
    .replace('tile,', 'tile,share-tiles,')
    .replace('plan-calibration', 'write-changes{permute},plan-calibration')
  const program = await compile(bytes, target, pipeline)
  expect(partial(program)).toBe(6)
  expect(program.tiles).toHaveLength(tiles)
  expect(checkClaims(unwrap(checkProgram(program, target))).diagnostics).toEqual([])
  expectAsRuntime(program, bytes, inputOf([1, 8, 60, 60]))
})

describe('a window', () => {
  const codesOf = (program: Program): string[] => {
    const checked = checkProgram(program, oneUnit)
    if (!checked.ok) return checked.diagnostics.map(({ code }) => code)
    return [...timeProgram(checked.value).diagnostics, ...checkClaims(checked.value).diagnostics].map(({ code }) => code)
  }

  test('that is moved, left out or longer is found', async () => {
    const program = await compile(depthwise, oneUnit)
    expect(codesOf(program)).toEqual([])
    const index = program.uses.findIndex(({ firstOutput }) => (firstOutput ?? 0) > 0)
    const { firstOutput, ...use } = program.uses[index]!
    const withUse = (changed: Program['uses'][number]): Program => ({
      ...program,
      uses: program.uses.map((old, i) => (i === index ? changed : old)),
    })
    expect(codesOf(withUse({ ...use, firstOutput: firstOutput! - 1 }))).toEqual(['claim-field'])
    expect(codesOf(withUse({ ...use, firstOutput: 64 - use.outScale.length + 1 }))).toEqual(['program-number'])
    expect(codesOf(withUse({ ...use, firstOutput: 0.5 }))).toEqual(['program-number'])
    expect(codesOf(withUse(use))).toContain('program-length')
  })
})
