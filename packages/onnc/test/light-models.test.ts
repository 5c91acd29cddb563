import { runProgram } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { decodeTensorFile } from '@onnc/onnx'
import { compareTensors } from '@onnc/ort'
import { needsData, testDataPath } from '@onnc/testing'
import { elementCount, type Tensor } from '@onnc/support'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import { compileModel } from '../src/index.ts'
import { unwrap } from './small-target.ts'

/** Zoo topologies at full size, whose tensors together are several times as large as the activation memory. */
describe.skipIf(testDataPath('light') === undefined)(needsData('light', 'networks of full size fit rnb-64'), () => {
  test.each(['squeezenet', 'shufflenet'])('%s', async (name) => {
    const target = unwrap(loadTarget('rnb-64'))
    const options = { target, exact: true, dimensions: { dims: new Map(), inputShapes: new Map() } }
    const program = unwrap(await compileModel(testDataPath(`light/light_${name}.onnx`)!, options))
    const { peakBytes, lowerBoundBytes, spilledBytes } = program.memory
    expect(peakBytes).toBeLessThanOrEqual(target.memories.activation.size.value)
    expect(peakBytes).toBeLessThanOrEqual(1.2 * lowerBoundBytes)
    expect(spilledBytes).toBe(0)
    const inputs = new Map(
      program.inputs.map(({ name: input, buffer }): [string, Tensor] => {
        const shape = program.buffers[buffer]!.shape!.map((dimension) => dimension ?? 1)
        const count = elementCount(shape)
        return [input, { type: 'float32', shape, data: Float32Array.from({ length: count }, (_, i) => i / count) }]
      }),
    )
    const { outputs } = unwrap(runProgram(program, { mode: 'ideal', samples: [inputs] }))
    const stored = unwrap(decodeTensorFile(readFileSync(testDataPath(`light/light_${name}_output_0.pb`)!), 'stored')).tensor
    expect(compareTensors([...outputs[0]!.values()][0]!, stored)).toMatchObject({ pass: true })
  })
})
