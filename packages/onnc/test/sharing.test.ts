import { generateProgram } from '@onnc/backend'
import { matmulOp, registry } from '@onnc/dialects'
import { checkCompiled, openMachine } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget, type Target } from '@onnc/hardware'
import { parsePipeline, runPasses, walk } from '@onnc/ir'
import { type Program, programSummary } from '@onnc/isa'
import { decodeModel, encodeModel, type NodeProto, tensorToProto, valueInfo } from '@onnc/onnx'
import { compareTensors, createSession } from '@onnc/ort'
import { passes, stages, stagesFor } from '@onnc/passes'
import { createRandom, type Random, type Tensor } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { node } from './random-model.ts'
import { smallTarget, unwrap } from './small-target.ts'

/** A convolution's weights or the constant of a product, [rows, columns, kernel elements]. */
interface Weights {
  readonly rows: number
  readonly columns: number
  readonly kernel: number
  readonly values: Float32Array
}

const planted = fc.record({
  /** -1: a matrix of its own. */
  of: fc.integer({ min: -1, max: 3 }),
  transposed: fc.boolean(),
  rows: fc.boolean(),
  columns: fc.boolean(),
  scale: fc.constantFrom<'none' | 'sign' | 'factor' | 'columns'>('none', 'sign', 'factor'),
  /** One weight is another by this share. */
  off: fc.constantFrom(0, 0, 0, 1e-5, 1),
  channels: fc.record({ rows: fc.integer({ min: 4, max: 9 }), columns: fc.integer({ min: 4, max: 9 }), kernel: fc.constantFrom(1, 1, 3) }),
})
type Planted = typeof planted extends fc.Arbitrary<infer T> ? T : never

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1))
    ;[order[i], order[other]] = [order[other]!, order[i]!]
  }
  return order
}

/** Some weights are zero, some equal. */
function freshWeights({ rows, columns, kernel }: Planted['channels'], random: Random): Weights {
  const size = kernel * kernel
  const values = Float32Array.from({ length: rows * columns * size }, () => {
    const kind = random.uniform()
    return kind < 0.15 ? 0 : kind < 0.25 ? 0.5 : 2 * random.uniform() - 1
  })
  return { rows, columns, kernel, values }
}

/** The weights of one that a use differs from as it is told to; whether nothing but its order, direction and scale is another. */
function variantOf(base: Weights, plan: Planted, index: number, random: Random): { weights: Weights; isSame: boolean } {
  const turned = plan.transposed && base.kernel === 1
  const { kernel } = base
  const size = kernel * kernel
  const [rows, columns] = turned ? [base.columns, base.rows] : [base.rows, base.columns]
  const rowOrder = plan.rows ? shuffled(rows, random) : undefined
  const columnOrder = plan.columns ? shuffled(columns, random) : undefined
  const values = new Float32Array(rows * columns * size)
  const ofColumns = Array.from(
    { length: plan.scale === 'columns' ? columns : 0 },
    () => (random.uniform() < 0.5 ? -1 : 1) * (0.25 + 3 * random.uniform()),
  )
  for (let r = 0; r < rows; r++) {
    const sign = random.uniform() < 0.5 ? -1 : 1
    const factor =
      plan.scale === 'none' || plan.scale === 'columns' ? 1 : plan.scale === 'sign' ? sign : sign * (0.25 + 3 * random.uniform())
    for (let c = 0; c < columns; c++)
      for (let k = 0; k < size; k++) {
        const [from, to] = [rowOrder?.[r] ?? r, columnOrder?.[c] ?? c]
        values[(r * columns + c) * size + k] =
          (ofColumns[c] ?? factor) * base.values[(turned ? to * base.columns + from : from * base.columns + to) * size + k]!
      }
  }
  // An element alone in its row or column would be a factor of it.
  const width = columns * size
  const isAlone = (at: number): boolean => {
    const [row, column] = [Math.floor(at / width), at % width]
    const others = (start: number, step: number, count: number): boolean =>
      Array.from({ length: count }, (_, i) => start + i * step).some((i) => i !== at && values[i] !== 0)
    return !others(row * width, 1, width) || !others(column, width, rows)
  }
  const at = values.findIndex((value, i) => value !== 0 && !isAlone(i))
  const isSame = plan.off === 0 || at === -1
  if (!isSame) values[at]! *= 1 + plan.off * (1 + index)
  return { weights: { rows, columns, kernel, values }, isSame }
}

