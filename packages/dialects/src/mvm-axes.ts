import { defineOp, f32, intArrayAttr, intAttr, one, staticShape, tensorOf } from '@onnc/ir'

const tensor = tensorOf(f32)
const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

export const reshapeOp = defineOp('mvm.reshape', {
  summary: 'The same elements in the same order under other axes, for streams that read them: nothing moves.',
  operands: { input: one(tensor) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$input attr-dict `:` type($input) `->` type($out)',
  verify({ input, out }, report) {
    const [from, to] = [staticShape(input.type), staticShape(out.type)]
    if (from === undefined || to === undefined) return report('both shapes must be known')
    if (count(from) !== count(to)) report(`the result must have ${count(from)} elements, found ${count(to)}`)
  },
})

export const permuteOp = defineOp('mvm.permute', {
  summary: 'The indices of one axis in another order, for streams that read them through an index list: nothing moves.',
  description: 'Index i of the result is index `order`[i] of the input. Where `mvm.vectors` reads it, the axis is one of its elements.',
  operands: { input: one(tensor) },
  attributes: { axis: intAttr({ min: 0 }), order: intArrayAttr },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$input `axis` $axis `order` $order attr-dict `:` type($input) `->` type($out)',
  verify({ input, axis, order, out }, report) {
    const [from, to] = [staticShape(input.type), staticShape(out.type)]
    if (from === undefined || to === undefined || from.join() !== to.join()) return report('the shapes must be known and equal')
    const size = from[axis]
    if (size === undefined) return report(`there is no axis ${axis}`)
    if (order.length !== size || order.some((index) => index < 0 || index >= size) || new Set(order).size < size)
      report(`'order' must hold each of 0 to ${size - 1} once`)
  },
})
