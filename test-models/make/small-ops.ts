import { encodeModel, type NamedTensor, node } from './onnx-writer.ts'
import { createUniform, type Uniform } from './random.ts'

/**
 * Shapes that need several tiles, edges that are no multiple of anything, strides, dilations, groups and uneven pads. Weights
 * and inputs are multiples of 1/8 so small that every partial sum is an integer below 2^24 of its unit: float32 arithmetic is
 * exact in any order, and the outputs are the same bits on every machine.
 */
export function makeSmallOps(): Uint8Array {
  const uniform = createUniform(5)
  const weight = (name: string, ...shape: number[]): NamedTensor => eighths(uniform, name, shape, 4)
  return encodeModel({
    name: 'small-ops',
    description: 'Convolutions, pooling and matrix products of awkward shapes; exact in float32.',
    inputs: [
      { name: 'image', shape: [1, 6, 15, 13] },
      { name: 'rows', shape: [2, 3, 72] },
    ],
    outputs: [
      { name: 'features', shape: [1, 66, 4, 6] },
      { name: 'grouped', shape: [1, 10, 2, 3] },
      { name: 'scores', shape: [6, 100] },
    ],
    initializers: [
      weight('stem.weight', 70, 6, 3, 3),
      weight('stem.bias', 70),
      weight('dilated.weight', 66, 70, 2, 2),
      weight('skip.weight', 66, 70, 1, 1),
      weight('skip.bias', 66),
      weight('grouped.weight', 10, 35, 3, 3),
      weight('product.weight', 72, 200),
      weight('product.bias', 200),
      { name: 'flat.shape', shape: [2], data: BigInt64Array.of(-1n, 200n) },
      weight('scores.weight', 100, 200),
      weight('scores.bias', 100),
    ],
    nodes: [
      node('Conv', ['image', 'stem.weight', 'stem.bias'], 'stem', { strides: [2, 1], pads: [1, 0, 2, 1] }),
      node('MaxPool', ['stem'], 'pool', { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 0] }),
      node('Conv', ['pool', 'dilated.weight'], 'dilated', { dilations: [2, 2], pads: [1, 1, 1, 1] }),
      node('Conv', ['pool', 'skip.weight', 'skip.bias'], 'skip'),
      node('Add', ['dilated', 'skip'], 'features'),
      node('Conv', ['pool', 'grouped.weight'], 'grouped', { group: { int: 2 }, strides: [2, 2], pads: [1, 1, 1, 1] }),
      node('MatMul', ['rows', 'product.weight'], 'product'),
      node('Add', ['product', 'product.bias'], 'product.biased'),
      node('Relu', ['product.biased'], 'relu'),
      node('Reshape', ['relu', 'flat.shape'], 'flat'),
      node('Gemm', ['flat', 'scores.weight', 'scores.bias'], 'scores', {
        alpha: { float: 0.5 },
        beta: { float: 2 },
        transB: { int: 1 },
      }),
    ],
  })
}

/** Signed inputs of test data set `index`. */
export function smallOpsInputs(index: number): NamedTensor[] {
  const uniform = createUniform(6 + index)
  return [eighths(uniform, 'image', [1, 6, 15, 13], 8), eighths(uniform, 'rows', [2, 3, 72], 8)]
}

/** Random multiples of 1/8 from -limit/8 to limit/8. */
function eighths(uniform: Uniform, name: string, shape: readonly number[], limit: number): NamedTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const draw = (): number => (Math.floor(uniform() * (2 * limit + 1)) - limit) / 8
  return { name, shape, data: Float32Array.from({ length: count }, draw) }
}
