import type { Window } from '@onnc/dialects'
import type { Operation } from '@onnc/ir'

import { intsOf, stringOf } from './node-attributes.ts'

/** The window of a Conv-like node with explicit padding for every `auto_pad`: SAME keeps ceil(size / stride) positions, the odd element at the end or the beginning. */
export function windowOf(node: Operation, sizes: readonly number[], kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1)
  const zeros = kernel.map(() => 0)
  const strides = intsOf(node, 'strides', ones)
  const dilations = intsOf(node, 'dilations', ones)
  const autoPad = stringOf(node, 'auto_pad', 'NOTSET')
  if (autoPad === 'VALID') return { kernel, strides, dilations, padsBegin: zeros, padsEnd: zeros }
  if (!autoPad.startsWith('SAME')) {
    const pads = intsOf(node, 'pads', [...zeros, ...zeros])
    return { kernel, strides, dilations, padsBegin: pads.slice(0, sizes.length), padsEnd: pads.slice(sizes.length) }
  }
  const totals = sizes.map((size, axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1
    return Math.max(0, (Math.ceil(size / strides[axis]!) - 1) * strides[axis]! + reach - size)
  })
  const small = totals.map((total) => Math.floor(total / 2))
  const large = totals.map((total) => Math.ceil(total / 2))
  return autoPad === 'SAME_UPPER'
    ? { kernel, strides, dilations, padsBegin: small, padsEnd: large }
    : { kernel, strides, dilations, padsBegin: large, padsEnd: small }
}
