import {
  defineDialect,
  defineOp,
  definingOperation,
  type Dialect,
  elementsAttr,
  f32,
  intArrayAttr,
  one,
  optionalAttr,
  staticShape,
  stringAttr,
  tensorOf,
  unitAttr,
  variadic,
  type Type,
} from '@onnc/ir'

import { mvmElectronicOp, mvmYieldOp } from './electronic.ts'
import { permuteOp, reshapeOp } from './mvm-axes.ts'
import { windowPositions } from './window.ts'

const tensor = tensorOf(f32)
const matrix = tensorOf(f32, 2)

const shapeOf = (type: Type): readonly number[] => staticShape(type) ?? []
const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1)
const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((v, i) => v === b[i])

export const mvmWeightsOp = defineOp('mvm.weights', {
  summary: 'Weights whose vectors a unit streams through rings that hold activations.',
  attributes: { value: elementsAttr },
  results: { out: one(tensor) },
  traits: ['pure', 'constant'],
  format: '$value attr-dict `:` type($out)',
  verify({ value, out }, report) {
    if (!same((value.type.shape ?? []) as number[], shapeOf(out.type))) report('the result must have the shape of the value')
  },
})

export const patchesOp = defineOp('mvm.patches', {
  summary: 'The vectors a convolution multiplies: one row per output position (im2col), as an address pattern that is never materialised.',
  description:
    'Input [N, C, spatial...]; result [N * output positions, kernel positions * C], each row ordered (kernel position, channel). Outside the input, ' +
    'elements are zero. Negative padding leaves elements out. `axes` names the axes of another input: [N, spatial..., those of C, outermost first].',
  operands: { input: one(tensor) },
  attributes: {
    kernel: intArrayAttr,
    strides: intArrayAttr,
    dilations: intArrayAttr,
    padsBegin: intArrayAttr,
    padsEnd: intArrayAttr,
    axes: optionalAttr(intArrayAttr),
  },
  results: { vectors: one(matrix) },
  traits: ['pure'],
  format: '$input `kernel` $kernel ( `axes` $axes )? attr-dict `:` type($input) `->` type($vectors)',
  verify({ input, kernel, strides, dilations, padsBegin, padsEnd, axes, vectors }, report) {
    const shape = shapeOf(input.type)
    if (shape.length < 3) return report('the input must have a known shape [N, C, spatial...]')
    const roles = patchAxes(shape.length, kernel.length, axes)
    const fault = axesFault(shape, { axes: [roles.batch, ...roles.spatial, ...roles.channels] })
    if (fault !== undefined) return report(`the input ${fault}`)
    const spatial = roles.spatial.map((axis) => shape[axis]!)
    const lists = { kernel, strides, dilations, padsBegin, padsEnd }
    if (spatial.length === 0) return report('the input must have a known shape [N, C, spatial...]')
    for (const [name, values] of Object.entries(lists))
      if (values.length !== spatial.length) return report(`'${name}' must have ${spatial.length} entries, found ${values.length}`)
    const positions = windowPositions(spatial, lists)
    const channels = product(roles.channels.map((axis) => shape[axis]!))
    const expected = [shape[roles.batch]! * product(positions), product(kernel) * channels]
    if (!same(shapeOf(vectors.type), expected)) report(`the result must have shape [${expected.join(', ')}]`)
  },
})

/** Which axes of the input of `mvm.patches` are what. */
export interface PatchAxes {
  readonly batch: number
  readonly spatial: readonly number[]
  readonly channels: readonly number[]
}

/** The axes of an input of `rank` axes of which `spatial` are spatial: those of [N, C, spatial...] unless `axes` says others. */
export function patchAxes(rank: number, spatial: number, axes: readonly number[] | undefined): PatchAxes {
  const [batch, ...others] = axes ?? [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1]
  const count = axes === undefined ? rank - 2 : spatial
  return { batch: batch!, spatial: others.slice(0, count), channels: others.slice(count) }
}

export const vectorsOp = defineOp('mvm.vectors', {
  summary: 'A tensor read as vectors: each runs over the `elements` axes, there is one for every index of the `positions` axes, row-major.',
  description: 'An axis in neither list has size 1. The result has shape [positions, elements].',
  operands: { input: one(tensor) },
  attributes: { positions: intArrayAttr, elements: intArrayAttr },
  results: { vectors: one(matrix) },
  traits: ['pure'],
  format: '$input `positions` $positions `elements` $elements attr-dict `:` type($input) `->` type($vectors)',
  verify({ input, positions, elements, vectors }, report) {
    const fault = axesFault(staticShape(input.type), { positions, elements })
    if (fault !== undefined) return report(`the input ${fault}`)
    const mixed = definingOperation(input)
    if (mixed !== undefined && permuteOp.is(mixed) && positions.includes(permuteOp.view(mixed).axis))
      return report('a permuted axis must be one of `elements`')
    const shape = shapeOf(input.type)
    const expected = [positions, elements].map((axes) => product(axes.map((axis) => shape[axis]!)))
    if (!same(shapeOf(vectors.type), expected)) report(`the result must have shape [${expected.join(', ')}]`)
  },
})

