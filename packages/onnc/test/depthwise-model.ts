import { modelBytes, node, weights } from './random-model.ts'

/** A depthwise convolution of 15 channels, 2 x 2 weights each, then a pointwise one. */
export function depthwiseModel(): Uint8Array {
  return modelBytes({
    inputs: { x: [1, 15, 5, 5] },
    outputs: ['y'],
    nodes: [node('Conv', ['x', 'w', 'b'], ['c'], { group: 15 }), node('Relu', ['c'], ['r']), node('Conv', ['r', 'v'], ['y'])],
    initializers: [weights('w', [15, 1, 2, 2], 1), weights('b', [15], 2), weights('v', [4, 15, 1, 1], 3)],
  })
}
