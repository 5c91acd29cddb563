import { openMachine } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import { registry } from '@onnc/dialects'
import { importMessage } from '@onnc/frontend'
import { generateProgram } from '@onnc/backend'
import { runPasses, parsePipeline } from '@onnc/ir'
import { decodeProgram, encodeProgram } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { compareTensors, createSession } from '@onnc/ort'
import { passes } from '@onnc/passes'
import { createRandom, type Tensor } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { defaultPipeline } from '../src/index.ts'
import { type ModelParts, modelBytes, node, weights } from './random-model.ts'
import { smallTarget, unwrap } from './small-target.ts'

/** Compiles a model, sends the program through its file form, and runs it; compares with ONNX Runtime on the same inputs. */
async function checkAgainstRuntime(
  parts: ModelParts,
  inputShapes: Readonly<Record<string, readonly number[]>>,
  target: Target,
): Promise<void> {
  const bytes = modelBytes(parts)
  const random = createRandom(7)
  const inputs = new Map<string, Tensor>(
    Object.entries(inputShapes).map(([name, shape]) => [
      name,
      { type: 'float32', shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1) },
    ]),
  )
  const model = unwrap(decodeModel(bytes, 'test.onnx'))
  const module = unwrap(await importMessage(model, { dims: new Map(), inputShapes: new Map(Object.entries(inputShapes)) }))
  unwrap(runPasses(unwrap(parsePipeline(defaultPipeline, passes)), module, { environment: { target }, registry }))
  const program = unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'test.mrr'))
  expect(program.tiles.length).toBeGreaterThan(0)
  const machine = unwrap(openMachine(program, { mode: 'ideal' }))
  const [outputs] = unwrap(machine.run([inputs]))
  machine.close()
  const session = unwrap(createSession(bytes, { optimization: 'all' }))
  const expected = unwrap(session.run(inputs))
  session.dispose()
  for (const [name, tensor] of expected) expect(compareTensors(outputs!.get(name)!, tensor)).toMatchObject({ pass: true })
}

const crossbar = fc.record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })

test('networks of convolutions, activations, pooling, residual sums and products, with free batch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 5 }), crossbar, async (batch, channels, size) => {
      await checkAgainstRuntime(
        {
          inputs: { x: ['batch', 2, 8, 8] },
          outputs: ['y', 'skip'],
          initializers: [
            weights('w1', [channels, 2, 3, 3], 1),
            weights('b1', [channels, 1, 1], 2),
            weights('w2', [channels, channels, 3, 3], 3),
            weights('w3', [channels * 16, 5], 4),
            weights('b3', [5], 5),
          ],
          nodes: [
            node('Conv', ['x', 'w1'], ['c1'], { pads: [1, 1, 1, 1] }),
            node('Add', ['c1', 'b1'], ['a1']),
            node('Relu', ['a1'], ['r1']),
            node('Conv', ['r1', 'w2'], ['c2'], { auto_pad: 'SAME_UPPER' }),
            node('Add', ['c2', 'r1'], ['skip']),
            node('MaxPool', ['skip'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }),
            node('Flatten', ['p'], ['f']),
            node('MatMul', ['f', 'w3'], ['m']),
            node('Add', ['m', 'b3'], ['y']),
          ],
        },
        { x: [batch, 2, 8, 8] },
        smallTarget(size.rows, size.columns),
      )
    }),
    { numRuns: 10 },
  )
})
