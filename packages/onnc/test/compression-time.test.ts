import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { type Compression, passes, stagesFor } from '@onnc/passes'
import { describe, expect, test } from 'vitest'

import { modelBytes, node, weights } from './random-model.ts'
import { unwrap } from './small-target.ts'

const sonic = unwrap(loadTarget('sonic'))

/** Seconds and joules of a 3x3 convolution, with a share of its weights zero. */
async function figuresOf(
  [channels, rows, size]: readonly [number, number, number],
  share: number,
  compress: Compression,
): Promise<{ seconds: number; joules: number; kept: number }> {
  const bytes = modelBytes({
    inputs: { x: [1, channels, size, size] },
    outputs: ['y'],
    nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [1, 1, 1, 1] })],
    initializers: [weights('w', [rows, channels, 3, 3], 1)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'm')), { dims: new Map(), inputShapes: new Map() }))
  const { mvm, mrr } = stagesFor({ compress })
  const pipeline = `${share === 0 ? '' : `sparsify{sparsity=${share}},`}${mvm},${mrr}`
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target: sonic }, registry }))
  const program = unwrap(generateProgram(module, { target: sonic, exact: false }))
  const { latencySeconds, energyJoules } = unwrap(timeProgram(unwrap(checkProgram(program, sonic))))
  return { seconds: latencySeconds, joules: energyJoules.total, kept: 1 - Math.ceil(share * rows * channels * 9) / (rows * channels * 9) }
}

describe('on kernels of 500 weights and more', () => {
  test.each([
    [[56, 10, 14], 0.5],
    [[56, 10, 14], 0.7],
    [[64, 16, 14], 0.8],
    // Few tiles, of which no round is full: copies even out the units.
    [[56, 1, 14], 0.5],
    [[56, 2, 14], 0.5],
  ] as const)('%j: time and energy go with the weights that are left, %d of them zero', async (shape, share) => {
    const dense = await figuresOf(shape, 0, 'packed')
    const sparse = await figuresOf(shape, share, 'packed')
    expect(sparse.seconds / dense.seconds / sparse.kept).toBeLessThan(1.05)
    expect(sparse.joules / dense.joules / sparse.kept).toBeLessThan(1.1)
    // The kernel slices of the paper hold less, but leave out zeros, too.
    const sliced = await figuresOf(shape, share, 'slice')
    expect(sliced.seconds).toBeGreaterThan(sparse.seconds)
    expect(sliced.seconds).toBeLessThan(dense.seconds)
  })
})

test('zeros that nobody leaves out change no time', async () => {
  const [dense, sparse] = [await figuresOf([8, 4, 8], 0, 'none'), await figuresOf([8, 4, 8], 0.5, 'none')]
  expect(sparse.seconds).toBe(dense.seconds)
})
