import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { type Case, floats, tensor } from './check-cases.ts'
import { checkProperty, small } from './check-property.ts'

const parts = fc.record({
  steps: fc.integer({ min: 1, max: 4 }),
  batch: small,
  depth: small,
  hidden: small,
  direction: fc.constantFrom('forward', 'reverse', 'bidirectional'),
  bias: fc.boolean(),
  lengths: fc.boolean(),
  initial: fc.boolean(),
  clip: fc.boolean(),
  variant: fc.nat(3),
  outputs: fc.constantFrom<readonly string[]>(['y'], ['', 'h'], ['y', 'h']),
  seed: fc.nat(),
})
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never

/** A recurrent node with `gates` gates; `more` adds what only one of the operators has. */
function recurrent(
  opType: string,
  gates: number,
  about: Parts,
  more: {
    readonly initializers?: Case['initializers']
    readonly inputs?: readonly string[]
    readonly attributes?: Parameters<typeof node>[3]
    readonly outputs?: readonly string[]
  } = {},
): Case {
  const { steps, batch, depth, hidden, direction, bias, lengths, initial, clip, seed } = about
  const d = direction === 'bidirectional' ? 2 : 1
  const outputs = [...about.outputs, ...(more.outputs ?? [])]
  return {
    inputs: { x: floats([steps, batch, depth], seed), ...(initial ? { h0: floats([d, batch, hidden], seed + 1) } : {}) },
    initializers: {
      w: floats([d, gates * hidden, depth], seed + 2),
      r: floats([d, gates * hidden, hidden], seed + 3),
      ...(bias ? { b: floats([d, 2 * gates * hidden], seed + 4) } : {}),
      ...(lengths ? { l: tensor('int32', [batch], new Int32Array(batch).fill(steps)) } : {}),
      ...more.initializers,
    },
    nodes: [
      node(opType, ['x', 'w', 'r', bias ? 'b' : '', lengths ? 'l' : '', initial ? 'h0' : '', ...(more.inputs ?? [])], outputs, {
        hidden_size: hidden,
        direction,
        ...(clip ? { clip: { float: 0.4 } } : {}),
        ...more.attributes,
      }),
    ],
    outputs: outputs.filter((name) => name !== ''),
    about,
  }
}

const repeated = (names: readonly string[], { direction }: Parts): { readonly strings: readonly string[] } => ({
  strings: direction === 'bidirectional' ? [...names, ...names] : names,
})

test('RNN with any activation', async () => {
  await checkProperty(
    parts.map((about) => {
      const names = ['Tanh', 'Relu', 'Sigmoid', 'Softsign']
      return recurrent('RNN', 1, about, { attributes: { activations: repeated([names[about.variant]!], about) } })
    }),
  )
})

test('GRU, with the reset before or after its product', async () => {
  await checkProperty(parts.map((about) => recurrent('GRU', 3, about, { attributes: { linear_before_reset: about.variant % 2 } })))
})

test('LSTM with peepholes and coupled gates', async () => {
  await checkProperty(
    parts.map((about) => {
      const { direction, batch, hidden, initial, variant, seed } = about
      const d = direction === 'bidirectional' ? 2 : 1
      const hasPeepholes = variant === 1
      return recurrent('LSTM', 4, about, {
        initializers: {
          ...(initial ? { c0: floats([d, batch, hidden], seed + 5) } : {}),
          ...(hasPeepholes ? { p: floats([d, 3 * hidden], seed + 6) } : {}),
        },
        inputs: [initial ? 'c0' : '', ...(hasPeepholes ? ['p'] : [])],
        attributes: {
          ...(variant === 2 ? { input_forget: 1 } : {}),
          ...(variant === 3 ? { activations: repeated(['HardSigmoid', 'Tanh', 'Relu'], about) } : {}),
        },
        outputs: about.outputs.length === 2 ? ['c'] : [],
      })
    }),
  )
})
