import { encodeModel, type ModelProto } from '@onnc/onnx'

import { modelBytes, node, weights } from '../random-model.ts'

/** Small good models that between them use much of what a model can hold. */
export function seedModels(): Uint8Array[] {
  const network = modelBytes({
    inputs: { x: ['batch', 2, 6, 6] },
    outputs: ['y'],
    initializers: [weights('w1', [3, 2, 3, 3], 1), weights('b1', [3], 2), weights('w2', [27, 4], 3)],
    nodes: [
      node('Conv', ['x', 'w1', 'b1'], ['c'], { pads: [1, 1, 1, 1], strides: [1, 1] }),
      node('Relu', ['c'], ['r']),
      node('MaxPool', ['r'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }),
      node('Flatten', ['p'], ['f']),
      node('Gemm', ['f', 'w2'], ['g'], { alpha: { float: 0.5 } }),
      node('Softmax', ['g'], ['y'], { axis: 1 }),
    ],
  })
  const int64 = (name: string, ...values: number[]): object => ({ name, dataType: 7, dims: [values.length], int64Data: values })
  const float = (name: string, shape: readonly number[]): object => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
  })
  const shapes: ModelProto = {
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    graph: {
      name: 'shapes',
      input: [float('x', [2, 12])],
      output: [float('y', [2, 3, 8])],
      initializer: [int64('shape', 2, 3, 4), int64('times', 1, 1, 2), int64('axes', 1), weights('w', [3, 4], 1)],
      node: [
        node('Reshape', ['x', 'shape'], ['r']),
        node('Add', ['r', 'w'], ['a']),
        node('Tile', ['a', 'times'], ['t']),
        node('Shape', ['t'], ['s']),
        node('ConstantOfShape', ['s'], ['zeros']),
        node('Add', ['t', 'zeros'], ['y']),
      ],
    },
  }
  const branch = (name: string, operator: string): object => ({
    name,
    type: 5,
    g: { name, node: [node(operator, ['x'], [`${name}_y`])], output: [float(`${name}_y`, [2])] },
  })
  const control: ModelProto = {
    irVersion: 10,
    opsetImport: [{ version: 21 }, { domain: 'f', version: 1 }],
    functions: [
      { name: 'Twice', domain: 'f', input: ['a'], output: ['b'], node: [node('Add', ['a', 'a'], ['b'])], opsetImport: [{ version: 21 }] },
    ],
    graph: {
      name: 'control',
      input: [float('x', [2]), { name: 'yes', type: { tensorType: { elemType: 9, shape: {} } } }],
      output: [float('y', [2]), float('z', [2])],
      sparseInitializer: [{ values: weights('sparse', [1], 1), indices: int64('', 1), dims: [2] }],
      node: [
        { ...node('If', ['yes'], ['i']), attribute: [branch('then_branch', 'Relu'), branch('else_branch', 'Neg')] },
        { ...node('Twice', ['i'], ['t']), domain: 'f' },
        node('Add', ['t', 'sparse'], ['y']),
        node('SequenceConstruct', ['t', 'y'], ['q']),
        node('ConcatFromSequence', ['q'], ['c'], { axis: 0, new_axis: 1 }),
        node('ReduceMax', ['c', 'zero'], ['z'], { keepdims: 0 }),
      ],
      initializer: [int64('zero', 0)],
    },
  }
  return [network, encodeModel(shapes), encodeModel(control)]
}
