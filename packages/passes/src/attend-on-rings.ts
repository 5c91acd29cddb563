import type { Target } from '@onnc/hardware'
import { f32, float32Blob, i1, integerAttribute, tensorType, type Value } from '@onnc/ir'

import { shapeOf } from './constant-operand.ts'
import { contractActivations } from './contract-activations.ts'
import { asFloat32 } from './floats.ts'
import { shapeConstant } from './lower-conv.ts'
import type { LoweringContext } from './lowering.ts'
import { scalar } from './multiply-matrices.ts'
import { classesThatHold } from './unit-classes.ts'

/** Queries, keys and values of heads: softmax(scale Q K^T + masks) V. */
export interface Heads {
  /** float32 [batch, length, heads * depth]. */
  readonly query: Value
  readonly key: Value
  readonly value: Value
  /** Of keys and values; as many queries share one as there are more heads of queries. */
  readonly heads: number
  readonly queryHeads: number
  readonly scale: number
  readonly isCausal: boolean
  /** Added to the scores: shapes that broadcast to [batch, heads, queries, keys]. */
  readonly addends: readonly Value[]
}

/** Whether some unit may hold activations, so that what attention multiplies can go to rings. */
export function ringsTakeActivations(target: Target): boolean {
  return classesThatHold(target, 'activations', 'fully-connected').length > 0
}

/** Attention as two products on rings, and a softmax on the ECU between them: [batch, length, heads * depth]; or why there is none. */
export function attendOnRings(context: LoweringContext, parts: Heads): Value | string {
  const { heads, queryHeads, scale, isCausal, addends } = parts
  const [query, key, value] = [parts.query, parts.key, parts.value].map((tensor) => shapeOf(tensor))
  if (query?.length !== 3 || key?.length !== 3 || value?.length !== 3) return 'its shape is not known'
  const [batch, length, wide] = query as [number, number, number]
  const keys = key[1]!
  const group = queryHeads / heads
  const [depth, valueDepth] = [wide / queryHeads, value[2]! / heads]
  if (![group, depth, valueDepth].every(Number.isInteger) || key[2] !== heads * depth || value[1] !== keys)
    return 'its heads do not divide its queries, keys and values'
  if (group > 1 && addends.some((addend) => (shapeOf(addend)?.at(-3) ?? 1) !== 1)) return 'its masks differ by head'
  const reshaped = (tensor: Value, shape: readonly number[]): Value =>
    context.node('Reshape', [asFloat32(tensor, context), shapeConstant(context, [...shape])], tensorType(shape, f32))
  const [q, k, v] = [
    reshaped(parts.query, [batch, length, heads, group, depth]),
    reshaped(parts.key, [batch, keys, heads, depth]),
    reshaped(parts.value, [batch, keys, heads, valueDepth]),
  ]
  const scoreLabels = group === 1 ? ['b', 'n', 'i', 'j'] : ['b', 'n', 'g', 'i', 'j']
  const scores = contractActivations(context, {
    left: { value: q, labels: ['b', 'i', 'n', 'g', 'd'] },
    right: { value: k, labels: ['b', 'j', 'n', 'd'] },
    out: tensorType(group === 1 ? [batch, heads, length, keys] : [batch, heads, group, length, keys], f32),
    outLabels: scoreLabels,
    factor: scale,
  })
  if (typeof scores === 'string') return scores
  const all = [...addends, ...(isCausal ? [causalMask(context, length, keys)] : [])].map((addend) =>
    group === 1 ? addend : reshaped(addend, spread(shapeOf(addend)!)),
  )
  const masked = all.reduce((sum, addend) => context.node('Add', [sum, addend], scores.type), scores)
  const shares = context.node('Softmax', [masked], scores.type, { attributes: { axis: integerAttribute(-1) } })
  const outShape = [batch, length, heads, group, valueDepth]
  const out = contractActivations(context, {
    left: { value: shares, labels: scoreLabels },
    right: { value: v, labels: ['b', 'j', 'n', 'e'] },
    out: tensorType(outShape, f32),
    outLabels: ['b', 'i', 'n', 'g', 'e'],
  })
  return typeof out === 'string' ? out : reshaped(out, [batch, length, queryHeads * valueDepth])
}

/** A shape that broadcasts to [batch, heads, queries, keys] for every group of heads. */
function spread(shape: readonly number[]): number[] {
  const full = [...Array.from({ length: 4 - shape.length }, () => 1), ...shape]
  return [full[0]!, 1, 1, full[2]!, full[3]!]
}

/** What takes a score out of a softmax, where another stays in. */
export const lowestFloat: number = -3.4028234663852886e38

function causalMask(context: LoweringContext, queries: number, keys: number): Value {
  const values = Float32Array.from({ length: queries * keys }, (_, i) => (i % keys > Math.floor(i / keys) ? lowestFloat : 0))
  return context.constant('causal', tensorType([queries, keys], f32), float32Blob([queries, keys], values))
}

/** An addend of this shape: 0 where a mask is not zero, `filter` where it is. */
export function maskAddend(context: LoweringContext, mask: Value, shape: readonly number[], filter: number): Value {
  const from = shapeOf(mask)!
  const flags = context.node('Cast', [mask], tensorType(from, i1), { attributes: { to: integerAttribute(9) } })
  const placed = context.node('Reshape', [flags, shapeConstant(context, [...shape])], tensorType(shape, i1))
  return context.node('Where', [placed, scalar(context, 'kept', 0), scalar(context, 'masked', filter)], tensorType(shape, f32))
}