/** What is wrong with two lists that share out the axes of a shape, if anything. */
function axesFault(shape: readonly number[] | undefined, lists: Readonly<Record<string, readonly number[]>>): string | undefined {
  if (shape === undefined) return 'must have a known shape'
  const axes = Object.values(lists).flat()
  const names = Object.keys(lists).map((name) => `'${name}'`)
  if (new Set(axes).size < axes.length || axes.some((axis) => shape[axis] === undefined))
    return `has ${shape.length} axes, of which ${names.join(' and ')} must name different ones`
  if (shape.some((count, axis) => count !== 1 && !axes.includes(axis)))
    return `has an axis in neither ${names.join(' nor ')} that is not of size 1`
  return undefined
}

export const matmulOp = defineOp('mvm.matmul', {
  summary:
    'Multiplies every vector of a stream by one constant matrix: result[p, m] = scale[m] * sum over k of matrix[m, k] * vectors[p, k] + bias[m].',
  description:
    'Without `scale` it is 1, without `bias` 0. Scales belong to this use of the matrix: they never reach its rings. With `blocks` = [count, width] the ' +
    'matrix is block-diagonal and only its blocks are held: rows come in `count` equal parts, the elements of a vector are [K / width, count, width], and ' +
    'part b of the rows sees [all, b, all] of them. A matrix that several products share is held once: `transposed` takes its columns for rows, ' +
    '`rowOrder` says which row of what is held row m is, `columnOrder` which column element k of a vector meets, `inScale` what that element is multiplied by before; ' +
    'none goes with `blocks`. `units` names ' +
    'the unit class that computes it, where there are several.',
  operands: { vectors: one(matrix) },
  attributes: {
    matrix: elementsAttr,
    scale: optionalAttr(elementsAttr),
    bias: optionalAttr(elementsAttr),
    blocks: optionalAttr(intArrayAttr),
    units: optionalAttr(stringAttr),
    nonnegative: unitAttr,
    transposed: unitAttr,
    rowOrder: optionalAttr(intArrayAttr),
    columnOrder: optionalAttr(intArrayAttr),
    inScale: optionalAttr(elementsAttr),
  },
  results: { out: one(matrix) },
  traits: ['pure'],
  format: '$vectors `by` $matrix ( `scale` $scale )? ( `bias` $bias )? ( `blocks` $blocks )? attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, matrix: weights, scale, bias, blocks, transposed, rowOrder, columnOrder, inScale, out }, report) {
    const [positions, k] = shapeOf(vectors.type)
    const [heldRows, heldColumns, ...rest] = weights.type.shape ?? []
    const [m, matrixK] = transposed ? [heldColumns, heldRows] : [heldRows, heldColumns]
    const reordered = transposed || rowOrder !== undefined || columnOrder !== undefined || inScale !== undefined
    if (reordered && blocks !== undefined) return report("a matrix of 'blocks' has no other order, direction or factors of inputs")
    for (const [name, order, size] of [
      ['rowOrder', rowOrder, m],
      ['columnOrder', columnOrder, matrixK],
    ] as const)
      if (order !== undefined && !isOrder(order, size ?? 0)) return report(`'${name}' must name each of ${size} once`)
    const [count, width] = blocks ?? [1, 1]
    const held = k! / count!
    if (blocks !== undefined && (blocks.length !== 2 || count! < 1 || width! < 1 || m! % count! !== 0 || held % width! !== 0))
      return report(`'blocks' must be [count, width], dividing ${m} rows and ${k} elements`)
    if (rest.length > 0 || matrixK !== held) return report(`the matrix must be [rows, ${held}], found [${weights.type.shape?.join(', ')}]`)
    if (!same(shapeOf(out.type), [positions!, m!])) report(`the result must have shape [${positions}, ${m}]`)
    if (inScale !== undefined && !same((inScale.type.shape ?? []) as number[], [k!])) report(`the inScale must have shape [${k}]`)
    for (const [name, elements] of Object.entries({ scale, bias }))
      if (elements !== undefined && !same((elements.type.shape ?? []) as number[], [m!])) report(`the ${name} must have shape [${m}]`)
  },
})

