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

/** `slices` as triples [axis, start, count], or undefined where they are none of a tensor of `shape`. */
export function readSlices(
  slices: readonly number[] | undefined,
  shape: readonly number[],
): readonly { readonly start: number; readonly count: number }[] | undefined {
  const whole = shape.map((count) => ({ start: 0, count }))
  if (slices === undefined) return whole
  if (slices.length % 3 !== 0) return undefined
  for (let at = 0; at < slices.length; at += 3) {
    const [axis, start, count] = slices.slice(at, at + 3) as [number, number, number]
    if (shape[axis] === undefined || start < 0 || count < 1 || start + count > shape[axis]) return undefined
    whole[axis] = { start, count }
  }
  return whole
}

export const vectorsOp = defineOp('mvm.vectors', {
  summary: 'A tensor read as vectors: each runs over the `elements` axes, there is one for every index of the `positions` axes, row-major.',
  description:
    '`slices` = [axis, start, count, ...] narrows axes; one that stands in neither list must be narrowed to a single index. The result has shape ' +
    '[positions, elements].',
  operands: { input: one(tensor) },
  attributes: { positions: intArrayAttr, elements: intArrayAttr, slices: optionalAttr(intArrayAttr) },
  results: { vectors: one(matrix) },
  traits: ['pure'],
  format: '$input `positions` $positions `elements` $elements ( `slices` $slices )? attr-dict `:` type($input) `->` type($vectors)',
  verify({ input, positions, elements, slices, vectors }, report) {
    const shape = staticShape(input.type)
    const kept = shape === undefined ? undefined : readSlices(slices, shape)
    if (shape === undefined || kept === undefined) return report("the input must have a known shape, and 'slices' must lie in it")
    const axes = [...positions, ...elements]
    if (new Set(axes).size < axes.length || axes.some((axis) => kept[axis] === undefined))
      return report(`'positions' and 'elements' must be different axes of ${shape.length}`)
    if (kept.some(({ count }, axis) => count !== 1 && !axes.includes(axis)))
      return report("an axis in neither 'positions' nor 'elements' must have a single index")
    const size = (list: readonly number[]): number => product(list.map((axis) => kept[axis]!.count))
    if (!same(shapeOf(vectors.type), [size(positions), size(elements)]))
      report(`the result must have shape [${size(positions)}, ${size(elements)}]`)
  },
})

export const matmulOp = defineOp('mvm.matmul', {
  summary:
    'Multiplies every vector of a stream by one constant matrix: result[p, m] = scale[m] * sum over k of matrix[m, k] * vectors[p, k] + bias[m].',
  description: 'Without `scale` it is 1, without `bias` 0. Scales belong to this use of the matrix: they never reach its rings.',
  operands: { vectors: one(matrix) },
  attributes: { matrix: elementsAttr, scale: optionalAttr(elementsAttr), bias: optionalAttr(elementsAttr), nonnegative: unitAttr },
  results: { out: one(matrix) },
  traits: ['pure'],
  format: '$vectors `by` $matrix ( `scale` $scale )? ( `bias` $bias )? attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, matrix: weights, scale, bias, out }, report) {
    const [positions, k] = shapeOf(vectors.type)
    const [m, matrixK, ...rest] = weights.type.shape ?? []
    if (rest.length > 0 || matrixK !== k) return report(`the matrix must be [rows, ${k}], found [${weights.type.shape?.join(', ')}]`)
    if (!same(shapeOf(out.type), [positions!, m!])) report(`the result must have shape [${positions}, ${m}]`)
    for (const [name, elements] of Object.entries({ scale, bias }))
      if (elements !== undefined && !same((elements.type.shape ?? []) as number[], [m!])) report(`the ${name} must have shape [${m}]`)
  },
})

