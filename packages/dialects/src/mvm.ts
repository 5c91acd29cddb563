import {
  defineDialect,
  defineOp,
  type Dialect,
  elementsAttr,
  f32,
  intArrayAttr,
  one,
  optionalAttr,
  staticShape,
  tensorOf,
  unitAttr,
  variadic,
  type Type,
} from '@onnc/ir'

import { mvmElectronicOp, mvmYieldOp } from './electronic.ts'
import { windowPositions } from './window.ts'

const tensor = tensorOf(f32)
const matrix = tensorOf(f32, 2)

const shapeOf = (type: Type): readonly number[] => staticShape(type) ?? []
const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1)
const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((v, i) => v === b[i])

export const patchesOp = defineOp('mvm.patches', {
  summary: 'The vectors a convolution multiplies: one row per output position (im2col), as an address pattern that is never materialised.',
  description:
    'Input [N, C, spatial...]; result [N * output positions, kernel positions * channels], each row ordered (kernel position, channel). Outside the ' +
    'input, elements are zero. `channels` = [first, count] picks the channels of one group.',
  operands: { input: one(tensor) },
  attributes: {
    kernel: intArrayAttr,
    strides: intArrayAttr,
    dilations: intArrayAttr,
    padsBegin: intArrayAttr,
    padsEnd: intArrayAttr,
    channels: intArrayAttr,
  },
  results: { vectors: one(matrix) },
  traits: ['pure'],
  format: '$input `kernel` $kernel `channels` $channels attr-dict `:` type($input) `->` type($vectors)',
  verify({ input, kernel, strides, dilations, padsBegin, padsEnd, channels, vectors }, report) {
    const [batch, inputChannels, ...spatial] = shapeOf(input.type)
    if (batch === undefined || inputChannels === undefined || spatial.length === 0)
      return report('the input must have a known shape [N, C, spatial...]')
    const lists = { kernel, strides, dilations, padsBegin, padsEnd }
    for (const [name, values] of Object.entries(lists))
      if (values.length !== spatial.length) return report(`'${name}' must have ${spatial.length} entries, found ${values.length}`)
    const [first, count] = channels
    if (channels.length !== 2 || first! < 0 || count! < 1 || first! + count! > inputChannels)
      return report(`'channels' must pick [first, count] of ${inputChannels} channels`)
    const positions = windowPositions(spatial, lists)
    const expected = [batch * product(positions), product(kernel) * count!]
    if (!same(shapeOf(vectors.type), expected)) report(`the result must have shape [${expected.join(', ')}]`)
  },
})

export const vectorsOp = defineOp('mvm.vectors', {
  summary: 'A tensor read as rows of vectors: [..., P, K] as [all P, K], or with `transposed` the columns of a [K, P] matrix.',
  operands: { input: one(tensor) },
  attributes: { transposed: unitAttr },
  results: { vectors: one(matrix) },
  traits: ['pure'],
  format: '$input attr-dict `:` type($input) `->` type($vectors)',
  verify({ input, transposed, vectors }, report) {
    const shape = shapeOf(input.type)
    if (transposed && shape.length !== 2) return report('only a matrix can be read transposed')
    const columns = transposed ? shape[0] : shape.at(-1)
    if (columns === undefined) return report('the input must have a known shape of at least one dimension')
    const expected = [columns === 0 ? 0 : product(shape) / columns, columns]
    if (!same(shapeOf(vectors.type), expected)) report(`the result must have shape [${expected.join(', ')}]`)
  },
})

export const matmulOp = defineOp('mvm.matmul', {
  summary:
    'Multiplies every vector of a stream by one constant matrix: result[p, m] = sum over k of matrix[m, k] * vectors[p, k], plus bias[m].',
  operands: { vectors: one(matrix) },
  attributes: { matrix: elementsAttr, bias: optionalAttr(elementsAttr), nonnegative: unitAttr },
  results: { out: one(matrix) },
  traits: ['pure'],
  format: '$vectors `by` $matrix ( `bias` $bias )? attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, matrix: weights, bias, out }, report) {
    const [positions, k] = shapeOf(vectors.type)
    const [m, matrixK, ...rest] = weights.type.shape ?? []
    if (rest.length > 0 || matrixK !== k) return report(`the matrix must be [rows, ${k}], found [${weights.type.shape?.join(', ')}]`)
    if (!same(shapeOf(out.type), [positions!, m!])) report(`the result must have shape [${positions}, ${m}]`)
    if (bias !== undefined && !same((bias.type.shape ?? []) as number[], [m!])) report(`the bias must have shape [${m}]`)
  },
})

export const planesOp = defineOp('mvm.planes', {
  summary: 'Result vectors laid out as feature maps: groups of [N * positions, M] as [N, all M, spatial...], an address pattern too.',
  operands: { groups: variadic(matrix) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$groups attr-dict `:` type($groups) `->` type($out)',
  verify({ groups, out }, report) {
    const [batch, channels, ...spatial] = shapeOf(out.type)
    if (batch === undefined || channels === undefined) return report('the result must have a known shape [N, M, spatial...]')
    const rows = groups.map((g) => shapeOf(g.type)[1] ?? 0)
    if (rows.reduce((a, b) => a + b, 0) !== channels) report(`the groups must have ${channels} rows together`)
    for (const group of groups)
      if (shapeOf(group.type)[0] !== batch * product(spatial)) report(`each group must have ${batch * product(spatial)} positions`)
  },
})

export const matrixOp = defineOp('mvm.matrix', {
  summary: 'Result vectors laid out as a tensor: [all P, M] as [..., P, M].',
  operands: { vectors: one(matrix) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$vectors attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, out }, report) {
    if (product(shapeOf(vectors.type)) !== product(shapeOf(out.type))) report('operand and result must have the same number of elements')
  },
})

export const mvmDialect: Dialect = defineDialect({
  name: 'mvm',
  summary: 'What a photonic unit computes: streams of vectors through constant matrices, and electronic kernels between them.',
  ops: [patchesOp, vectorsOp, matmulOp, planesOp, matrixOp, mvmElectronicOp, mvmYieldOp],
})