/** A network of independent products with the weights, by name. */
function modelOf(all: readonly Weights[]): { bytes: Uint8Array; inputs: Map<string, Tensor> } {
  const random = createRandom(7)
  const fill = (shape: number[]): Tensor => ({
    type: 'float32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1),
  })
  const inputs = new Map<string, Tensor>()
  const nodes: NodeProto[] = []
  const initializers = all.map(({ rows, columns, kernel, values }, i) => {
    if (kernel === 1) {
      inputs.set(`x${i}`, fill([2, columns]))
      nodes.push(node('Gemm', [`x${i}`, `w${i}`], [`y${i}`], { transB: 1 }))
      return tensorToProto({ type: 'float32', shape: [rows, columns], data: values }, `w${i}`)
    }
    inputs.set(`x${i}`, fill([1, columns, 5, 4]))
    nodes.push(node('Conv', [`x${i}`, `w${i}`], [`y${i}`], { kernel_shape: [kernel, kernel], pads: [1, 1, 1, 1] }))
    return tensorToProto({ type: 'float32', shape: [rows, columns, kernel, kernel], data: values }, `w${i}`)
  })
  const bytes = encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'sharing',
      node: nodes,
      initializer: initializers,
      input: [...inputs].map(([name, { shape }]) => valueInfo(name, { kind: 'tensor', elementType: 1, shape })),
      output: all.map((_, i) => valueInfo(`y${i}`, null)),
    },
  })
  return { bytes, inputs }
}

function targetOf(rows: number, columns: number): Target {
  const target = smallTarget(rows, columns)
  const [unit] = target.units
  const transpose = { ...unwrap(loadTarget('rnb-64')).units[0]!.transpose!, modulators: 'own', detectors: 'own', adc: 'own' } as const
  return { ...target, units: [{ ...unit!, transpose }] }
}

/** Compiles with sharing, checks the claims, and compares `ideal` with ONNX Runtime; how many matrices are held. */
async function check(all: readonly Weights[], target: Target, mvm: string, mrr = stages.mrr): Promise<number> {
  return (await checkModel(modelOf(all), target, mvm, mrr)).held
}

interface Checked {
  /** Matrices held. */
  readonly held: number
  readonly program: Program
}

async function checkModel(
  { bytes, inputs }: { readonly bytes: Uint8Array; readonly inputs: ReadonlyMap<string, Tensor> },
  target: Target,
  mvm: string,
  mrr: string,
): Promise<Checked> {
  const session = unwrap(createSession(bytes, { optimization: 'all' }))
  const expected = unwrap(session.run(inputs))
  session.dispose()
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'sharing.onnx')), { dims: new Map(), inputShapes: new Map() }))
  const run = (pipeline: string): void =>
    void unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  run(mvm)
  const held = new Set([...walk(module)].filter(matmulOp.is).map((product) => matmulOp.view(product).matrix.blob))
  run(mrr)
  const program = unwrap(generateProgram(module, { target, exact: true }))
  unwrap(checkCompiled(program, target, {}))
  // One by one, so that the second begins with what the first left where the program says so.
  const machine = unwrap(openMachine(program, { mode: 'ideal', watch: true }))
  const all = unwrap(machine.run([inputs, inputs]))
  machine.close()
  for (const outputs of all)
    for (const [name, tensor] of expected) {
      const comparison = compareTensors(outputs.get(name)!, tensor)
      if (!comparison.pass && comparison.maxAbsError > 2e-6) throw new Error(`${name}: ${JSON.stringify(comparison)}`)
    }
  return { held: held.size, program }
}

const everything = stages.mvm.replace('share-matrices', 'share-matrices{match=transpose,permute,scale}')

/** The weights of a network as it was planted, and how many different ones are among them. */
function plant(plans: readonly Planted[], seed: number): { all: Weights[]; distinct: number } {
  const random = createRandom(seed)
  const bases: Weights[] = []
  let distinct = 0
  const all = plans.map((plan, index) => {
    const base = bases[plan.of]
    const { weights, isSame } =
      base === undefined ? { weights: freshWeights(plan.channels, random), isSame: false } : variantOf(base, plan, index, random)
    if (base === undefined) bases.push(weights)
    if (!isSame) distinct++
    return weights
  })
  return { all, distinct }
}

const network = [
  fc.array(planted, { minLength: 4, maxLength: 14 }),
  fc.nat(),
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
] as const

test('planted matrices are all found, nothing else is merged, and results stay what ONNX Runtime gives', async () => {
  await fc.assert(
    fc.asyncProperty(...network, async (plans, seed, rows, columns) => {
      const { all, distinct } = plant(plans, seed)
      expect(await check(all, targetOf(rows, columns), everything)).toBe(distinct)
    }),
    { numRuns: 8, endOnFailure: true },
  )
})