export const planesOp = defineOp('mvm.planes', {
  summary: 'Result vectors laid out as feature maps: groups of [N * positions, M] as [N, all M, spatial...], an address pattern too.',
  description:
    'With `steps`, groups fill a part of the positions each: those at `origins` + multiples of `steps` along every spatial axis. `origins` has one ' +
    'entry a spatial axis and part; the groups come part by part, as many in each, and make up all M there.',
  operands: { groups: variadic(matrix) },
  attributes: { steps: optionalAttr(intArrayAttr), origins: optionalAttr(intArrayAttr) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$groups ( `steps` $steps )? ( `origins` $origins )? attr-dict `:` type($groups) `->` type($out)',
  verify({ groups, steps, origins, out }, report) {
    const [batch, channels, ...spatial] = shapeOf(out.type)
    if (batch === undefined || channels === undefined) return report('the result must have a known shape [N, M, spatial...]')
    const parts = planeParts(spatial, groups.length, steps, origins)
    if (parts === undefined) return report("'steps' and 'origins' must place equally many groups in each part of the result")
    for (const part of parts) {
      const members = groups.slice(part.first, part.first + part.count)
      const rows = members.map((g) => shapeOf(g.type)[1] ?? 0)
      if (rows.reduce((a, b) => a + b, 0) !== channels) report(`the groups must have ${channels} rows together`)
      for (const group of members)
        if (shapeOf(group.type)[0] !== batch * product(part.counts))
          report(`each group must have ${batch * product(part.counts)} positions`)
    }
  },
})

/** One part of the positions of `mvm.planes`: along every spatial axis `counts` of them from `origin` in steps, and the groups that fill it. */
export interface PlanePart {
  readonly origin: readonly number[]
  readonly step: readonly number[]
  readonly counts: readonly number[]
  readonly first: number
  readonly count: number
}

/** The parts that `steps` and `origins` of `mvm.planes` describe; undefined where they do not fit the shape or the number of groups. */
export function planeParts(
  spatial: readonly number[],
  groups: number,
  steps: readonly number[] | undefined,
  origins: readonly number[] | undefined,
): readonly PlanePart[] | undefined {
  if (steps === undefined || origins === undefined) {
    const whole = { origin: spatial.map(() => 0), step: spatial.map(() => 1), counts: spatial, first: 0, count: groups }
    return steps === origins ? [whole] : undefined
  }
  const rank = spatial.length
  const parts = rank === 0 ? 0 : origins.length / rank
  if (steps.length !== rank || steps.some((s) => s < 1) || !Number.isInteger(parts) || parts === 0 || groups % parts !== 0) return undefined
  const count = groups / parts
  const list = Array.from({ length: parts }, (_, part) => {
    const origin = origins.slice(part * rank, (part + 1) * rank)
    const counts = spatial.map((size, axis) => Math.ceil((size - origin[axis]!) / steps[axis]!))
    return { origin, step: steps, counts, first: part * count, count }
  })
  return list.every(({ origin, counts }) => origin.every((o) => o >= 0) && counts.every((n) => n >= 1)) ? list : undefined
}

export const matrixOp = defineOp('mvm.matrix', {
  summary: 'Result vectors laid out as a tensor: rows run over the `rows` axes, vectors over the `positions` axes, row-major.',
  description: 'Each of several operands fills one index of the `groups` axes, in row-major order. Axes in none of the lists have size 1.',
  operands: { vectors: variadic(matrix) },
  attributes: { positions: intArrayAttr, rows: intArrayAttr, groups: optionalAttr(intArrayAttr) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$vectors `positions` $positions `rows` $rows ( `groups` $groups )? attr-dict `:` type($vectors) `->` type($out)',
  verify({ vectors, positions, rows, groups = [], out }, report) {
    const shape = staticShape(out.type)
    if (shape === undefined) return report('the result must have a known shape')
    const axes = [...positions, ...rows, ...groups]
    if (new Set(axes).size < axes.length || axes.some((axis) => shape[axis] === undefined))
      return report(`'positions', 'rows' and 'groups' must be different axes of ${shape.length}`)
    if (shape.some((count, axis) => count !== 1 && !axes.includes(axis))) return report('an axis in none of the lists must have size 1')
    const size = (list: readonly number[]): number => product(list.map((axis) => shape[axis]!))
    if (vectors.length !== size(groups)) report(`there must be ${size(groups)} operands, found ${vectors.length}`)
    for (const group of vectors)
      if (!same(shapeOf(group.type), [size(positions), size(rows)]))
        report(`each operand must have shape [${size(positions)}, ${size(rows)}]`)
  },
})

export const mvmDialect: Dialect = defineDialect({
  name: 'mvm',
  summary: 'What a photonic unit computes: streams of vectors through constant matrices, and electronic kernels between them.',
  ops: [patchesOp, vectorsOp, matmulOp, planesOp, matrixOp, mvmElectronicOp, mvmYieldOp],
})
