import { i64ArrayAttribute, stringAttribute } from '@onnc/ir'
import { expect, test } from 'vitest'

import { buildModule, lowered, rnb64 } from './module-text.ts'

/** Two equal convolutions of one input, a random node twice, and something that nobody reads. */
const redundant = () =>
  buildModule({ x: [1, 1, 3] }, ({ constant, node }, x) => {
    const w = constant('w', [1, 1, 2], [1, 2])
    let count = 0
    const conv = () =>
      node('Conv', [x!, w], [1, 1, 4], { pads: i64ArrayAttribute([1, 1]), 'onnx.node_name': stringAttribute(`conv${count++}`) })
    const draw = () => node('RandomNormalLike', [x!], [1, 1, 3])
    node('Exp', [x!], [1, 1, 3])
    return [node('Add', [conv(), conv()], [1, 1, 4]), node('Sub', [draw(), draw()], [1, 1, 3])]
  })

test('passes say what they require', () => {
  expect(lowered(redundant(), 'lower-to-mvm,tile').messages.at(-1)).toMatchInlineSnapshot(
    `"pass 'tile' requires 'electronic-gathered', which does not hold: 'onnx.Sub': it stands in no kernel; gather-electronic makes them"`,
  )
  expect(lowered(redundant(), 'lower-to-mvm,gather-electronic,assign-banks', rnb64()).messages.at(-1)).toMatchInlineSnapshot(
    `"pass 'assign-banks' requires 'tiled', which does not hold: 'mvm.yield': it is not cut to tiles; tile does that"`,
  )
})

test('passes run inside functions', () => {
  expect(lowered(redundant(), 'func.func(cse,canonicalize),lower-to-mvm,func.func(mvm.electronic(cse))').messages).toEqual([
    "the module holds no 'func.func > mvm.electronic' to run passes on",
  ])
})
