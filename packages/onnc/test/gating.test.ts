import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { openMachine, runProgram, type RunResult } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget, type Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { passes, stages } from '@onnc/passes'
import { createRandom, type Tensor } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { modelBytes, node, weights } from './random-model.ts'
import { unwrap } from './small-target.ts'

const sonic = unwrap(loadTarget('sonic'))
const shape = [1, 2, 6, 6]

/** A convolution with padding on inputs that may be negative, and one on what Relu leaves. */
async function compiled(target: Target): Promise<Program> {
  const bytes = modelBytes({
    inputs: { x: shape },
    outputs: ['y'],
    nodes: [
      node('Conv', ['x', 'v'], ['a'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['a'], ['b']),
      node('Conv', ['b', 'w'], ['y'], { pads: [1, 1, 1, 1] }),
    ],
    initializers: [weights('v', [3, 2, 3, 3], 1), weights('w', [4, 3, 3, 3], 2)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'm')), { dims: new Map(), inputShapes: new Map() }))
  unwrap(runPasses(unwrap(parsePipeline(`${stages.mvm},${stages.mrr}`, passes)), module, { environment: { target }, registry }))
  return unwrap(generateProgram(module, { target, exact: true }))
}

function image(share: number, seed: number): Tensor {
  const random = createRandom(seed)
  const data = Float32Array.from({ length: 72 }, () => (random.uniform() < share ? random.uniform() - 0.5 : 0))
  return { type: 'float32', shape, data }
}

const run = (program: Program, x: Tensor, mode: 'ideal' | 'quantized' = 'ideal'): RunResult =>
  unwrap(runProgram(program, { mode, samples: [new Map([['x', x]])] }))

test('energy follows the zeros of the data, time does not', async () => {
  const program = await compiled(sonic)
  const assumed = unwrap(runProgram(program, { mode: 'timing', samples: [] }))
  expect(assumed.density).toBe(1)
  fc.assert(
    fc.property(fc.constantFrom('ideal' as const, 'quantized' as const), fc.nat(), (mode, seed) => {
      const results = [1, 0.5, 0].map((share) => run(program, image(share, seed), mode))
      for (const [i, { latencySeconds, energyJoules, density }] of results.entries()) {
        expect(latencySeconds).toBe(assumed.latencySeconds)
        for (const component of ['laser', 'dac'] as const) {
          expect(energyJoules[component]).toBeLessThan(assumed.energyJoules[component])
          if (i > 0) expect(energyJoules[component]).toBeLessThan(results[i - 1]!.energyJoules[component])
        }
        expect(energyJoules.adc / assumed.energyJoules.adc).toBeCloseTo(1, 9)
        if (i > 0) expect(density!).toBeLessThan(results[i - 1]!.density!)
      }
      // Nothing but zeros: no light and no conversion of an input.
      expect(results[2]!.density).toBe(0)
      expect(results[2]!.energyJoules.laser + results[2]!.energyJoules.dac).toBe(0)
    }),
    { numRuns: 10 },
  )
})

test('an assumed share is what all streams are counted at, and what is measured over samples is their mean', async () => {
  const program = await compiled(sonic)
  const [all, half] = [1, 0.5].map((density) => unwrap(runProgram(program, { mode: 'timing', samples: [], density })))
  expect(half!.energyJoules.laser).toBeCloseTo(all!.energyJoules.laser / 2, 15)
  const machine = unwrap(openMachine(program, { mode: 'ideal' }))
  const samples = [image(1, 1), image(0.3, 2), image(0.6, 3)]
  unwrap(machine.run(samples.map((x) => new Map([['x', x]]))))
  const mean = samples.reduce((sum, x) => sum + run(program, x).energyJoules.laser, 0) / samples.length
  expect(machine.spent().energyJoules.laser / mean).toBeCloseTo(1, 6)
  machine.close()
})

test('targets that do not gate zeros count none', async () => {
  const program = await compiled(unwrap(loadTarget('crosslight')))
  const [full, empty] = [run(program, image(1, 1)), run(program, image(0, 1))]
  expect(full.density).toBeUndefined()
  expect(empty.energyJoules).toEqual(full.energyJoules)
})
