import { expect, test } from 'vitest'

import { buildModule, lowered } from './module-text.ts'

test.each([
  [
    'a product of two activations',
    'MatMul',
    [1, 4, 4],
    [1, 4, 4],
    "MatMul stays electronic: it multiplies two activations, and the rings of 'rnb-64' hold weights",
  ],
  [
    'a convolution whose weights are computed',
    'Conv',
    [1, 1, 4],
    [1, 1, 4],
    'Conv stays electronic: its weights are not a constant of floats',
  ],
])('%s stays electronic, with a remark', (_, opType, left, right, message) => {
  const module = buildModule({ x: left, y: right }, ({ node }, x, y) => [node(opType, [x!, y!], left)])
  const { text, messages } = lowered(module, 'lower-to-mvm')
  expect(messages).toEqual([message])
  expect(text).toContain(`"onnx.${opType}"`)
})

test('weights that are not finite stay electronic', () => {
  const module = buildModule({ x: [1, 1] }, ({ constant, node }, x) => [node('MatMul', [x!, constant('w', [1, 1], [NaN])], [1, 1])])
  expect(lowered(module, 'lower-to-mvm').messages).toEqual(['MatMul stays electronic: its weights hold NaN or infinity'])
})