const scaledInputs = planted.map((plan): Planted => ({ ...plan, transposed: false, scale: plan.scale === 'sign' ? 'columns' : plan.scale }))

test('matrices whose columns have other factors are found too, and their inputs scaled', async () => {
  let factors = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(scaledInputs, { minLength: 4, maxLength: 14 }),
      network[1],
      network[2],
      network[3],
      async (plans, seed, rows, columns) => {
        const { all, distinct } = plant(plans, seed)
        const pipeline = stages.mvm.replace('share-matrices', 'share-matrices{match=permute,scale,inScale}')
        const { held, program } = await checkModel(modelOf(all), targetOf(rows, columns), pipeline, stages.mrr)
        expect(held).toBe(distinct)
        factors += program.uses.filter(({ inScale }) => inScale !== undefined).length
      },
    ),
    { numRuns: 5, endOnFailure: true },
  )
  expect(factors).toBeGreaterThan(0)
})

const tilesOnly = stages.mvm.replace('share-matrices,', '')
const everyTile = stages.mrr.replace('tile,', 'tile,share-tiles{match=transpose,permute,scale,inScale},')

test('tiles that are alike have one held, and results stay what ONNX Runtime gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(planted, scaledInputs), { minLength: 4, maxLength: 14 }),
      network[1],
      network[2],
      network[3],
      async (plans, seed, rows, columns) => {
        await check(plant(plans, seed).all, targetOf(rows, columns), tilesOnly, everyTile)
      },
    ),
    { numRuns: 6, endOnFailure: true },
  )
})

/** A chain of products of one size with Relu between them. */
function chainOf(all: readonly Weights[]): { bytes: Uint8Array; inputs: Map<string, Tensor> } {
  const random = createRandom(3)
  const size = all[0]!.rows
  const x: Tensor = { type: 'float32', shape: [2, size], data: Float32Array.from({ length: 2 * size }, () => 2 * random.uniform() - 1) }
  const nodes = all.flatMap((_, i) => [
    node('Gemm', [i === 0 ? 'x' : `r${i - 1}`, `w${i}`, `b${i}`], [`y${i}`], { transB: 1 }),
    node('LeakyRelu', [`y${i}`], [`r${i}`]),
  ])
  const bias = Float32Array.from({ length: size }, (_, i) => (i - 2) / 7)
  const bytes = encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'chain',
      node: nodes,
      initializer: all.flatMap(({ rows, columns, values }, i) => [
        tensorToProto({ type: 'float32', shape: [rows, columns], data: values }, `w${i}`),
        tensorToProto({ type: 'float32', shape: [size], data: bias }, `b${i}`),
      ]),
      input: [valueInfo('x', { kind: 'tensor', elementType: 1, shape: [2, size] })],
      output: [valueInfo(`r${all.length - 1}`, null)],
    },
  })
  return { bytes, inputs: new Map([['x', x]]) }
}

const chain = fc.record({
  size: fc.integer({ min: 4, max: 9 }),
  layers: fc.array(planted, { minLength: 2, maxLength: 7 }),
  crossbar: fc.integer({ min: 2, max: 5 }),
  units: fc.integer({ min: 1, max: 9 }),
  banks: fc.integer({ min: 1, max: 2 }),
  objective: fc.constantFrom('latency', 'energy', 'edp', 'writes'),
  changes: fc.constantFrom('', 'write-changes,', 'write-changes{permute},'),
  steady: fc.boolean(),
  seed: fc.nat(),
})

test('layers in a chain that share matrices keep tiles in place, whatever the machine and the objective', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async ({ size, layers, crossbar, units, banks, objective, changes, steady, seed }) => {
      const plans = layers.map((plan) => ({ ...plan, off: 0 as const, channels: { rows: size, columns: size, kernel: 1 as const } }))
      const target = targetOf(crossbar, crossbar)
      const machine = { ...target, units: [{ ...target.units[0]!, count: units, banks }] }
      const mrr = stagesFor({ objective, compress: 'none', steady }).mrr.replace('plan-calibration', `${changes}plan-calibration`)
      const { all, distinct } = plant(plans, seed)
      const { program } = await checkModel(chainOf(all), machine, everything, mrr)
      const tiles = distinct * Math.ceil(size / crossbar) ** 2
      expect(program.tiles.length).toBe(tiles)
      const { programs, resumed } = programSummary(program)
      if (objective === 'writes' && tiles <= units * banks) expect(programs).toBe(tiles)
      if (steady) expect(resumed!.programs).toBeLessThanOrEqual(programs)
      if (steady && tiles <= units * banks) expect(resumed).toEqual({ programs: 0, ringsWritten: 0 })
    }),
    { numRuns: 30, endOnFailure: true },
  )
})
