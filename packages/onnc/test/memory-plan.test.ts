import { checkCompiled, openMachine, randomInputs } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import { registry } from '@onnc/dialects'
import { type CompiledProgram, generateProgram } from '@onnc/backend'
import { importMessage } from '@onnc/frontend'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { compareTensors, createSession } from '@onnc/ort'
import { passes } from '@onnc/passes'
import type { Result } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { defaultPipeline } from '../src/index.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { smallTarget, unwrap } from './small-target.ts'

/** rnb-64 with small crossbars, and a memory of some bytes. */
function memoryTarget(
  bytes: number,
  change: { settle: number; rate: number; bandwidth: number } = { settle: 1, rate: 1, bandwidth: 1 },
): Target {
  const target = smallTarget(4, 5)
  const [unit] = target.units
  const { settle } = unit!.stationary
  const { symbolRate } = unit!.moving
  const { activation } = target.memories
  return {
    ...target,
    units: [
      {
        ...unit!,
        stationary: { ...unit!.stationary, settle: { ...settle, value: settle.value * change.settle } },
        moving: { ...unit!.moving, symbolRate: { ...symbolRate, value: symbolRate.value * change.rate } },
      },
    ],
    memories: {
      ...target.memories,
      activation: {
        ...activation,
        size: { ...activation.size, value: bytes },
        bandwidth: { ...activation.bandwidth, value: activation.bandwidth.value * change.bandwidth },
      },
    },
  }
}

/** A network of 1x1 and 3x3 convolutions, sums and rectifiers, each on tensors chosen among those before. */
const network = fc.array(
  fc.record({ kind: fc.constantFrom('conv1', 'conv3', 'add', 'relu', 'relu'), a: fc.nat(), b: fc.nat(), recent: fc.boolean() }),
  { minLength: 2, maxLength: 12 },
)
type Layers = typeof network extends fc.Arbitrary<infer T> ? T : never

const channels = 6

function networkBytes(layers: Layers): Uint8Array {
  const nodes = layers.map(({ kind, a, b, recent }, i) => {
    const pick = (n: number): string => `t${recent ? Math.max(0, i - (n % 3)) : n % (i + 1)}`
    const out = [`t${i + 1}`]
    if (kind === 'relu') return node('Relu', [pick(a)], out)
    if (kind === 'add') return node('Add', [pick(a), pick(b)], out)
    return kind === 'conv1' ? node('Conv', [pick(a), `w${i}`], out) : node('Conv', [pick(a), `w${i}`], out, { pads: [1, 1, 1, 1] })
  })
  const initializers = layers.flatMap(({ kind }, i) => {
    const size = kind === 'conv1' ? 1 : 3
    return kind.startsWith('conv') ? [weights(`w${i}`, [channels, channels, size, size], i)] : []
  })
  return modelBytes({ inputs: { t0: [1, channels, 3, 3] }, outputs: [`t${layers.length}`], nodes, initializers })
}

async function compile(bytes: Uint8Array, target: Target): Promise<Result<CompiledProgram>> {
  const model = unwrap(decodeModel(bytes, 'test.onnx'))
  const module = unwrap(await importMessage(model, { dims: new Map(), inputShapes: new Map() }))
  unwrap(runPasses(unwrap(parsePipeline(defaultPipeline, passes)), module, { environment: { target }, registry }))
  return generateProgram(module, { target, exact: true })
}