export const productOp = defineOp('mvm.product', {
  summary:
    'Multiplies every vector of a stream by a matrix that is computed too: result[p, m] = scale[m] * sum over k of matrix[m, k] * vectors[p, k].',
  description: 'As `mvm.matmul`, with the rows of the matrix read from a tensor: rings are written with them at run time.',
  operands: { vectors: one(matrix), matrix: one(matrix) },
  attributes: {
    scale: optionalAttr(elementsAttr),
    bias: optionalAttr(elementsAttr),
    blocks: optionalAttr(intArrayAttr),
    units: optionalAttr(stringAttr),
    nonnegative: unitAttr,
  },
  results: { out: one(matrix) },
  traits: ['pure'],
  format:
    '$vectors `by` $matrix ( `scale` $scale )? ( `bias` $bias )? ( `blocks` $blocks )? attr-dict `:` type($vectors) `,` type($matrix) `->` type($out)',
  verify({ vectors, matrix: weights, scale, bias, blocks, out }, report) {
    const [positions, k] = shapeOf(vectors.type)
    const [m, held] = shapeOf(weights.type)
    const [count, width] = blocks ?? [1, k!]
    if (blocks?.length === 1 || count! < 1 || m! % count! !== 0 || count! * width! !== k)
      return report(`'blocks' must be [count, width], dividing ${m} rows and making up ${k} elements`)
    if (held !== width) return report(`the matrix must be [rows, ${width}], found [${m}, ${held}]`)
    if (!same(shapeOf(out.type), [positions!, m!])) report(`the result must have shape [${positions}, ${m}]`)
    for (const [name, elements] of Object.entries({ scale, bias }))
      if (elements !== undefined && !same((elements.type.shape ?? []) as number[], [m!])) report(`the ${name} must have shape [${m}]`)
  },
})

/** Whether a list names each of [0, size) once. */
function isOrder(order: readonly number[], size: number): boolean {
  return order.length === size && new Set(order).size === size && order.every((i) => i >= 0 && i < size)
}

export const planesOp = defineOp('mvm.planes', {
  summary: 'Result vectors laid out as feature maps: [N * positions, M] as [N, M, spatial...], an address pattern too.',
  description:
    'With `steps`, each of several operands fills a part of the positions: those at its `origins` + multiples of `steps` along every spatial axis. ' +
    '`origins` has one entry an operand and spatial axis.',
  operands: { parts: variadic(matrix) },
  attributes: { steps: optionalAttr(intArrayAttr), origins: optionalAttr(intArrayAttr) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$parts ( `steps` $steps )? ( `origins` $origins )? attr-dict `:` type($parts) `->` type($out)',
  verify({ parts, steps, origins, out }, report) {
    const [batch, channels, ...spatial] = shapeOf(out.type)
    if (batch === undefined || channels === undefined) return report('the result must have a known shape [N, M, spatial...]')
    const places = planeParts(spatial, parts.length, steps, origins)
    if (places === undefined) return report(`'steps' and 'origins' must place ${parts.length} operands in ${spatial.length} dimensions`)
    for (const [i, { counts }] of places.entries()) {
      const expected = [batch * product(counts), channels]
      if (!same(shapeOf(parts[i]!.type), expected)) report(`operand ${i} must have shape [${expected.join(', ')}]`)
    }
  },
})

/** One part of the positions of `mvm.planes`: along every spatial axis `counts` of them from `origin` on in steps. */
export interface PlanePart {
  readonly origin: readonly number[]
  readonly step: readonly number[]
  readonly counts: readonly number[]
}

/** The part that each operand of `mvm.planes` fills; undefined where `steps` and `origins` do not fit the shape or the number of operands. */
export function planeParts(
  spatial: readonly number[],
  operands: number,
  steps: readonly number[] | undefined,
  origins: readonly number[] | undefined,
): readonly PlanePart[] | undefined {
  if (steps === undefined && origins === undefined)
    return operands === 1 ? [{ origin: spatial.map(() => 0), step: spatial.map(() => 1), counts: spatial }] : undefined
  const rank = spatial.length
  if (steps?.length !== rank || origins?.length !== rank * operands || steps.some((s) => s < 1)) return undefined
  const parts = Array.from({ length: operands }, (_, part) => {
    const origin = origins.slice(part * rank, (part + 1) * rank)
    const counts = spatial.map((size, axis) => Math.ceil((size - origin[axis]!) / steps[axis]!))
    return { origin, step: steps, counts }
  })
  return parts.every(({ origin, counts }) => origin.every((o) => o >= 0) && counts.every((n) => n >= 1)) ? parts : undefined
}

export const matrixOp = defineOp('mvm.matrix', {
  summary: 'Result vectors laid out as a tensor: rows run over the `rows` axes, vectors over the `positions` axes, row-major.',
  description: 'An axis in neither list has size 1.',
  operands: { vectors: one(matrix) },
  attributes: { positions: intArrayAttr, rows: intArrayAttr },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$vectors `positions` $positions `rows` $rows attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, positions, rows, out }, report) {
    const fault = axesFault(staticShape(out.type), { positions, rows })
    if (fault !== undefined) return report(`the result ${fault}`)
    const shape = shapeOf(out.type)
    const expected = [positions, rows].map((axes) => product(axes.map((axis) => shape[axis]!)))
    if (!same(shapeOf(vectors.type), expected)) report(`the operand must have shape [${expected.join(', ')}]`)
  },
})

export const mvmDialect: Dialect = defineDialect({
  name: 'mvm',
  summary: 'What a photonic unit computes: streams of vectors through constant matrices, and electronic kernels between them.',
  ops: [mvmWeightsOp, reshapeOp, permuteOp, patchesOp, vectorsOp, matmulOp, productOp, planesOp, matrixOp, mvmElectronicOp, mvmYieldOp],
})
