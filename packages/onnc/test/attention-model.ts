import { modelBytes, node, weights } from './random-model.ts'

/** Scores of a small attention and what they weigh: products of what other products and the ECU make. */
export function attentionModel(): Uint8Array {
  return modelBytes({
    inputs: { x: [5, 4] },
    outputs: ['z'],
    nodes: [
      node('MatMul', ['x', 'w0'], ['q']),
      node('MatMul', ['x', 'w1'], ['k']),
      node('Transpose', ['k'], ['t'], { perm: [1, 0] }),
      node('MatMul', ['q', 't'], ['s']),
      node('Softmax', ['s'], ['p']),
      node('MatMul', ['p', 'x'], ['z']),
    ],
    initializers: [weights('w0', [4, 6], 1), weights('w1', [4, 6], 2)],
  })
}