describe('activation memory', () => {
  test('networks computed in as little memory as their plan needs give the same results, at any speed of the parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        network,
        fc.array(fc.record({ settle: fc.constantFrom(1e-3, 1), rate: fc.constantFrom(1e-3, 1), bandwidth: fc.constantFrom(1e-6, 1) }), {
          minLength: 3,
          maxLength: 3,
        }),
        async (layers, speeds) => {
          const bytes = networkBytes(layers)
          const roomy = unwrap(await compile(bytes, memoryTarget(2 ** 20)))
          expect(roomy.memory.spilledBytes).toBe(0)
          const tight = unwrap(await compile(bytes, memoryTarget(roomy.memory.peakBytes)))
          const inputs = randomInputs(tight, 3)
          const session = unwrap(createSession(bytes, { optimization: 'all' }))
          const [[name, expected]] = [...unwrap(session.run(inputs))] as [[string, never]]
          session.dispose()
          for (const speed of speeds) {
            const machine = unwrap(openMachine(tight, { mode: 'ideal', target: memoryTarget(roomy.memory.peakBytes, speed) }))
            const [outputs] = unwrap(machine.run([inputs]))
            machine.close()
            expect(compareTensors(outputs!.get(name)!, expected)).toMatchObject({ pass: true })
          }
          // With room for three tensors, what rests goes to the ECU and comes back.
          const least = await compile(bytes, memoryTarget(3 * 2 * channels * 9))
          if (!least.ok) return
          const machine = unwrap(openMachine(least.value, { mode: 'ideal' }))
          const [outputs] = unwrap(machine.run([inputs]))
          machine.close()
          expect(compareTensors(outputs!.get(name)!, expected)).toMatchObject({ pass: true })
          unwrap(checkCompiled(least.value, memoryTarget(3 * 2 * channels * 9), {}))
        },
      ),
      { numRuns: 15 },
    )
  })

  test('what no stream touches stays with the ECU where memory is short, and the result is the same', async () => {
    const bytes = modelBytes({
      inputs: { x: [1, channels, 3, 3] },
      outputs: ['wide'],
      nodes: [node('Conv', ['x', 'w'], ['y']), node('Concat', ['y', 'y', 'y'], ['wide'], { axis: 1 })],
      initializers: [weights('w', [channels, channels, 1, 1], 1)],
    })
    const planes = 2 * channels * 9
    const program = unwrap(await compile(bytes, memoryTarget(2 * planes)))
    expect(program.memory).toEqual({ peakBytes: 2 * planes, lowerBoundBytes: 2 * planes, spilledBytes: 3 * planes })
    const inputs = randomInputs(program, 3)
    const session = unwrap(createSession(bytes, { optimization: 'all' }))
    const machine = unwrap(openMachine(program, { mode: 'ideal' }))
    const [outputs] = unwrap(machine.run([inputs]))
    expect(compareTensors(outputs!.get('wide')!, unwrap(session.run(inputs)).get('wide')!)).toMatchObject({ pass: true })
    machine.close()
    session.dispose()
  })

  test('tensors that rest are handed to the ECU where streams need their room, and the result is the same', async () => {
    const layers = 4
    const bytes = modelBytes({
      inputs: { x: [1, channels, 3, 3] },
      outputs: ['sum'],
      nodes: [
        node('Conv', ['x', 'w'], ['skip']),
        ...Array.from({ length: layers }, (_, i) => node('Conv', [i === 0 ? 'skip' : `t${i}`, 'w'], [`t${i + 1}`])),
        node('Conv', ['x', 'w'], ['late']),
        node('Sum', ['skip', `t${layers}`, 'late'], ['sum']),
      ],
      initializers: [weights('w', [channels, channels, 1, 1], 1)],
    })
    const planes = 2 * channels * 9
    const roomy = unwrap(await compile(bytes, memoryTarget(100 * planes)))
    expect(roomy.memory.lowerBoundBytes).toBe(4 * planes)
    const inputs = randomInputs(roomy, 3)
    const session = unwrap(createSession(bytes, { optimization: 'all' }))
    const expected = unwrap(session.run(inputs)).get('sum')!
    session.dispose()
    for (const tensors of [3, 2]) {
      const tight = unwrap(await compile(bytes, memoryTarget(tensors * planes)))
      expect(tight.memory.peakBytes).toBe(tensors * planes)
      expect(tight.kernels.length).toBeGreaterThan(roomy.kernels.length)
      const machine = unwrap(openMachine(tight, { mode: 'ideal' }))
      const [outputs] = unwrap(machine.run([inputs]))
      machine.close()
      expect(compareTensors(outputs!.get('sum')!, expected)).toMatchObject({ pass: true })
      expect(unwrap(checkCompiled(tight, memoryTarget(tensors * planes), {})).streams).toBe(tight.uses.length)
    }
    expect((await compile(bytes, memoryTarget(2 * planes - 2))).ok).toBe(false)
  })

  test('what does not fit is named', async () => {
    const bytes = modelBytes({
      inputs: { x: [1, channels, 3, 3] },
      outputs: ['y'],
      nodes: [node('Conv', ['x', 'w'], ['y'])],
      initializers: [weights('w', [channels, channels, 1, 1], 1)],
    })
    const planes = 2 * channels * 9
    const shorter = await compile(bytes, memoryTarget(2 * planes - 2))
    expect(shorter.ok).toBe(false)
    expect(shorter.diagnostics.map((d) => d.message)).toEqual([
      "the activation memory of 'rnb-64' has 214 bytes, streams need 216 at one time: 'x' takes 108, 'y' takes 108",
    ])
  })
})
