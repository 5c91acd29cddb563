import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { type Case, floats, tensor } from './check-cases.ts'
import { checkProperty } from './check-property.ts'

const int64s = (shape: readonly number[], values: readonly number[]) => tensor('int64', shape, BigInt64Array.from(values, BigInt))

/** A way to move elements: nodes between two values, the constants they need, and the shape behind them. */
interface Move {
  readonly nodes: (from: string, to: string, shape: readonly number[]) => ReturnType<typeof node>[]
  readonly constants: (to: string, shape: readonly number[]) => Record<string, ReturnType<typeof int64s>>
  readonly shape: (shape: readonly number[]) => readonly number[]
}

const none = (): Record<string, never> => ({})
const last = (shape: readonly number[]): number => shape.at(-1)!

/** [.., C] as [.., g, C / g], the last two turned, and flat again: the spelling of ShuffleNet. */
const deal: Move = {
  nodes: (from, to) => [
    node('Reshape', [from, `${to}_split`], [`${to}_a`]),
    node('Transpose', [`${to}_a`], [`${to}_b`], { perm: [0, 1, 3, 2] }),
    node('Reshape', [`${to}_b`, `${to}_join`], [to]),
  ],
  constants: (to, shape) => ({
    [`${to}_split`]: int64s([4], [...shape.slice(0, -1), 2, last(shape) / 2]),
    [`${to}_join`]: int64s([3], shape),
  }),
  shape: (shape) => shape,
}

const turn: Move = {
  nodes: (from, to) => [node('Transpose', [from], [to], { perm: [0, 2, 1] })],
  constants: none,
  shape: ([a, b, c]) => [a!, c!, b!],
}

const mix: Move = {
  nodes: (from, to) => [node('Reshape', [from, `${to}_shape`], [to])],
  constants: (to, [a, b, c]) => ({ [`${to}_shape`]: int64s([3], [a! * 2, b!, c! / 2]) }),
  shape: ([a, b, c]) => [a! * 2, b!, c! / 2],
}

/** Seeded order of the last axis, as a Gather; some indices from the end. */
const gather = (seed: number): Move => ({
  nodes: (from, to) => [node('Gather', [from, `${to}_order`], [to], { axis: -1 })],
  constants: (to, shape) => {
    const count = last(shape)
    const order = Array.from({ length: count }, (_, i) => i).toSorted((a, b) => ((a * 7919 + seed) % 13) - ((b * 7919 + seed) % 13))
    return {
      [`${to}_order`]: int64s(
        [count],
        order.map((index, i) => (i % 3 === 0 ? index - count : index)),
      ),
    }
  },
  shape: (shape) => shape,
})

/** Even indices, then odd ones. */
const slices: Move = {
  nodes: (from, to) => [
    node('Slice', [from, `${to}_0`, `${to}_end`, `${to}_axis`, `${to}_step`], [`${to}_even`]),
    node('Slice', [from, `${to}_1`, `${to}_end`, `${to}_axis`, `${to}_step`], [`${to}_odd`]),
    node('Concat', [`${to}_even`, `${to}_odd`], [to], { axis: 2 }),
  ],
  constants: (to) => ({
    [`${to}_0`]: int64s([1], [0]),
    [`${to}_1`]: int64s([1], [1]),
    [`${to}_end`]: int64s([1], [2 ** 31]),
    [`${to}_axis`]: int64s([1], [-1]),
    [`${to}_step`]: int64s([1], [2]),
  }),
  shape: (shape) => shape,
}

/** Halves change places. */
const halves: Move = {
  nodes: (from, to) => [
    node('Split', [from], [`${to}_left`, `${to}_right`], { axis: 2 }),
    node('Concat', [`${to}_right`, `${to}_left`], [to], { axis: -1 }),
  ],
  constants: none,
  shape: (shape) => shape,
}

const move = fc.oneof(fc.constantFrom(deal, turn, mix, slices, halves), fc.nat(12).map(gather))
/** Sizes that can be halved as often as moves may ask. */
const size = fc.constantFrom(4, 8, 12)

const chain = fc
  .record({
    sizes: fc.tuple(fc.constantFrom(1, 2), size, size),
    moves: fc.array(move, { minLength: 1, maxLength: 4 }),
    relu: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ sizes, moves, relu, seed }): Case => {
    let shape: readonly number[] = sizes
    const nodes = [node('MatMul', ['x', 'first'], ['v0'])]
    const initializers: Record<string, ReturnType<typeof floats>> = { first: floats([last(shape), last(shape)], seed) }
    let at = 'v0'
    for (const [i, each] of moves.entries()) {
      if (last(shape) % 4 !== 0) break
      const to = `v${i + 1}`
      nodes.push(...each.nodes(at, to, shape))
      Object.assign(initializers, each.constants(to, shape))
      shape = each.shape(shape)
      at = to
    }
    if (relu) nodes.push(node('Relu', [at], ['r']))
    nodes.push(node('MatMul', [relu ? 'r' : at, 'second'], ['y']))
    initializers['second'] = floats([last(shape), 3], seed + 1)
    return {
      inputs: { x: floats(sizes, seed + 2) },
      initializers,
      nodes,
      outputs: ['y'],
      about: { sizes, moves: nodes.map((n) => n.opType), seed },
    }
  })

test('whatever moves elements between two products, streams read what it would have made', async () => {
  await checkProperty(chain)
})

const convolution = fc
  .record({
    layout: fc.constantFrom('channels last', 'shuffled', 'gathered', 'turned'),
    channels: fc.constantFrom(4, 6),
    groups: fc.constantFrom(1, 2),
    kernel: fc.constantFrom(1, 3),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { layout, channels, groups, kernel, seed } = about
    const shapes = {
      'channels last': [1, 5, 7, channels],
      turned: [1, channels, 7, 5],
      shuffled: [1, channels, 5, 7],
      gathered: [1, channels, 5, 7],
    }
    const moves = {
      'channels last': [node('Transpose', ['p'], ['q'], { perm: [0, 3, 1, 2] })],
      turned: [node('Transpose', ['p'], ['q'], { perm: [0, 1, 3, 2] })],
      shuffled: [
        node('Reshape', ['p', 'split'], ['a']),
        node('Transpose', ['a'], ['b'], { perm: [0, 2, 1, 3, 4] }),
        node('Reshape', ['b', 'join'], ['q']),
      ],
      gathered: [node('Gather', ['p', 'order'], ['q'], { axis: 1 })],
    }
    const constants = {
      split: int64s([5], [1, 2, channels / 2, 5, 7]),
      join: int64s([4], [1, channels, 5, 7]),
      order: int64s(
        [channels],
        Array.from({ length: channels }, (_, i) => (i * 5 + 1) % channels),
      ),
    }
    return {
      inputs: { x: floats(shapes[layout], seed) },
      initializers: {
        w: floats([4, channels / groups, kernel, kernel], seed + 1),
        ...(layout === 'shuffled'
          ? { split: constants.split, join: constants.join }
          : layout === 'gathered'
            ? { order: constants.order }
            : {}),
      },
      nodes: [
        node('Sigmoid', ['x'], ['p']),
        ...moves[layout],
        node('Conv', ['q', 'w'], ['y'], { group: groups, pads: Array<number>(4).fill(kernel >> 1) }),
      ],
      outputs: ['y'],
      about,
    }
  })

test('a convolution reads channels where they lie', async () => {
  await checkProperty(convolution)
})
